-- How a number is at Meta: the newest word on each aspect of its life. Numbers that nothing was
-- said of have no rows.
CREATE TABLE number_state (
  number_id bigint NOT NULL REFERENCES number (id),
  aspect varchar(24) NOT NULL,
  code varchar(64) NOT NULL,
  detail varchar(4096) NOT NULL, -- JSON
  at bigint NOT NULL, -- when it was sent
  arrived_at bigint NOT NULL,
  PRIMARY KEY (number_id, aspect)
) ${clustered};

-- The newest words on WABAs and numbers, kept for numbers that are yet to go live.
CREATE TABLE account_event (
  id ${identity},
  waba_id varchar(32) NOT NULL,
  phone varchar(32) NOT NULL, -- digits or phone number id of one number; empty = all of the WABA
  aspect varchar(24) NOT NULL,
  at bigint NOT NULL,
  arrived_at bigint NOT NULL,
  body bytea NOT NULL, -- encrypted
  UNIQUE (waba_id, phone, aspect)
);

CREATE INDEX account_event_arrived ON account_event (arrived_at);
CREATE INDEX number_waba ON number (waba_id);
