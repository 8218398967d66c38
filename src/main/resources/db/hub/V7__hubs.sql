-- The hubs that share this database: a row each while it runs.
CREATE TABLE hub (
  id ${identity},
  name varchar(200) NOT NULL,
  version varchar(64) NOT NULL,
  started_at bigint NOT NULL,
  beat bigint NOT NULL, -- moves while it lives
  lag_ms bigint NOT NULL -- age of the oldest event it has accepted and not applied
);

-- Which hub does the work about a subject. One that is not here may be taken by any.
CREATE TABLE hold (
  kind varchar(16) NOT NULL,
  subject bigint NOT NULL,
  hub_id bigint NOT NULL REFERENCES hub (id),
  PRIMARY KEY (kind, subject)
) ${clustered};

CREATE INDEX hold_hub ON hold (hub_id);

-- What has changed of that which hubs keep in memory, for about a minute; only where there may be
-- several hubs.
CREATE TABLE change_log (
  id ${identity},
  xid ${transaction},
  hub_id bigint NOT NULL, -- who changed it: it knows; 0 = a program that is no hub
  kind varchar(16) NOT NULL,
  refs bytea NOT NULL, -- ids, eight bytes each
  text varchar(400) NOT NULL
);

CREATE INDEX change_log_xid ON change_log (xid);
