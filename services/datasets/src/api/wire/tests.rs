use serde_json::Value;

use super::*;

fn row() -> DatasetRow {
    DatasetRow {
        parent_id: Some(DatasetId(2)),
        organization_id: Some(5),
        options_count: 2,
        tags: vec!["b".to_owned(), "a".to_owned()],
        created_by: Some(3),
        created_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        ..DatasetRow::example()
    }
}

fn parent() -> Parent {
    Parent { key: "theirs".to_owned(), name: "Theirs".to_owned() }
}

fn names() -> Named {
    Named {
        users: NamesById::from([(3, "jo".into())]),
        organizations: NamesById::from([(5, "Our Organization".into())]),
    }
}

/// The keys of a JSON object, in the order they are written in.
fn keys(json: &str) -> Vec<String> {
    let members: indexmap::IndexMap<String, Value> = serde_json::from_str(json).unwrap();
    members.into_keys().collect()
}

#[test]
fn items_tell_everything_but_options() {
    let viewer = Viewer { user_id: Some(4), memberships: vec![(5, true)] };
    let (parents, names, row) = (HashMap::from([(DatasetId(2), parent())]), names(), row());
    let item = Item::of(&row, &viewer, &parents, &names);
    let expected = "key name description category source_type is_custom is_global parent \
        parent_name organization organization_name tags options_count created_at updated_at \
        last_synced_at last_scraped is_editable reference_url";
    let json = serde_json::to_string(&item).unwrap();
    assert_eq!(keys(&json), expected.split_ascii_whitespace().collect::<Vec<_>>());
    let told: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(told["parent"], "theirs");
    assert_eq!(told["organization_name"], "Our Organization");
    assert_eq!(told["is_editable"], true);
    let orphan = DatasetRow { parent_id: None, organization_id: None, ..row.clone() };
    let told = serde_json::to_value(Item::of(&orphan, &viewer, &parents, &names)).unwrap();
    for name in ["parent", "parent_name", "organization", "organization_name"] {
        assert_eq!(told.get(name), Some(&Value::Null), "{name}");
    }
    assert_eq!(told["is_editable"], false);
}

#[test]
fn details_keep_the_order_of_options() {
    let options = RawValue::from_string(r#"{"b":"B","a":"A"}"#.to_owned()).unwrap();
    let row = row();
    let kept = Kept::new(Some(parent()), options.clone().into());
    let viewer = Viewer { user_id: Some(4), memberships: vec![(5, true)] };
    let shown = kept.shown(&viewer, &row, names());
    let json = serde_json::to_string(&shown.detail(&options)).unwrap();
    assert!(json.contains(r#""options":{"b":"B","a":"A"}"#), "{json}");
    let expected = "key name description category source_type is_custom is_global parent \
        parent_name organization organization_name tags options format_pattern created_at \
        updated_at last_synced_at last_scraped is_editable reference_url created_by \
        created_by_username published_at version is_active can_publish";
    assert_eq!(keys(&json), expected.split_ascii_whitespace().collect::<Vec<_>>());
    let told: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(told["created_by_username"], "jo");
    assert_eq!([&told["is_editable"], &told["can_publish"]], [&Value::Bool(true); 2]);
    assert_eq!(told["created_at"], "2026-11-22T10:00:00Z");
}
