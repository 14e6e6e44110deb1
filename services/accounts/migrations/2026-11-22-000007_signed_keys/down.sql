DROP TABLE nonces;
DROP TABLE signed_keys;
ALTER TABLE organizations DROP COLUMN sandbox, DROP COLUMN public_id;
