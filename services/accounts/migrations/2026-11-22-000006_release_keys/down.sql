DROP TRIGGER retire_release_key ON users;
DROP FUNCTION retire_release_key;
DROP TABLE release_keys;
