DROP TRIGGER announce_revocation ON organizations;
DROP TRIGGER announce_membership ON memberships;
DROP FUNCTION announce_membership;
DROP TRIGGER announce_revocation ON users;
CREATE TRIGGER announce_revocation
    AFTER UPDATE OF active, staff ON users
    FOR EACH ROW EXECUTE FUNCTION announce_revocation('user');
DROP TABLE failed_sign_ins;
DROP TABLE sessions;
CREATE OR REPLACE FUNCTION announce_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('revocations', TG_ARGV[0] || ':' || NEW.id);
    RETURN NULL;
END
$$;
