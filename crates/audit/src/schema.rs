//! What services' migrations made.

diesel::table! {
    audit (id) {
        id -> Int8,
        organization_id -> Nullable<Int8>,
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
