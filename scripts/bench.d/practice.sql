-- For psql: a practice of 12 partners, 6 salaried doctors and 3 trainees in an empty database of rota.
-- The default minima ask for 36 doctors a week. Those with fixed days are 14 of them; the partners are
-- 7.9 whole-time equivalents, who are to work 27.65 days. With a partner's four weeks of leave and the
-- others' three in 26, there are just enough.

INSERT INTO practices (organization_id) VALUES (1);

CREATE TEMPORARY TABLE people (
    id bigint, type text, percentage integer, fixed_days integer, half_days integer, cannot integer
);

-- Monday is 1, Tuesday 2, Wednesday 4, Thursday 8, Friday 16.
INSERT INTO people VALUES
    (1, 'PARTNER', 100, 0, 0, 0),
    (2, 'PARTNER', 100, 0, 0, 4),
    (3, 'PARTNER', 80, 1, 0, 0),
    (4, 'PARTNER', 80, 0, 0, 20),
    (5, 'PARTNER', 60, 0, 0, 0),
    (6, 'PARTNER', 60, 0, 0, 8),
    (7, 'PARTNER', 60, 2, 0, 0),
    (8, 'PARTNER', 60, 0, 0, 0),
    (9, 'PARTNER', 50, 0, 0, 16),
    (10, 'PARTNER', 50, 0, 0, 0),
    (11, 'PARTNER', 50, 4, 0, 0),
    (12, 'PARTNER', 40, 0, 0, 2),
    (13, 'SALARIED', 40, 3, 0, 0),
    (14, 'SALARIED', 40, 5, 0, 0),
    (15, 'SALARIED', 40, 12, 0, 0),
    (16, 'SALARIED', 30, 2, 1, 0),
    (17, 'SALARIED', 20, 16, 0, 0),
    (18, 'SALARIED', 20, 16, 0, 0),
    (19, 'FY_DOCTOR', 100, 1, 0, 0),
    (20, 'ST_DOCTOR', 100, 6, 0, 0),
    (21, 'ST_DOCTOR', 100, 8, 0, 0);

INSERT INTO clinicians (id, organization_id, name)
SELECT id, 1, format('Dr %s', id) FROM people;

INSERT INTO working_terms (organization_id, clinician_id, type, start_date, percentage,
    fixed_working_days, fixed_half_days, cannot_work_days, annual_leave_entitlement,
    participates_in_duty)
SELECT 1, id, type, '2025-01-01', percentage, fixed_days, half_days, cannot,
    CASE type WHEN 'PARTNER' THEN 8 ELSE 27 END, type IN ('PARTNER', 'SALARIED')
FROM people;

-- Whole weeks of the 26 from 2026-04-20 on: four for partners, three for the others.
INSERT INTO leave_requests (organization_id, clinician_id, type, start_date, end_date, status)
SELECT 1, id, 'ANNUAL_LEAVE', monday, monday + 4, 'APPROVED'
FROM people
CROSS JOIN generate_series(0, CASE type WHEN 'PARTNER' THEN 3 ELSE 2 END) AS number
CROSS JOIN LATERAL (
    SELECT '2026-04-20'::date + 7 * ((3 * id + 6 * number)::integer % 26) AS monday) AS weeks;
