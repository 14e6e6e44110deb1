ALTER TABLE organizations DROP COLUMN sandbox_of;
