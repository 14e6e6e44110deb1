DROP TABLE audit, generation_runs, shift_changes, bank_holiday_changes, leave_adjustments, alerts,
    shifts, leave_requests, working_terms, clinicians, practices;
DROP FUNCTION refuse_to_change_audit();
