// @generated automatically by Diesel CLI.

diesel::table! {
    acceptances (user_id, licence_id) {
        user_id -> Int8,
        licence_id -> Int8,
        accepted_at -> Timestamptz,
    }
}

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
    items (id) {
        id -> Int8,
        name -> Text,
        description -> Text,
        categories -> Array<Nullable<Text>>,
        approval -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    licences (id) {
        id -> Int8,
        item_id -> Int8,
        title -> Text,
        text -> Text,
    }
}

diesel::table! {
    release_files (release_id, kind) {
        release_id -> Int8,
        item_id -> Int8,
        kind -> Text,
        name -> Text,
        size -> Int8,
        sha256 -> Bytea,
        modified_at -> Timestamptz,
    }
}

diesel::table! {
    releases (id) {
        id -> Int8,
        item_id -> Int8,
        name -> Text,
        release_date -> Date,
        signing_key_id -> Int8,
        upload_id -> Uuid,
        published_at -> Timestamptz,
        published_by -> Nullable<Int8>,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_by -> Nullable<Int8>,
        withdrawal_reason -> Nullable<Text>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Int8,
        file_name -> Text,
        fingerprint -> Text,
        public_key -> Text,
        secret_key -> Bytea,
        created_at -> Timestamptz,
        signs_from -> Timestamptz,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Int8,
        user_id -> Int8,
        item_id -> Int8,
        state -> Text,
        requested_at -> Timestamptz,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    uploads (id) {
        id -> Uuid,
        item_id -> Int8,
        file_name -> Text,
        started_at -> Timestamptz,
        seen_at -> Timestamptz,
        abandoned_at -> Nullable<Timestamptz>,
    }
}

diesel::joinable!(acceptances -> licences (licence_id));
diesel::joinable!(licences -> items (item_id));
diesel::joinable!(releases -> items (item_id));
diesel::joinable!(releases -> signing_keys (signing_key_id));
diesel::joinable!(subscriptions -> items (item_id));
diesel::joinable!(uploads -> items (item_id));

diesel::allow_tables_to_appear_in_same_query!(
    acceptances,
    audit,
    items,
    licences,
    release_files,
    releases,
    signing_keys,
    subscriptions,
    uploads,
);
