DROP TABLE audit;
DROP FUNCTION refuse_to_change_audit;
