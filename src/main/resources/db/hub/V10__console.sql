-- Who is signed in to the console.
CREATE TABLE console_session (
  token_hash bytea PRIMARY KEY, -- keyed
  partner_id bigint NOT NULL, -- 0: the operator
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);

CREATE INDEX console_session_owner ON console_session (partner_id, created_at);
CREATE INDEX console_session_end ON console_session (expires_at);
