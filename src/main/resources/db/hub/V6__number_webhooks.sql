-- Webhooks of one number (number_id), as many as it has consumers. Of the partner's own webhook
-- (number_id null) the new columns mean nothing.
-- A delivery of theirs has in `whatsapp` a hash of the contact: those of one contact go out in order.
ALTER TABLE webhook ADD COLUMN whatsapp varchar(15) NOT NULL DEFAULT ''; -- the number's digits
ALTER TABLE webhook ADD COLUMN main smallint NOT NULL DEFAULT 0; -- 1: setWebhook of WhatsApp V2 sets it
ALTER TABLE webhook ADD COLUMN name varchar(50) NOT NULL DEFAULT '';
ALTER TABLE webhook ADD COLUMN topics varchar(64) NOT NULL DEFAULT ''; -- words, with commas
ALTER TABLE webhook ADD COLUMN retries smallint NOT NULL DEFAULT 1; -- 0: one attempt
ALTER TABLE webhook ADD COLUMN phone_alert bytea; -- encrypted
ALTER TABLE webhook ADD COLUMN gone_at bigint; -- removed; its log goes by and by, the row at last

CREATE INDEX webhook_number ON webhook (number_id) WHERE number_id IS NOT NULL;
CREATE UNIQUE INDEX webhook_main ON webhook (number_id) WHERE main = 1 AND gone_at IS NULL;
CREATE INDEX webhook_gone ON webhook (gone_at) WHERE gone_at IS NOT NULL;
