CREATE INDEX release_files_release ON release_files (release_id);
DROP INDEX release_files_once;
ALTER TABLE releases
    DROP COLUMN rows_added,
    DROP COLUMN rows_changed,
    DROP COLUMN rows_removed;
