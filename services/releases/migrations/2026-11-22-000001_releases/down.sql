DROP TABLE release_files, releases, uploads, signing_keys, subscriptions, acceptances, licences, items;
DROP TABLE audit;
DROP FUNCTION refuse_to_change_releases;
DROP FUNCTION refuse_to_change_rows;
