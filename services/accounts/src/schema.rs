// @generated automatically by Diesel CLI.

diesel::table! {
    api_keys (id) {
        id -> Int8,
        user_id -> Int8,
        prefix -> Text,
        hash -> Bytea,
        label -> Text,
        scopes -> Array<Nullable<Text>>,
        throttle -> Nullable<Text>,
        expires_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    audit (id) {
        id -> Int8,
        at -> Timestamptz,
        action -> Text,
        actor_id -> Nullable<Int8>,
        subject_kind -> Text,
        subject_id -> Text,
        subject -> Text,
        user_id -> Nullable<Int8>,
        organization_id -> Nullable<Int8>,
        address -> Text,
        details -> Jsonb,
    }
}

diesel::table! {
    failed_sign_ins (id) {
        id -> Int8,
        address -> Text,
        username_hash -> Bytea,
        at -> Timestamptz,
    }
}

diesel::table! {
    memberships (id) {
        id -> Int8,
        organization_id -> Int8,
        user_id -> Int8,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    nonces (key_id, hash) {
        key_id -> Int8,
        hash -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    organizations (id) {
        id -> Int8,
        name -> Text,
        active -> Bool,
        created_at -> Timestamptz,
        public_id -> Text,
        sandbox -> Bool,
        sandbox_of -> Nullable<Int8>,
    }
}

diesel::table! {
    release_keys (id) {
        id -> Int8,
        user_id -> Int8,
        hash -> Bytea,
        key -> Bytea,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sessions (id) {
        id -> Int8,
        user_id -> Int8,
        hash -> Bytea,
        address -> Text,
        user_agent -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    signed_keys (id) {
        id -> Int8,
        organization_id -> Int8,
        key -> Text,
        secret -> Bytea,
        label -> Text,
        permissions -> Array<Nullable<Text>>,
        networks -> Array<Nullable<Text>>,
        legacy_signatures -> Bool,
        throttle -> Nullable<Text>,
        expires_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    token_keys (id) {
        id -> Int8,
        kid -> Text,
        private_key -> Bytea,
        public_key -> Bytea,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    users (id) {
        id -> Int8,
        username -> Text,
        email -> Text,
        password_hash -> Text,
        active -> Bool,
        staff -> Bool,
        clinician_id -> Nullable<Int8>,
        created_at -> Timestamptz,
    }
}

diesel::joinable!(api_keys -> users (user_id));
diesel::joinable!(audit -> organizations (organization_id));
diesel::joinable!(memberships -> organizations (organization_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(nonces -> signed_keys (key_id));
diesel::joinable!(release_keys -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(signed_keys -> organizations (organization_id));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    audit,
    failed_sign_ins,
    memberships,
    nonces,
    organizations,
    release_keys,
    sessions,
    signed_keys,
    token_keys,
    users,
);
