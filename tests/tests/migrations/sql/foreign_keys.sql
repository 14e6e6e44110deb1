-- Every foreign key, from which table to which, and whether an index finds the rows that refer to
-- one: a valid B-tree that begins with the columns of the key, in any order, and has all rows, or
-- at least those where the key is not null.
SELECT c.conname::text AS name,
    c.conrelid::regclass::text AS child,
    c.confrelid::regclass::text AS parent,
    EXISTS (
        SELECT FROM pg_index i
        JOIN pg_class k ON k.oid = i.indexrelid
        JOIN pg_am m ON m.oid = k.relam
        WHERE i.indrelid = c.conrelid
            AND i.indisvalid
            AND m.amname = 'btree'
            AND i.indnkeyatts >= cardinality(c.conkey)
            AND (
                SELECT array_agg(number ORDER BY number)
                FROM unnest((i.indkey::int2[])[0:cardinality(c.conkey) - 1]) AS number
            ) = (SELECT array_agg(number ORDER BY number) FROM unnest(c.conkey) AS number)
            AND (
                i.indpred IS NULL
                OR pg_get_expr(i.indpred, i.indrelid) IN (
                    SELECT format('(%I IS NOT NULL)', a.attname)
                    FROM pg_attribute a
                    WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
                )
            )
    ) AS indexed
FROM pg_constraint c
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
ORDER BY 2, 1
