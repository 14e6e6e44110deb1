DROP TABLE audit, home_visits, comments, absences, service_users, care_enquiries, locations, groups;
DROP FUNCTION refuse_to_change_audit;
DROP FUNCTION refuse_to_change_rows;
DROP EXTENSION btree_gin;
DROP EXTENSION pg_trgm;
