DROP TABLE release_rejects;
DROP TABLE release_files;
DROP TABLE releases;
DROP TABLE catalogue;
