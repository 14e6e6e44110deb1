//! What a key may do, in words and as a table of boxes to tick.

use ::pages::Form;
use access::{Action, ResourcePermission};
use resources::Resource;

/// Permissions as people read them: "care-enquiries (create, read), groups (read)".
pub(super) fn in_words(permissions: &[ResourcePermission]) -> String {
    if ResourcePermission::all().all(|permission| permissions.contains(&permission)) {
        return "everything".to_owned();
    }
    let of = |resource: &Resource| {
        let own = permissions.iter().filter(|permission| permission.resource == resource.name);
        let actions: Vec<&str> = own.map(|permission| permission.action.as_str()).collect();
        (!actions.is_empty()).then(|| format!("{} ({})", resource.name, actions.join(", ")))
    };
    let words: Vec<String> = resources::ALL.into_iter().filter_map(of).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

/// What may be granted of one resource, action by action.
pub(super) struct Grants {
    pub(super) resource: &'static str,
    pub(super) boxes: Vec<Tick>,
}

/// One box of the table of permissions.
pub(super) struct Tick {
    pub(super) id: String,
    pub(super) value: String,
    pub(super) action: &'static str,
    pub(super) chosen: bool,
    /// Whether there is such a permission.
    pub(super) offered: bool,
}

/// The table of permissions, with those ticked that the form has.
pub(super) fn grants(form: &Form) -> Vec<Grants> {
    let offered: Vec<ResourcePermission> = ResourcePermission::all().collect();
    let ticked = form.all("permissions");
    let tick = |resource: &'static str, action: Action| {
        let permission = ResourcePermission { resource, action };
        let value = permission.to_string();
        Tick {
            // The summary of errors leads to the first box.
            id: if offered.first() == Some(&permission) {
                "permissions".to_owned()
            } else {
                value.replace(':', "-")
            },
            action: action.as_str(),
            chosen: ticked.contains(&value.as_str()),
            offered: offered.contains(&permission),
            value,
        }
    };
    let row = |resource: &'static Resource| Grants {
        resource: resource.name,
        boxes: Action::ALL.into_iter().map(|action| tick(resource.name, action)).collect(),
    };
    resources::ALL.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_read_well() {
        let all: Vec<ResourcePermission> = ResourcePermission::all().collect();
        assert_eq!(in_words(&all), "everything");
        assert_eq!(in_words(&[]), "nothing");
        let some = ["care-enquiries:create", "care-enquiries:read", "groups:read"]
            .map(|permission| permission.parse::<ResourcePermission>().unwrap());
        let told = in_words(&some);
        assert!(told.contains("care-enquiries (create, read)"), "{told}");
        assert!(told.contains("groups (read)"), "{told}");
    }

    #[test]
    fn the_table_offers_every_permission_once() {
        let table = grants(&Form::parse(b"permissions=absences:update"));
        let boxes: Vec<&Tick> = table.iter().flat_map(|row| &row.boxes).collect();
        let offered = boxes.iter().filter(|tick| tick.offered).count();
        assert_eq!(offered, ResourcePermission::all().count());
        let chosen: Vec<&str> =
            boxes.iter().filter(|tick| tick.chosen).map(|tick| tick.value.as_str()).collect();
        assert_eq!(chosen, ["absences:update"]);
        assert_eq!(boxes[0].id, "permissions");
        let mut ids: Vec<&str> = boxes.iter().map(|tick| tick.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), boxes.len());
    }
}
