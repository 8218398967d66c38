-- What one hub at a time does is held in table hold; a delivery has no lease of its own.
ALTER TABLE delivery DROP COLUMN leased_until;

-- 0 while the first answer may still become another one: another hub that gets a repeat waits.
ALTER TABLE send_key ADD COLUMN settled smallint NOT NULL DEFAULT 1;
