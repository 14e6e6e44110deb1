-- The regions that a release has, where the publisher issues a period in
-- several files; null for the whole of England.
ALTER TABLE releases ADD COLUMN regions text;
