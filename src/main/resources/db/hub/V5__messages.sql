-- Messages of numbers, both ways. What is personal is encrypted or hashed with a key.
CREATE TABLE message (
  id ${identity},
  number_id bigint NOT NULL REFERENCES number (id),
  code varchar(32) NOT NULL, -- `unique` of the API: 32 upper-case hex digits
  direction smallint NOT NULL, -- 1 incoming, 2 outgoing
  person bytea NOT NULL, -- hash of the counterpart, see contact
  type varchar(24) NOT NULL,
  body bytea NOT NULL, -- encrypted JSON: what is asked of Meta, or what Meta told
  wamid bytea, -- encrypted; unknown until Meta has taken it
  wamid_hash bytea,
  state varchar(12) NOT NULL, -- received, or waiting, sending, in_doubt, accepted, sent, delivered, read, failed
  bulk smallint NOT NULL, -- 1 = one of many, sent after single ones
  created_at bigint NOT NULL, -- when it was accepted, or sent by the customer
  due_at bigint, -- when the next attempt may be made, or in_doubt is given up
  attempts integer NOT NULL,
  error integer, -- Meta's code
  error_text varchar(400),
  sent_at bigint,
  delivered_at bigint,
  read_at bigint,
  failed_at bigint,
  UNIQUE (number_id, code)
);

CREATE INDEX message_wamid ON message (number_id, wamid_hash);
CREATE INDEX message_person ON message (number_id, person, id);
CREATE INDEX message_time ON message (number_id, created_at, id);
CREATE INDEX message_age ON message (created_at);
CREATE INDEX message_waiting ON message (number_id, bulk, id) WHERE state = 'waiting';
CREATE INDEX message_open ON message (number_id, person, id) WHERE state IN ('waiting', 'sending');
CREATE INDEX message_sending ON message (id) WHERE state = 'sending';
CREATE INDEX message_doubt ON message (due_at) WHERE state = 'in_doubt';

-- With whom a number has talked. `person`: hash of the phone number, or of Meta's user id where
-- there is no number.
CREATE TABLE contact (
  id ${identity},
  number_id bigint NOT NULL REFERENCES number (id),
  person bytea NOT NULL,
  user_hash bytea, -- of Meta's user id
  counterpart bytea NOT NULL, -- encrypted
  name bytea, -- encrypted
  last_in_at bigint, -- the customer's last message
  last_out_at bigint,
  updated_at bigint NOT NULL,
  UNIQUE (number_id, person)
);

CREATE INDEX contact_user ON contact (number_id, user_hash);
CREATE INDEX contact_updated ON contact (number_id, updated_at, id);
CREATE INDEX contact_age ON contact (updated_at);

-- First answers to requests with an Idempotency-Key.
CREATE TABLE send_key (
  number_id bigint NOT NULL REFERENCES number (id),
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  answer bytea NOT NULL, -- encrypted
  created_at bigint NOT NULL,
  PRIMARY KEY (number_id, key_hash)
) ${clustered};

CREATE INDEX send_key_age ON send_key (created_at);
