-- For psql: fills an empty database of care with :each enquiries in each of :accounts organisations, of
-- which :first is the first, and :large in the one after them, of three years that end on 2026-03-04.
-- Each has ten locations, of which the first is in two fifths of the enquiries and the last in one of
-- a thousand, and eight sales channels. Every tenth enquiry has no last name but what forms send for
-- none, *, and the oldest tenth is anonymised.

-- All that is referred to is there: to look for it would take longer than the rest.
SET session_replication_role = replica;

-- Ids of what an organisation has few of: the same in each.
CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS text LANGUAGE sql AS $$
    SELECT kind || lpad(to_hex(number), 16, '0')
$$;

INSERT INTO locations (organization_id, id, name, services)
SELECT organization, pg_temp.id('65000000', number), format('Home %s of %s', number, organization),
    ARRAY['residential_home', 'nursing_home']
FROM generate_series((:first)::bigint, :first + :accounts) AS organization
CROSS JOIN generate_series(0, 9) AS number;

INSERT INTO groups (organization_id, id, group_type, name)
SELECT organization, pg_temp.id('66000000', number), 'sales_channel', format('Channel %s', number)
FROM generate_series((:first)::bigint, :first + :accounts) AS organization
CROSS JOIN generate_series(0, 7) AS number;

CREATE TEMPORARY TABLE first_names AS
SELECT row_number() OVER () - 1 AS id, name
FROM unnest(ARRAY['Ada', 'Amir', 'Beryl', 'Bo', 'Carys', 'Clive', 'Dilys', 'Edna', 'Farah', 'Gerald',
    'Hazel', 'Iris', 'Ivor', 'Jo', 'Kofi', 'Leela', 'Mabel', 'Nadia', 'Olwen', 'Percy', 'Rose', 'Seán',
    'Tariq', 'Una', 'Winifred', 'Zoë']) AS name;

-- 624, none of them anybody's in particular.
CREATE TEMPORARY TABLE last_names AS
SELECT row_number() OVER () - 1 AS id, start || ending AS name
FROM unnest(ARRAY['Ald', 'Ash', 'Bar', 'Black', 'Brad', 'Bux', 'Ched', 'Cran', 'Dun', 'East', 'Farn',
    'Gran', 'Hather', 'Kings', 'Lang', 'Mal', 'North', 'Oak', 'Pen', 'Red', 'Stan', 'Thorn', 'Wake',
    'Whit']) AS start
CROSS JOIN unnest(ARRAY['acre', 'beck', 'bourne', 'bridge', 'brook', 'by', 'cliffe', 'combe', 'cote',
    'croft', 'dale', 'field', 'ford', 'gate', 'ham', 'hurst', 'leigh', 'ley', 'moor', 'shaw', 'stead',
    'thorpe', 'ton', 'wick', 'wood', 'worth']) AS ending;

-- In the order of time, as they come: what an organisation lists together lies apart.
INSERT INTO care_enquiries (organization_id, id, anonymized, assigned_to, care_requirements, created,
    dementia, email, first_name, funding_type, last_name, location, mobile, modified, phone,
    sales_channel, service)
SELECT organization, lpad(to_hex(extract(epoch FROM made)::bigint), 8, '0')
        || lpad(to_hex(number), 16, '0'),
    CASE WHEN old THEN made + interval '2 years' END,
    CASE WHEN mix % 10 < 7 THEN pg_temp.id('64000000', mix / 10 % 12) END,
    CASE WHEN NOT old THEN format('%s needs help with washing and dressing in the mornings, %s. '
        'Meals can be brought; the stairs are too much by now. Please ring after %s o''clock.',
        first_names.name, CASE mix % 3 WHEN 0 THEN 'from next month on' ELSE 'as soon as may be' END,
        2 + mix % 5) END,
    made, (ARRAY[true, false, NULL])[1 + mix % 3],
    CASE WHEN NOT old AND mix % 10 < 8
        THEN format('%s.%s@example.org', lower(last_names.name), number) END,
    CASE WHEN old THEN '-' ELSE first_names.name END,
    CASE mix / 7 % 20 WHEN 0 THEN 'chc' WHEN 1 THEN 'block_bed' WHEN 2 THEN 'local_authority_top_up'
        WHEN 3 THEN 'local_authority' WHEN 4 THEN 'local_authority' WHEN 5 THEN 'private'
        WHEN 6 THEN 'private' WHEN 7 THEN 'private' ELSE 'not_sure' END,
    CASE WHEN old THEN '-' WHEN mix % 10 = 0 THEN '*' ELSE last_names.name END,
    CASE WHEN mix / 11 % 20 < 19 THEN pg_temp.id('65000000', CASE
        WHEN mix / 13 % 1000 = 0 THEN 9 WHEN mix / 13 % 5 < 2 THEN 0 ELSE 1 + mix / 17 % 8 END) END,
    CASE WHEN NOT old AND mix % 5 < 3 THEN '07700 900' || lpad((number % 1000)::text, 3, '0') END,
    made + mix % 720 * interval '1 hour',
    CASE WHEN NOT old AND mix % 5 > 1 THEN '01632 960' || lpad((number / 7 % 1000)::text, 3, '0') END,
    pg_temp.id('66000000', mix / 19 % 8),
    CASE mix / 23 % 10 WHEN 0 THEN 'home_care' WHEN 1 THEN 'live_in_care' WHEN 2 THEN 'nursing_home'
        WHEN 3 THEN 'nursing_home' WHEN 4 THEN 'assisted_living' ELSE 'residential_home' END
FROM (
    SELECT number, :first + number % :accounts AS organization,
        (number + 0.5) / (:accounts * :each) AS at
    FROM generate_series(0::bigint, :accounts * :each - 1) AS number
    UNION ALL
    SELECT number, :first + :accounts, (number + 0.5) / :large
    FROM generate_series(0::bigint, :large - 1) AS number
) AS numbers
CROSS JOIN LATERAL (SELECT number * 7919 % 1000003 * 31 % 1000003 AS mix, at < 0.1 AS old,
    timestamptz '2023-03-04 00:00Z' + at * interval '1096 days' AS made) AS mixed
JOIN first_names ON first_names.id = mix % 26
JOIN last_names ON last_names.id = mix / 29 % 624
ORDER BY at, organization;

VACUUM (ANALYZE);
