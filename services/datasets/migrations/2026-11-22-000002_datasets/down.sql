DROP TABLE audit, sync_runs, sources, dataset_versions, datasets, option_lists;
DROP FUNCTION refuse_to_change_rows();
DROP EXTENSION pg_trgm;
