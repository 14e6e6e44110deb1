-- For psql: how good the newest run in a database of rota is. From its report: the doctors missing,
-- summed over the days; the furthest that a partner is from what is expected of them; how far apart
-- the partners with the most and the fewest Mondays are by whole-time equivalent, where a run decides
-- on theirs; and after each what no rota could better, or -. Before the last, from its shifts: how far
-- apart those who take part in duty are in that.

WITH newest AS (
    SELECT report, report -> 'objective' AS objective FROM generation_runs ORDER BY id DESC LIMIT 1
), optimised AS (
    -- A run that did not optimise does not tell how good it is: one that did began with the same.
    SELECT report -> 'objective' -> 'before' AS start FROM generation_runs
    WHERE jsonb_typeof(report -> 'objective') = 'object' LIMIT 1
), held AS (
    SELECT participates_in_duty,
        count(*) FILTER (WHERE shifts.type = 'DUTY') * 100 / percentage AS duties
    FROM working_terms AS terms
    LEFT JOIN shifts USING (clinician_id)
    GROUP BY terms.id
)
SELECT
    (SELECT coalesce(sum((day ->> 'minimum')::integer - (day ->> 'scheduled')::integer), 0)
        FROM jsonb_array_elements(report -> 'unmet') AS day),
    coalesce(objective -> 'bound' ->> 'unmet', '-'),
    coalesce(objective ->> 'deviation', start ->> 'deviation'),
    coalesce(objective -> 'bound' ->> 'deviation', '-'),
    (SELECT round(max(duties) - min(duties), 4) FROM held WHERE participates_in_duty),
    coalesce(objective ->> 'spread', start ->> 'spread'),
    coalesce(objective -> 'bound' ->> 'spread', '-')
FROM newest CROSS JOIN optimised;
