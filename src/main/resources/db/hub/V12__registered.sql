-- Whether the number answers to this hub at Meta: only then is it deregistered when it goes.
ALTER TABLE sign_up ADD COLUMN registered smallint NOT NULL DEFAULT 0;

UPDATE sign_up SET registered = 1
WHERE EXISTS (
  SELECT 1 FROM onboarding_step s
  WHERE s.onboarding_id = sign_up.onboarding_id AND s.step = 'register' AND s.state = 'done'
);

ALTER TABLE departure RENAME COLUMN coexistence TO registered;

UPDATE departure SET registered = 1 - registered;
