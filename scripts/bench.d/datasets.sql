-- For psql: fills an empty database of datasets with 5,000 pick lists: 48 of the NHS Data Dictionary
-- and 7 of NHS organisations, in their place; the rest made by :user for 100 organisations, of which
-- :first is the first, and every fifth of them published. 1,000 lists of 20 to 80 options, of which
-- every fifth has 75, are shared by them and their versions; one dataset, `largest`, has 50,000.

-- All that is referred to is there.
SET session_replication_role = replica;

-- As the service writes them, so that what it writes anew finds its twin: no white space.
CREATE FUNCTION pg_temp.options(list bigint, size bigint) RETURNS text LANGUAGE sql AS $$
    SELECT '{' || string_agg(
        format('"%s":"Option %s of list %s"', lpad(code::text, 5, '0'), code, list), ','
        ORDER BY code) || '}'
    FROM generate_series(1, size) AS code
$$;

INSERT INTO option_lists (id, digest, options, count)
SELECT list, sha256(convert_to(options, 'UTF8')), options::json, size
FROM generate_series(1, 1001) AS list
CROSS JOIN LATERAL (SELECT CASE
    WHEN list = 1001 THEN 50000 WHEN list % 5 = 0 THEN 75 ELSE 20 + list * 7 % 61
    END AS size) AS sizes
CROSS JOIN LATERAL (SELECT pg_temp.options(list, size) AS options) AS texts;

CREATE TEMPORARY TABLE places AS
SELECT row_number() OVER () - 1 AS id, start || ending AS name
FROM unnest(ARRAY['Ald', 'Ash', 'Bar', 'Black', 'Brad', 'Bux', 'Ched', 'Cran', 'Dun', 'East', 'Farn',
    'Gran', 'Hather', 'Kings', 'Lang', 'Mal', 'North', 'Oak', 'Pen', 'Red', 'Stan', 'Thorn', 'Wake',
    'Whit']) AS start
CROSS JOIN unnest(ARRAY['bourne', 'bridge', 'combe', 'field', 'ford', 'ham', 'leigh', 'stead', 'ton',
    'wick']) AS ending;

CREATE TEMPORARY TABLE subjects AS
SELECT (number - 1)::integer AS id, subject[number] AS name, array_length(subject, 1) AS count
FROM (SELECT ARRAY['admission source', 'ambulance station', 'appointment type', 'audit reason',
    'blood product', 'clinic', 'consulting room', 'contraception method', 'day unit',
    'delivery method', 'discharge destination', 'equipment', 'ethnic group', 'feeding method',
    'follow-up', 'frailty score', 'hearing screening outcome', 'imaging', 'immunisation',
    'laboratory test', 'language', 'medication route', 'mobility', 'occupation', 'operating theatre',
    'pharmacy', 'procedure', 'referral reason', 'school', 'smoking status', 'specialty', 'sub-unit',
    'theatre team', 'transport', 'treatment function', 'ward', 'wheelchair', 'wound']) AS all_subjects
    (subject)
CROSS JOIN LATERAL generate_series(1, array_length(subject, 1)) AS number;

-- Numbers are in no order of time or of names: what is read together lies apart.
INSERT INTO datasets (id, key, name, description, category, source_type, reference_url, is_custom,
    is_global, parent_id, organization_id, option_list_id, options_count, format_pattern, tags,
    created_by, created_at, updated_at, published_at, published_version, last_synced_at,
    last_scraped, sync_frequency_hours, version)
SELECT dataset, key, texts.name, description, category, source_type, reference_url, kind = 'own',
    is_global, parent, organization, list, option_lists.count, format_pattern, tags,
    CASE kind WHEN 'own' THEN :user END, made, made + version * interval '3 days',
    CASE WHEN kind = 'own' AND is_global THEN made + interval '20 days' END,
    CASE WHEN kind = 'own' AND is_global THEN 1 END,
    CASE kind WHEN 'external' THEN timestamptz '2026-11-21 04:00Z' END,
    CASE kind WHEN 'nhs' THEN timestamptz '2026-11-15 05:00Z' END,
    CASE kind WHEN 'external' THEN 24 END, version
FROM generate_series(1, 5000) AS number
CROSS JOIN LATERAL (SELECT number * 1373 % 5003 AS dataset,
    (number / 5 * 29 + number % 5 * 53) % 240 AS place,
    number * 17 % 38 AS subject, 1 + number % 3 AS version,
    CASE WHEN number <= 48 THEN 'nhs' WHEN number <= 55 THEN 'external' ELSE 'own' END AS kind,
    timestamptz '2025-01-01 09:00Z' + number * interval '3 hours' AS made) AS numbers
JOIN places ON places.id = place
JOIN subjects ON subjects.id = subject
CROSS JOIN LATERAL (SELECT
    CASE number WHEN 56 THEN 'largest' ELSE format('%s-%s_%s', kind, lower(places.name), number) END,
    CASE kind WHEN 'own' THEN format('%s %s, list %s', places.name, subjects.name, number)
        ELSE format('%s %s %s', initcap(subjects.name), places.name, number) END,
    CASE kind WHEN 'nhs' THEN 'NHS Data Dictionary - ' || subjects.name
        ELSE format('Codes for every %s that staff of %s choose from', subjects.name, places.name) END,
    CASE kind WHEN 'nhs' THEN 'nhs_dd' WHEN 'external' THEN 'rcpch' ELSE 'user_created' END,
    CASE kind WHEN 'nhs' THEN 'scrape' WHEN 'external' THEN 'api' ELSE 'manual' END,
    CASE kind WHEN 'own' THEN ''
        ELSE format('https://lists.example/%s/%s.html', kind, lower(places.name)) END,
    kind <> 'own' OR number % 5 = 1,
    CASE WHEN kind = 'own' AND number % 4 = 0 THEN (number % 48 + 1) * 1373 % 5003 END,
    CASE kind WHEN 'own' THEN (:first)::bigint + number / 5 % 100 END,
    CASE number WHEN 56 THEN 1001 ELSE 1 + (number / 5 + number % 5 * 7) * 37 % 1000 END,
    CASE kind WHEN 'nhs' THEN 'code - description' ELSE '' END,
    ARRAY[split_part(subjects.name, ' ', 1), (ARRAY['medical', 'administrative', 'clinic',
        'paediatric', 'surgical'])[1 + number / 7 % 5],
        CASE kind WHEN 'nhs' THEN 'NHS' ELSE lower(places.name) END]
) AS texts (key, name, description, category, source_type, reference_url, is_global, parent,
    organization, list, format_pattern, tags)
JOIN option_lists ON option_lists.id = list
ORDER BY dataset;

INSERT INTO dataset_versions (dataset_id, version, name, description, reference_url, option_list_id,
    options_count, format_pattern, tags, created_by, created_at)
SELECT datasets.id, older, name, description, reference_url, list, option_lists.count, format_pattern,
    tags, created_by, updated_at - (datasets.version - older) * interval '3 days'
FROM datasets
CROSS JOIN LATERAL generate_series(1, datasets.version) AS older
CROSS JOIN LATERAL (SELECT CASE WHEN older = datasets.version THEN option_list_id
    ELSE 1 + (datasets.id * 37 + older) % 1000 END AS list) AS lists
JOIN option_lists ON option_lists.id = list
ORDER BY datasets.id, older;

-- What the service adds comes after them.
SELECT setval(pg_get_serial_sequence('option_lists', 'id'), 1001),
    setval(pg_get_serial_sequence('datasets', 'id'), 5003) \g /dev/null

VACUUM (ANALYZE);
