ALTER TABLE releases DROP COLUMN regions;
