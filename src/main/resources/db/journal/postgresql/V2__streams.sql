-- Which hub wrote a row; 0: before there could be several.
ALTER TABLE journal ADD COLUMN hub_id bigint NOT NULL DEFAULT 0;
ALTER TABLE journal DROP CONSTRAINT journal_pkey;
ALTER TABLE journal ADD PRIMARY KEY (hub_id, seq, arrived_at);

-- What was written before and never dispatched is worked off, too.
DO $$
BEGIN
  IF to_regclass('stream') IS NOT NULL THEN
    INSERT INTO stream (journal_id, hub_id, seq, orphan)
    SELECT journal_id, 0, 0, 1 FROM journal_identity
    ON CONFLICT (journal_id, hub_id) DO NOTHING;
  END IF;
END $$;
