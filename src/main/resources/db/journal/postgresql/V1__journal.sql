-- What Meta posted, as it came, until it is dispatched and then for some days of replay. A partition
-- a day: what is no longer needed is dropped with its day, not row by row. The hub makes the
-- partitions ahead; should one be missing, its rows go to journal_other.
CREATE SEQUENCE journal_seq;

CREATE TABLE journal (
  seq bigint NOT NULL DEFAULT nextval('journal_seq'),
  arrived_at bigint NOT NULL, -- UNIX milliseconds
  body bytea NOT NULL, -- encrypted
  PRIMARY KEY (seq, arrived_at)
) PARTITION BY RANGE (arrived_at);

CREATE TABLE journal_other PARTITION OF journal DEFAULT;

-- Tells this journal from another one that would count from 1 again.
CREATE TABLE journal_identity (
  journal_id varchar(36) PRIMARY KEY
);
