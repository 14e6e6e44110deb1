-- Everything the migrations have made, a line for each thing, in words that do not depend on the
-- order in which things were made or on ids. What extensions bring belongs to them.
WITH relations AS (
    SELECT c.oid, c.relname, c.relkind, c.reloptions
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
        AND c.relname !~ '^__diesel_schema_migrations'
        AND NOT EXISTS (
            SELECT FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
        )
)
SELECT format('extension %s', extname) AS line FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT format('relation %s: kind %s, options %s, view %s', relname, relkind, reloptions,
    CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
FROM relations
UNION ALL
SELECT format('column %s.%s: number %s, %s, not null %s, collation %s, default %s, kind %s',
    r.relname, a.attname, row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum),
    format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attcollation::regcollation,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity::text || a.attgenerated::text)
FROM relations r
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE r.relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT format('constraint %s on %s: %s, valid %s', c.conname, r.relname,
    pg_get_constraintdef(c.oid), c.convalidated)
FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
UNION ALL
SELECT format('index %s, valid %s', pg_get_indexdef(i.indexrelid), i.indisvalid)
FROM relations r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL
SELECT format('trigger %s, enabled %s', pg_get_triggerdef(t.oid), t.tgenabled)
FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
UNION ALL
SELECT format('function %s', pg_get_functiondef(p.oid))
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    )
UNION ALL
SELECT format('type %s: kind %s, labels %s', t.typname, t.typtype,
    (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e
        WHERE e.enumtypid = t.oid))
FROM pg_type t
WHERE t.typnamespace = 'public'::regnamespace AND t.typtype IN ('d', 'e')
ORDER BY line
