-- For psql: fills an empty database of rota with :practices practices of 60 clinicians and 750 working
-- days, from 2024-01-01 to 2026-11-13, as of 2026-03-04. In their middle is the practice :own, of 100
-- clinicians; accounts need not know the others.

-- All that is referred to is there: to look for it would take longer than the rest.
SET session_replication_role = replica;

INSERT INTO practices (organization_id)
SELECT :own - :practices / 2 + number FROM generate_series(0, :practices - 1) AS number;

INSERT INTO clinicians (organization_id, name)
SELECT organization_id, format('Dr %s of %s', person, organization_id)
FROM practices
CROSS JOIN generate_series(1, CASE organization_id WHEN :own THEN 100 ELSE 60 END) AS person
ORDER BY organization_id, person;

-- Of ten: five partners, two salaried, a locum and two trainees. Every third has had other terms.
INSERT INTO working_terms (organization_id, clinician_id, type, start_date, end_date, percentage,
    fixed_working_days, cannot_work_days, annual_leave_entitlement, participates_in_duty)
SELECT organization_id, id, type, start_date, end_date, (ARRAY[100, 80, 60, 50])[1 + id % 4],
    CASE WHEN type IN ('SALARIED', 'FY_DOCTOR', 'ST_DOCTOR') THEN (ARRAY[7, 14, 21])[1 + id % 3]
        ELSE 0 END,
    CASE WHEN type = 'PARTNER' AND id % 5 = 0 THEN 16 ELSE 0 END,
    CASE type WHEN 'PARTNER' THEN 8 WHEN 'LOCUM' THEN NULL ELSE 27 END,
    type IN ('PARTNER', 'SALARIED')
FROM clinicians
CROSS JOIN (VALUES
    ('2023-01-01'::date, '2024-12-31'::date, 0), ('2025-01-01', NULL, 0), ('2023-01-01', NULL, 1)
) AS terms (start_date, end_date, kind)
CROSS JOIN LATERAL (SELECT CASE
    WHEN id % 10 < 5 THEN 'PARTNER' WHEN id % 10 < 7 THEN 'SALARIED' WHEN id % 10 = 7 THEN 'LOCUM'
    WHEN id % 10 = 8 THEN 'FY_DOCTOR' ELSE 'ST_DOCTOR' END AS type) AS kinds
WHERE kind = CASE WHEN id % 3 = 0 THEN 0 ELSE 1 END;

-- Ten a year, of which eight are live: of one to seven days.
INSERT INTO leave_requests (organization_id, clinician_id, type, start_date, end_date, status,
    requested_at, processed_at, processed_by)
SELECT organization_id, clinicians.id, (ARRAY['ANNUAL_LEAVE', 'ANNUAL_LEAVE', 'ANNUAL_LEAVE',
        'NOT_WORKING', 'STUDY_LEAVE', 'PLANNED_SICK', 'CORONERS'])[1 + (clinicians.id + number) % 7],
    first, first + (clinicians.id + number)::integer % 7, status, first - 40,
    CASE WHEN status <> 'REQUESTED' THEN first - 35 END,
    CASE WHEN status <> 'REQUESTED' THEN 'system' END
FROM clinicians
CROSS JOIN generate_series(0, 29) AS number
CROSS JOIN LATERAL (
    SELECT '2024-01-01'::date + 36 * number + (clinicians.id * 7)::integer % 29 AS first) AS days
CROSS JOIN LATERAL (SELECT CASE
    WHEN number % 10 = 3 THEN 'CANCELLED' WHEN number % 10 = 7 THEN 'DENIED'
    WHEN first > '2026-03-04' AND number % 2 = 0 THEN 'REQUESTED' ELSE 'APPROVED' END
    AS status) AS decided
ORDER BY number, organization_id, clinicians.id;

INSERT INTO leave_adjustments (organization_id, clinician_id, year, type, amount, reason, created_by)
SELECT organization_id, id, year, 'ANNUAL_LEAVE_ADJUSTMENT', 0.5, 'Carried over', 'almanac'
FROM clinicians CROSS JOIN generate_series(2024, 2026) AS year;

-- Every second working day has one.
INSERT INTO alerts (organization_id, type, severity, date, message, status, is_manual)
SELECT organization_id, 'BELOW_MINIMUM', (ARRAY['WARNING', 'CRITICAL'])[1 + day % 2],
    '2024-01-01'::date + day, format('5 of %s doctors', 6 + day % 4), 'ACTIVE', false
FROM practices CROSS JOIN generate_series(0, 1047, 2) AS day
WHERE day % 7 < 5;

-- A practice makes its rota half a year at a time, and so it is on the disk.
DO $$
DECLARE
    practice bigint;
BEGIN
    FOR half IN 0..5 LOOP
        FOR practice IN SELECT organization_id FROM practices ORDER BY organization_id LOOP
            INSERT INTO shifts (organization_id, clinician_id, date, type, duration, status,
                is_pinned, created_by)
            SELECT organization_id, id, date,
                CASE WHEN (id + day) % 30 = 1 THEN 'DUTY' WHEN (id + day) % 31 = 0 THEN 'STUDY_LEAVE'
                    ELSE 'STANDARD' END,
                CASE WHEN (id + day) % 6 = 0 THEN 'HALF' ELSE 'FULL' END,
                CASE WHEN date < '2026-03-04' THEN 'COMPLETED' ELSE 'SCHEDULED' END,
                (id + day) % 40 = 0, 'generator'
            FROM generate_series(half * 25 * 7, half * 25 * 7 + 174) AS day
            CROSS JOIN LATERAL (SELECT '2024-01-01'::date + day AS date) AS dates
            CROSS JOIN clinicians
            WHERE day % 7 < 5 AND organization_id = practice
            ORDER BY date, id;
        END LOOP;
    END LOOP;
END
$$;

VACUUM (ANALYZE);
