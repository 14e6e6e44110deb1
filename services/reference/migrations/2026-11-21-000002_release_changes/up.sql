-- How a revision differs from the one before it, counted by business key;
-- null for the first of a period.
ALTER TABLE releases
    ADD COLUMN rows_added bigint CHECK (rows_added >= 0),
    ADD COLUMN rows_changed bigint CHECK (rows_changed >= 0),
    ADD COLUMN rows_removed bigint CHECK (rows_removed >= 0),
    ADD CONSTRAINT releases_changes_whole CHECK (
        num_nulls(rows_added, rows_changed, rows_removed) IN (0, 3)
    );

-- Twins, such as a zip and the CSV in it, are two files of one release; the
-- same file again is the same.
CREATE UNIQUE INDEX release_files_once ON release_files (release_id, sha256);
DROP INDEX release_files_release;
