//! What care keeps: each resource is described once, in a file of its own. The
//! handlers of care, its validation, its OpenAPI document and the permissions
//! that accounts gives keys follow from the description.

mod absences;
mod attribute;
mod care_enquiries;
mod comments;
mod filter;
mod groups;
mod home_visits;
mod locations;
mod service_users;
#[cfg(test)]
mod tests;
mod users;

use std::fmt;

pub use absences::ABSENCES;
pub use attribute::{ADDRESS, Attribute, Initially, Kind, Settable};
pub use care_enquiries::CARE_ENQUIRIES;
pub use comments::COMMENTS;
pub use filter::{Filter, Test};
pub use groups::{GROUP_TYPES, GROUPS};
pub use home_visits::HOME_VISITS;
pub use locations::LOCATIONS;
pub use service_users::SERVICE_USERS;
pub use users::USERS;

/// Every resource, in the order of the API.
pub static ALL: [&Resource; 8] = [
    &CARE_ENQUIRIES,
    &ABSENCES,
    &USERS,
    &LOCATIONS,
    &SERVICE_USERS,
    &GROUPS,
    &COMMENTS,
    &HOME_VISITS,
];

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make one.
    Create,
    /// List and retrieve.
    Read,
    /// Change one.
    Update,
    /// Remove one.
    Delete,
}

impl Action {
    /// Every action, as CareHQ's form lists them.
    pub const ALL: [Self; 4] = [Self::Create, Self::Read, Self::Update, Self::Delete];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Documents of one kind.
pub struct Resource {
    /// Its name in paths and permissions: `care-enquiries`. The table has the
    /// same name, with underscores.
    pub name: &'static str,
    /// What one is called in a sentence: `care enquiry`.
    pub one: &'static str,
    /// What it is, for the documentation.
    pub about: &'static str,
    /// What may be done to it.
    pub actions: &'static [Action],
    /// Its attributes beside `_id`, by name.
    pub attributes: &'static [Attribute],
    /// Its filters beside [`Filter::COMMON`].
    pub filters: &'static [Filter],
    /// The attributes it is sorted by beside `_id`, `created` and `modified`.
    pub sorts: &'static [&'static str],
    /// The attributes that `filters-q` searches.
    pub searched: &'static [&'static str],
    /// What goes across attributes.
    pub rules: &'static [Rule],
}

/// By its name: a description that refers to itself has no end.
impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What goes across the attributes of a document.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Exactly one of these is given.
    OneOf(&'static [&'static str]),
    /// The second is not before the first.
    Order(&'static str, &'static str),
    /// While this flag is set, the document is neither changed nor deleted.
    Protected(&'static str),
    /// An hour after the time in `after` the document is done, as of then:
    /// `marks` says so, unless there is something in `unless`.
    CompletesItself {
        /// The attribute with the time.
        after: &'static str,
        /// The attribute that is set.
        marks: &'static str,
        /// What keeps it from being set.
        unless: &'static str,
    },
}

/// The attributes that every resource has, is sorted by, and never has null.
pub const ALWAYS_SORTED: [&str; 3] = ["_id", "created", "modified"];

impl Resource {
    /// The table of its documents: `care_enquiries`.
    pub fn table(&self) -> String {
        self.name.replace('-', "_")
    }

    /// `_id`, then all other attributes by name.
    pub fn attributes(&self) -> impl Iterator<Item = &'static Attribute> + use<> {
        [&Attribute::ID].into_iter().chain(self.attributes)
    }

    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes().find(|attribute| attribute.name == name)
    }

    /// The filters that all resources have, then its own.
    pub fn filters(&self) -> impl Iterator<Item = &'static Filter> + use<> {
        Filter::COMMON.iter().chain(self.filters)
    }

    /// What a list may be sorted by.
    pub fn sorts(&self) -> impl Iterator<Item = &'static str> + use<> {
        ALWAYS_SORTED.into_iter().chain(self.sorts.iter().copied())
    }

    /// Whether this is ever done to it.
    pub fn allows(&self, action: Action) -> bool {
        self.actions.contains(&action)
    }

    /// The references by which other documents are part of one of these: they
    /// are deleted and anonymised with it.
    pub fn parts(&self) -> impl Iterator<Item = (&'static Self, &'static Attribute)> + use<'_> {
        self.references().filter(|(_, attribute)| attribute.part)
    }

    /// The references to documents of this resource, by whatever has them.
    pub fn references(
        &self,
    ) -> impl Iterator<Item = (&'static Self, &'static Attribute)> + use<'_> {
        let all =
            ALL.into_iter().flat_map(|from| from.attributes.iter().map(move |own| (from, own)));
        all.filter(|(_, own)| own.kind.target().is_some_and(|target| target.name == self.name))
    }
}
