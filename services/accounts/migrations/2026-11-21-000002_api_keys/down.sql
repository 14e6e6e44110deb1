DROP TABLE api_keys;
DROP TRIGGER announce_revocation ON users;
DROP FUNCTION announce_revocation;
