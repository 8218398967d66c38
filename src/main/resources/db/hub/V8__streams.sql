-- How far what a hub has written down is dispatched: each appends to a stream of its own, because
-- between hubs the order of numbers is not that of commits. Where there is one hub its stream is 0.
CREATE TABLE stream (
  journal_id varchar(36) NOT NULL,
  hub_id bigint NOT NULL,
  seq bigint NOT NULL,
  orphan smallint NOT NULL, -- 1 = its hub is dead: any other one works it off, and it ends
  PRIMARY KEY (journal_id, hub_id)
) ${clustered};

INSERT INTO stream (journal_id, hub_id, seq, orphan) SELECT journal_id, 0, seq, 1 FROM progress;

DROP TABLE progress;
