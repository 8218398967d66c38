-- Instants are UNIX seconds (bigint), days yyyymmdd, months yyyymm, flags 0 or 1.
-- Hashes are keyed (see package secrets); "encrypted" columns hold Tink ciphertexts.

CREATE TABLE data_key (
  purpose varchar(32) PRIMARY KEY,
  wrapped bytea NOT NULL
);

-- Whether this database belongs to Meta's world or to the sandbox's; set with the first number.
CREATE TABLE world (
  name varchar(8) PRIMARY KEY
);

CREATE TABLE partner (
  id ${identity},
  name varchar(200) NOT NULL,
  client_id varchar(64) NOT NULL UNIQUE,
  secret_hash bytea NOT NULL,
  suspended smallint NOT NULL,
  api_keys varchar(8) NOT NULL,
  created_at bigint NOT NULL
);

-- The time zones of a partner in time. The first row begins before every event.
CREATE TABLE partner_zone (
  partner_id bigint NOT NULL REFERENCES partner (id),
  from_at bigint NOT NULL,
  first_day integer NOT NULL,
  zone varchar(64) NOT NULL,
  PRIMARY KEY (partner_id, from_at)
);

CREATE TABLE access_token (
  token_hash bytea PRIMARY KEY,
  partner_id bigint NOT NULL REFERENCES partner (id),
  expires_at bigint NOT NULL
);

CREATE INDEX access_token_partner ON access_token (partner_id, expires_at);

CREATE TABLE number (
  id ${identity},
  partner_id bigint NOT NULL REFERENCES partner (id),
  whatsapp varchar(15) NOT NULL,
  waba_id varchar(32) NOT NULL,
  display_name varchar(256) NOT NULL,
  business_name varchar(256) NOT NULL,
  api_key bytea NOT NULL, -- encrypted
  api_key_hash bytea NOT NULL,
  old_key_hash bytea, -- still good until old_key_until
  old_key_until bigint,
  api_key_used_at bigint,
  access_token bytea, -- Meta's, encrypted
  coexistence smallint NOT NULL,
  create_time bigint NOT NULL,
  online_account bigint,
  online_inbox bigint,
  online_server varchar(100),
  deleted_at bigint
);

CREATE UNIQUE INDEX number_live ON number (whatsapp) WHERE deleted_at IS NULL;
CREATE INDEX number_partner ON number (partner_id);
CREATE INDEX number_key ON number (api_key_hash);
CREATE INDEX number_old_key ON number (old_key_hash);

-- Which number a phone number id belonged to, in time: an event belongs to the first registration
-- of its phone number id, in the order of their ends, that ends after it (no end = the last).
CREATE TABLE registration (
  id ${identity},
  phone_number_id varchar(32) NOT NULL,
  number_id bigint NOT NULL REFERENCES number (id),
  registered_at bigint NOT NULL,
  ended_at bigint
);

CREATE UNIQUE INDEX registration_live ON registration (phone_number_id) WHERE ended_at IS NULL;
CREATE INDEX registration_phone ON registration (phone_number_id);
CREATE INDEX registration_number ON registration (number_id);

-- Facts. One row a unit: a message to one recipient, or to one member of a group.
CREATE TABLE unit (
  phone_number_id varchar(32) NOT NULL,
  message bytea NOT NULL, -- hash of the wamid
  participant bytea NOT NULL, -- hash of the group's member; empty outside groups
  delivered_at bigint, -- the first of delivered, read, played
  pricing_rank smallint, -- of the status that carried the best pricing; null: no pricing yet
  pricing_at bigint,
  charged smallint,
  category varchar(64),
  type varchar(64),
  model varchar(64),
  billable smallint,
  subtype varchar(64),
  country varchar(3), -- of the recipient
  wamid varchar(512), -- only while the unit is on a bill
  PRIMARY KEY (phone_number_id, message, participant)
) ${clustered};

CREATE INDEX unit_delivered ON unit (phone_number_id, delivered_at);

-- Pricing that group statuses without a member lend to those units of their message that have
-- none of their own.
CREATE TABLE lent_pricing (
  phone_number_id varchar(32) NOT NULL,
  message bytea NOT NULL,
  pricing_rank smallint NOT NULL,
  pricing_at bigint NOT NULL,
  charged smallint NOT NULL,
  category varchar(64) NOT NULL,
  type varchar(64) NOT NULL,
  model varchar(64) NOT NULL,
  billable smallint NOT NULL,
  subtype varchar(64) NOT NULL,
  PRIMARY KEY (phone_number_id, message)
) ${clustered};

-- Facts. One row a message of a customer.
CREATE TABLE customer_message (
  phone_number_id varchar(32) NOT NULL,
  message bytea NOT NULL, -- hash of the wamid
  customer bytea NOT NULL, -- hash of the customer's identity
  identity_rank smallint NOT NULL, -- which of Meta's fields named the customer
  sent_at bigint NOT NULL,
  PRIMARY KEY (phone_number_id, message)
) ${clustered};

CREATE INDEX customer_message_chain ON customer_message (phone_number_id, customer, sent_at);

-- The sessions of a customer, derived from customer_message: their opening instants, ascending,
-- four bytes each.
CREATE TABLE customer_sessions (
  phone_number_id varchar(32) NOT NULL,
  customer bytea NOT NULL,
  last_opening bigint NOT NULL,
  openings bytea NOT NULL,
  PRIMARY KEY (phone_number_id, customer)
) ${clustered};

-- Figures. kind: 1 charged units (name = category), 2 free units (name = type), 3 sessions.
CREATE TABLE usage_day (
  number_id bigint NOT NULL,
  day integer NOT NULL,
  kind smallint NOT NULL,
  name varchar(64) NOT NULL,
  units bigint NOT NULL,
  PRIMARY KEY (number_id, day, kind, name)
) ${clustered};

CREATE TABLE usage_month (
  number_id bigint NOT NULL,
  month integer NOT NULL,
  marketing bigint NOT NULL,
  service bigint NOT NULL,
  incoming bigint NOT NULL,
  PRIMARY KEY (number_id, month)
) ${clustered};

-- What moved in a month after it was closed.
CREATE TABLE usage_change (
  id ${identity},
  number_id bigint NOT NULL,
  month integer NOT NULL,
  changed_at bigint NOT NULL,
  marketing bigint NOT NULL,
  service bigint NOT NULL,
  incoming bigint NOT NULL
);

CREATE INDEX usage_change_number ON usage_change (number_id, month);

-- How far a journal has been dispatched.
CREATE TABLE progress (
  journal_id varchar(36) PRIMARY KEY,
  seq bigint NOT NULL
);

-- Elements that wait: for their number to be registered, or for their time to come.
CREATE TABLE held (
  id ${identity},
  content bytea NOT NULL UNIQUE, -- hash of number and element: a repeat is one row
  phone_number_id varchar(32), -- waits for this number
  due_at bigint, -- waits for this instant
  arrived_at bigint NOT NULL,
  body bytea NOT NULL -- encrypted
);

CREATE INDEX held_phone ON held (phone_number_id);
CREATE INDEX held_due ON held (due_at);

-- Elements that cannot be read, with the reason.
CREATE TABLE set_aside (
  id ${identity},
  content bytea NOT NULL UNIQUE,
  reason varchar(32) NOT NULL,
  arrived_at bigint NOT NULL,
  body bytea NOT NULL -- encrypted
);
