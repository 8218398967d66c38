-- Where a partner is told what happens. url null: nowhere, since it was never set or was cleared.
CREATE TABLE webhook (
  id ${identity},
  partner_id bigint NOT NULL REFERENCES partner (id),
  number_id bigint, -- null: for all that concerns the partner
  url bytea, -- encrypted
  secret bytea NOT NULL, -- encrypted
  secret_at bigint NOT NULL,
  old_secret bytea, -- encrypted; signs too until old_secret_until
  old_secret_until bigint
);

CREATE UNIQUE INDEX webhook_partner ON webhook (partner_id) WHERE number_id IS NULL;

-- One row an event and webhook: what waits, and the log of what does not.
-- state: new (never tried), retry (waits for due_at), delivered, failed.
CREATE TABLE delivery (
  id ${identity},
  webhook_id bigint NOT NULL REFERENCES webhook (id),
  event_id varchar(64) NOT NULL,
  event varchar(64) NOT NULL,
  whatsapp varchar(15) NOT NULL, -- those of one number go out in order; empty: of none
  happened_at bigint NOT NULL,
  body bytea NOT NULL, -- encrypted; what every attempt sends
  state varchar(9) NOT NULL,
  due_at bigint NOT NULL,
  attempts integer NOT NULL, -- of all rounds; a replay begins a new round
  tries integer NOT NULL, -- of this round
  first_at bigint, -- first attempt of this round
  settled_at bigint, -- when it was delivered or given up
  leased_until bigint -- for several hubs on one database; one hub keeps its claims in memory
);

CREATE UNIQUE INDEX delivery_event ON delivery (webhook_id, event_id);
CREATE INDEX delivery_log ON delivery (webhook_id, id);
CREATE INDEX delivery_whatsapp ON delivery (webhook_id, whatsapp, id);
CREATE INDEX delivery_failed ON delivery (webhook_id, id) WHERE state = 'failed';
CREATE INDEX delivery_settled ON delivery (state, settled_at) WHERE settled_at IS NOT NULL;

-- One step leads to the next number's first event, and to the retry that has waited longest, however
-- many wait.
CREATE INDEX delivery_new ON delivery (webhook_id, whatsapp, id, due_at) WHERE state = 'new';
CREATE INDEX delivery_retry ON delivery (webhook_id, due_at, id) WHERE state = 'retry';

CREATE TABLE delivery_attempt (
  delivery_id bigint NOT NULL REFERENCES delivery (id),
  attempt integer NOT NULL,
  at bigint NOT NULL,
  duration_ms integer NOT NULL,
  status integer, -- null: no answer
  error varchar(200), -- null: it was taken
  PRIMARY KEY (delivery_id, attempt)
) ${clustered};
