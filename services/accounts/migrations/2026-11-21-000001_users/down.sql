DROP TABLE memberships;
DROP TABLE organizations;
DROP TABLE users;
