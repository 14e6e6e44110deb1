// @generated automatically by Diesel CLI.

diesel::table! {
    catalogue (id) {
        id -> Uuid,
        single -> Bool,
    }
}

diesel::table! {
    release_files (id) {
        id -> Int8,
        release_id -> Text,
        name -> Text,
        bytes -> Int8,
        sha256 -> Text,
    }
}

diesel::table! {
    release_rejects (id) {
        id -> Int8,
        release_id -> Text,
        file -> Text,
        line -> Int8,
        column -> Int4,
        reason -> Text,
    }
}

diesel::table! {
    releases (id) {
        id -> Text,
        publication -> Text,
        period -> Text,
        period_start -> Date,
        period_end -> Date,
        revision -> Int4,
        origin -> Text,
        published_on -> Nullable<Date>,
        imported_at -> Timestamptz,
        rows -> Int8,
        rejects -> Int8,
        segment -> Text,
        segment_sha256 -> Text,
        rows_added -> Nullable<Int8>,
        rows_changed -> Nullable<Int8>,
        rows_removed -> Nullable<Int8>,
        regions -> Nullable<Text>,
    }
}

diesel::joinable!(release_files -> releases (release_id));
diesel::joinable!(release_rejects -> releases (release_id));

diesel::allow_tables_to_appear_in_same_query!(catalogue, release_files, release_rejects, releases,);
