-- What Meta posted, as it came, until it is dispatched and then for some days of replay.
CREATE TABLE journal (
  seq ${identity},
  arrived_at bigint NOT NULL, -- UNIX milliseconds
  body bytea NOT NULL -- encrypted
);

-- Tells this journal from another one that would count from 1 again.
CREATE TABLE journal_identity (
  journal_id varchar(36) PRIMARY KEY
);
