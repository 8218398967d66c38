-- What a partner's links show where they have no value of their own; '' = nothing set.
CREATE TABLE branding (
  partner_id bigint PRIMARY KEY REFERENCES partner (id),
  logo varchar(512) NOT NULL,
  message varchar(200) NOT NULL,
  button varchar(50) NOT NULL,
  success varchar(200) NOT NULL,
  failed varchar(200) NOT NULL
);

-- Numbers that a partner has reserved or verified and that wait for an account.
CREATE TABLE registered_number (
  id ${identity},
  partner_id bigint NOT NULL REFERENCES partner (id),
  whatsapp varchar(15) NOT NULL UNIQUE,
  comment varchar(200) NOT NULL,
  pool_id varchar(32), -- Meta's, in the pool of pre-verified numbers
  reserved smallint NOT NULL, -- without Meta's pool: the client verifies it
  codes integer NOT NULL, -- asked for since codes_since
  codes_since bigint NOT NULL,
  verified_at bigint,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);

CREATE INDEX registered_number_partner ON registered_number (partner_id);
CREATE INDEX registered_number_expiry ON registered_number (expires_at);

-- Stand-ins for numbers that are not known yet; a row stays for ever, so that none comes twice.
CREATE TABLE temporary_number (
  whatsapp varchar(15) PRIMARY KEY
);

-- Links, and how far each is.
CREATE TABLE onboarding (
  id ${identity},
  partner_id bigint NOT NULL REFERENCES partner (id),
  token_hash bytea NOT NULL UNIQUE,
  token bytea NOT NULL, -- encrypted: the link is shown again
  whatsapp varchar(15) NOT NULL,
  temporary smallint NOT NULL,
  coexistence smallint NOT NULL,
  business_name varchar(256) NOT NULL,
  business_email varchar(256) NOT NULL,
  business_id varchar(32) NOT NULL,
  business_address varchar(256) NOT NULL,
  landing_page varchar(512) NOT NULL,
  display_name varchar(256) NOT NULL,
  reference varchar(50) NOT NULL,
  logo varchar(512) NOT NULL,
  message varchar(200) NOT NULL,
  button varchar(50) NOT NULL,
  success varchar(200) NOT NULL,
  failed varchar(200) NOT NULL,
  created_at bigint NOT NULL,
  reconnects bigint REFERENCES number (id), -- the number whose connection this link mends
  state varchar(12) NOT NULL, -- open, working, stuck, finished, cancelled, expired
  sign_ins integer NOT NULL,
  signed_in_at bigint,
  problem varchar(40), -- why it is stuck, or was the last time
  meta_code integer,
  meta_said varchar(300),
  number_id bigint REFERENCES number (id),
  finished_at bigint
);

CREATE UNIQUE INDEX onboarding_live ON onboarding (whatsapp)
  WHERE state IN ('open', 'working', 'stuck');
CREATE INDEX onboarding_partner ON onboarding (partner_id, id);
CREATE INDEX onboarding_number ON onboarding (reconnects);

-- What was done for a link at Meta: when, how often, and how it went the last time.
CREATE TABLE onboarding_step (
  onboarding_id bigint NOT NULL REFERENCES onboarding (id),
  step varchar(16) NOT NULL,
  state varchar(8) NOT NULL, -- done, waiting, failed
  attempts integer NOT NULL,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  meta_code integer,
  meta_said varchar(300),
  PRIMARY KEY (onboarding_id, step)
) ${clustered};

-- A client has signed in and is being connected. The row goes when that has ended.
CREATE TABLE sign_up (
  onboarding_id bigint PRIMARY KEY REFERENCES onboarding (id),
  step varchar(16) NOT NULL, -- the next one
  attempts integer NOT NULL, -- of that step
  due_at bigint, -- null: waits for somebody
  version bigint NOT NULL, -- another one after every change
  code bytea, -- encrypted, as the next two
  access_token bytea,
  pin bytea,
  hint_waba varchar(32) NOT NULL, -- what the browser said
  hint_phone varchar(32) NOT NULL,
  waba_id varchar(32) NOT NULL, -- what Meta confirmed; '' until then
  phone_number_id varchar(32) NOT NULL,
  whatsapp varchar(15) NOT NULL,
  coexistence smallint NOT NULL,
  display_name varchar(256) NOT NULL,
  business_name varchar(256) NOT NULL,
  currency varchar(8) NOT NULL
);

CREATE INDEX sign_up_due ON sign_up (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sign_up_phone ON sign_up (phone_number_id);
CREATE INDEX sign_up_waba ON sign_up (waba_id);

-- Codes of Embedded Signup that have come in: one is good for one link, once.
CREATE TABLE sign_up_code (
  code_hash bytea PRIMARY KEY,
  onboarding_id bigint NOT NULL,
  at bigint NOT NULL
);

CREATE INDEX sign_up_code_at ON sign_up_code (at);
CREATE INDEX sign_up_code_link ON sign_up_code (onboarding_id, at);

-- The PIN that the hub registers a number with. It outlives the number's stay: Meta asks for the same one
-- when the number is registered again.
CREATE TABLE number_pin (
  whatsapp varchar(15) PRIMARY KEY,
  pin bytea NOT NULL -- encrypted
);

-- WABAs that Meta has said were shared with the app; the clue where a browser's message was lost.
CREATE TABLE shared_waba (
  waba_id varchar(32) PRIMARY KEY,
  at bigint NOT NULL
);

CREATE INDEX shared_waba_at ON shared_waba (at);

-- Numbers that have left, as long as Meta has to be told.
CREATE TABLE departure (
  id ${identity},
  whatsapp varchar(15) NOT NULL,
  phone_number_id varchar(32) NOT NULL,
  waba_id varchar(32) NOT NULL,
  access_token bytea NOT NULL, -- encrypted
  coexistence smallint NOT NULL,
  created_at bigint NOT NULL,
  attempts integer NOT NULL,
  due_at bigint NOT NULL,
  under_way smallint NOT NULL
);

CREATE INDEX departure_due ON departure (due_at);
CREATE INDEX departure_phone ON departure (phone_number_id);
CREATE INDEX departure_waba ON departure (waba_id);

-- Live numbers, and when the subscription of their WABA is looked at next.
CREATE TABLE watch (
  number_id bigint PRIMARY KEY REFERENCES number (id),
  waba_id varchar(32) NOT NULL,
  phone_number_id varchar(32) NOT NULL,
  attempts integer NOT NULL,
  due_at bigint NOT NULL
);

CREATE INDEX watch_due ON watch (due_at);

INSERT INTO watch (number_id, waba_id, phone_number_id, attempts, due_at)
SELECT n.id, n.waba_id, r.phone_number_id, 0, 0
FROM number n JOIN registration r ON r.number_id = n.id AND r.ended_at IS NULL
WHERE n.deleted_at IS NULL;
