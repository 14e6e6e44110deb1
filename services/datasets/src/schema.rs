// @generated automatically by Diesel CLI.

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

diesel::table! {
    dataset_versions (dataset_id, version) {
        dataset_id -> Int8,
        version -> Int4,
        name -> Text,
        description -> Text,
        reference_url -> Text,
        option_list_id -> Int8,
        options_count -> Int4,
        format_pattern -> Text,
        tags -> Array<Nullable<Text>>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    datasets (id) {
        id -> Int8,
        key -> Text,
        name -> Text,
        description -> Text,
        category -> Text,
        source_type -> Text,
        reference_url -> Text,
        is_custom -> Bool,
        is_global -> Bool,
        parent_id -> Nullable<Int8>,
        organization_id -> Nullable<Int8>,
        option_list_id -> Int8,
        options_count -> Int4,
        format_pattern -> Text,
        tags -> Array<Nullable<Text>>,
        created_by -> Nullable<Int8>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        published_version -> Nullable<Int4>,
        last_synced_at -> Nullable<Timestamptz>,
        last_scraped -> Nullable<Timestamptz>,
        sync_frequency_hours -> Nullable<Int4>,
        version -> Int4,
        is_active -> Bool,
    }
}

diesel::table! {
    option_lists (id) {
        id -> Int8,
        digest -> Bytea,
        options -> Json,
        count -> Int4,
    }
}

diesel::table! {
    sources (dataset_id) {
        dataset_id -> Int8,
        url -> Text,
        etag -> Nullable<Text>,
        last_modified -> Nullable<Text>,
    }
}

diesel::table! {
    sync_runs (id) {
        id -> Int8,
        source -> Text,
        scheduled_for -> Nullable<Timestamptz>,
        started_at -> Timestamptz,
        finished_at -> Timestamptz,
        report -> Jsonb,
    }
}

diesel::joinable!(dataset_versions -> datasets (dataset_id));
diesel::joinable!(dataset_versions -> option_lists (option_list_id));
diesel::joinable!(datasets -> option_lists (option_list_id));
diesel::joinable!(sources -> datasets (dataset_id));

diesel::allow_tables_to_appear_in_same_query!(
    audit,
    dataset_versions,
    datasets,
    option_lists,
    sources,
    sync_runs,
);
