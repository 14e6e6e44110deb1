-- Every table of the service, and its columns.
SELECT c.relname::text AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS columns
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'p')
    AND c.relname <> '__diesel_schema_migrations'
GROUP BY c.relname
