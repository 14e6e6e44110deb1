// @generated automatically by Diesel CLI.

diesel::table! {
    alerts (id) {
        id -> Int8,
        organization_id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        severity -> Text,
        date -> Date,
        message -> Text,
        details -> Jsonb,
        status -> Text,
        clinician_id -> Nullable<Int8>,
        is_manual -> Bool,
        created_at -> Timestamptz,
        resolved_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    audit (id) {
        id -> Int8,
        organization_id -> Int8,
        entity_type -> Text,
        entity_id -> Text,
        action -> Text,
        user_id -> Nullable<Int8>,
        timestamp -> Timestamptz,
        previous_state -> Nullable<Jsonb>,
        new_state -> Nullable<Jsonb>,
        reason -> Text,
    }
}

diesel::table! {
    bank_holiday_changes (organization_id, nation, date) {
        organization_id -> Int8,
        nation -> Text,
        date -> Date,
        name -> Nullable<Text>,
    }
}

diesel::table! {
    clinicians (id) {
        id -> Int8,
        organization_id -> Int8,
        name -> Text,
        active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    generation_runs (id) {
        id -> Int8,
        organization_id -> Int8,
        phase -> Text,
        start_date -> Date,
        end_date -> Date,
        created_by -> Text,
        created_at -> Timestamptz,
        report -> Jsonb,
    }
}

diesel::table! {
    leave_adjustments (id) {
        id -> Int8,
        organization_id -> Int8,
        clinician_id -> Int8,
        year -> Int4,
        #[sql_name = "type"]
        type_ -> Text,
        amount -> Numeric,
        reason -> Text,
        created_by -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    leave_requests (id) {
        id -> Int8,
        organization_id -> Int8,
        clinician_id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        start_date -> Date,
        end_date -> Date,
        status -> Text,
        requested_at -> Timestamptz,
        processed_at -> Nullable<Timestamptz>,
        processed_by -> Nullable<Text>,
        denial_reason -> Text,
        affected_shift_count -> Int4,
        removed_shifts -> Jsonb,
    }
}

diesel::table! {
    practices (organization_id) {
        organization_id -> Int8,
        configuration -> Jsonb,
        revision -> Int8,
    }
}

diesel::table! {
    shift_changes (id) {
        id -> Int8,
        organization_id -> Int8,
        clinician_id -> Int8,
        date -> Date,
        change -> Text,
        changed_by -> Text,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    shifts (id) {
        id -> Int8,
        organization_id -> Int8,
        clinician_id -> Int8,
        date -> Date,
        #[sql_name = "type"]
        type_ -> Text,
        duration -> Text,
        status -> Text,
        is_pinned -> Bool,
        created_by -> Text,
        is_generated -> Bool,
        created_at -> Timestamptz,
        modified_by -> Nullable<Text>,
        modified_at -> Timestamptz,
        leave_request_id -> Nullable<Int8>,
        is_monday -> Bool,
    }
}

diesel::table! {
    working_terms (id) {
        id -> Int8,
        organization_id -> Int8,
        clinician_id -> Int8,
        #[sql_name = "type"]
        type_ -> Text,
        start_date -> Date,
        end_date -> Nullable<Date>,
        percentage -> Numeric,
        fixed_working_days -> Int2,
        fixed_half_days -> Int2,
        cannot_work_days -> Int2,
        must_work_days -> Int2,
        week_a_days -> Int2,
        week_a_half_days -> Int2,
        week_b_days -> Int2,
        week_b_half_days -> Int2,
        annual_leave_entitlement -> Nullable<Numeric>,
        participates_in_duty -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::joinable!(alerts -> clinicians (clinician_id));
diesel::joinable!(alerts -> practices (organization_id));
diesel::joinable!(audit -> practices (organization_id));
diesel::joinable!(bank_holiday_changes -> practices (organization_id));
diesel::joinable!(clinicians -> practices (organization_id));
diesel::joinable!(generation_runs -> practices (organization_id));
diesel::joinable!(leave_adjustments -> clinicians (clinician_id));
diesel::joinable!(leave_adjustments -> practices (organization_id));
diesel::joinable!(leave_requests -> clinicians (clinician_id));
diesel::joinable!(leave_requests -> practices (organization_id));
diesel::joinable!(shift_changes -> clinicians (clinician_id));
diesel::joinable!(shift_changes -> practices (organization_id));
diesel::joinable!(shifts -> clinicians (clinician_id));
diesel::joinable!(shifts -> leave_requests (leave_request_id));
diesel::joinable!(shifts -> practices (organization_id));
diesel::joinable!(working_terms -> clinicians (clinician_id));
diesel::joinable!(working_terms -> practices (organization_id));

diesel::allow_tables_to_appear_in_same_query!(
    alerts,
    audit,
    bank_holiday_changes,
    clinicians,
    generation_runs,
    leave_adjustments,
    leave_requests,
    practices,
    shift_changes,
    shifts,
    working_terms,
);
