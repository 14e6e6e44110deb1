use std::fmt;
use std::str::FromStr;

use resources::Action;
use thiserror::Error;

use super::{Caller, Credential, Role, Scope};

/// What a route asks of its callers, once it is known who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nothing: whoever is known may pass, and strangers where the route lets them.
    Any,
    /// An API key that covers this scope.
    Scope(Scope),
    /// Membership of an organisation.
    Member,
    /// To run the organisation the caller acts for: staff who are members, and its admins.
    Manager,
    /// To run the platform.
    Staff,
    /// To make and change things: anybody but those who may only look, in
    /// every organisation they are members of.
    Editor,
    /// A signed key with this permission; or somebody who belongs to the
    /// organisation they act for and, unless they only read, whose role there
    /// makes and changes things.
    Resource(ResourcePermission),
}

impl Permission {
    /// Whether a caller has it.
    pub fn is_held_by(self, caller: &Caller) -> bool {
        let user = caller.user.as_ref();
        let memberships = user.map(|user| user.memberships.as_slice()).unwrap_or_default();
        let staff = user.is_some_and(|user| user.staff);
        match self {
            Self::Any => true,
            // A key that is limited to some resources is no way around the limit.
            _ if !matches!(self, Self::Scope(_)) && is_limited(caller) => false,
            Self::Scope(scope) => match &caller.credential {
                Credential::ApiKey(key) => key.covers(scope),
                _ => false,
            },
            Self::Member => !memberships.is_empty(),
            Self::Manager => {
                memberships.first().is_some_and(|own| staff || own.role == Role::Admin)
            }
            Self::Staff => staff,
            Self::Editor => {
                memberships.is_empty() || memberships.iter().any(|own| own.role.edits())
            }
            Self::Resource(wanted) => match &caller.credential {
                Credential::SignedKey(key) => key.permissions.contains(&wanted),
                _ => memberships
                    .first()
                    .is_some_and(|own| wanted.action == Action::Read || own.role.edits()),
            },
        }
    }
}

fn is_limited(caller: &Caller) -> bool {
    matches!(&caller.credential, Credential::ApiKey(key) if !key.scopes.is_empty())
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Scope(scope) => write!(f, "scope:{scope}"),
            Self::Member => f.write_str("member"),
            Self::Manager => f.write_str("manager"),
            Self::Staff => f.write_str("staff"),
            Self::Editor => f.write_str("editor"),
            Self::Resource(permission) => write!(f, "{permission}"),
        }
    }
}

/// One thing a signed key may do: `care-enquiries:create`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourcePermission {
    /// To what: the name of a resource of care.
    pub resource: &'static str,
    /// What.
    pub action: Action,
}

impl ResourcePermission {
    /// Every permission there is, resource by resource.
    pub fn all() -> impl Iterator<Item = Self> {
        resources::ALL.into_iter().flat_map(|resource| {
            let of = move |action: &Action| Self { resource: resource.name, action: *action };
            resource.actions.iter().map(of)
        })
    }
}

impl fmt::Display for ResourcePermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.resource, self.action.as_str())
    }
}

/// Not a permission.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("unknown permission {0:?}; write for example care-enquiries:create or locations:read")]
pub struct UnknownResourcePermission(String);

impl FromStr for ResourcePermission {
    type Err = UnknownResourcePermission;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (resource, action) = text.split_once(':').unwrap_or_default();
        Self::all()
            .find(|own| own.resource == resource && own.action.as_str() == action)
            .ok_or_else(|| UnknownResourcePermission(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, Membership, SignedKey, User};

    fn user(staff: bool, roles: &[Role]) -> Option<User> {
        let membership =
            |(id, role): (i64, &Role)| Membership { id, organization: id, role: *role };
        let memberships = (1..).zip(roles).map(membership).collect();
        Some(User { id: 1, username: "jo".to_owned(), staff, clinician: None, memberships })
    }

    #[test]
    fn roles_decide() {
        use Role::{Admin, Creator, DataCustodian, Viewer};
        // Who, and whether they are a member, a manager, staff and an editor.
        for (staff, roles, expected) in [
            (false, &[][..], [false, false, false, true]),
            (true, &[], [false, false, true, true]),
            (false, &[Viewer], [true, false, false, false]),
            (false, &[Viewer, DataCustodian], [true, false, false, false]),
            (false, &[Creator], [true, false, false, true]),
            (false, &[Admin], [true, true, false, true]),
            (false, &[Viewer, Admin], [true, false, false, true]),
            (true, &[Viewer], [true, true, true, false]),
        ] {
            let caller = Caller { user: user(staff, roles), credential: Credential::Token };
            let held =
                [Permission::Member, Permission::Manager, Permission::Staff, Permission::Editor]
                    .map(|permission| permission.is_held_by(&caller));
            assert_eq!(held, expected, "{staff} {roles:?}");
            assert!(Permission::Any.is_held_by(&caller));
            assert!(!Permission::Scope(Scope::Pcns).is_held_by(&caller));
        }
    }

    #[test]
    fn who_only_looks_changes_no_resource() {
        use Role::{Admin, Creator, DataCustodian, Viewer};
        // Who, and whether they read and whether they change resources.
        for (staff, roles, reads, changes) in [
            (false, &[][..], false, false),
            (true, &[], false, false),
            (false, &[Viewer], true, false),
            (true, &[Viewer], true, false),
            (false, &[DataCustodian], true, false),
            (false, &[Creator], true, true),
            (false, &[Admin], true, true),
            // They act for the organisation of the first.
            (false, &[Viewer, Admin], true, false),
            (false, &[Creator, Viewer], true, true),
        ] {
            let caller = Caller { user: user(staff, roles), credential: Credential::Token };
            for permission in ResourcePermission::all() {
                let expected = if permission.action == Action::Read { reads } else { changes };
                let held = Permission::Resource(permission).is_held_by(&caller);
                assert_eq!(held, expected, "{staff} {roles:?} {permission}");
            }
        }
    }

    #[test]
    fn a_limited_key_is_no_way_around_its_limit() {
        let caller = |scopes: &[Scope]| Caller {
            user: user(true, &[Role::Admin]),
            credential: Credential::ApiKey(Key {
                id: 1,
                prefix: String::new(),
                scopes: scopes.to_vec(),
                throttle: None,
                expires_at: None,
            }),
        };
        let read = ResourcePermission { resource: "locations", action: Action::Read };
        for permission in [
            Permission::Member,
            Permission::Manager,
            Permission::Staff,
            Permission::Editor,
            Permission::Resource(read),
        ] {
            assert!(permission.is_held_by(&caller(&[])), "{permission}");
            assert!(!permission.is_held_by(&caller(&[Scope::Pcns])), "{permission}");
        }
        assert!(Permission::Any.is_held_by(&caller(&[Scope::Pcns])));
        assert!(Permission::Scope(Scope::Pcns).is_held_by(&caller(&[Scope::Pcns])));
        assert!(!Permission::Scope(Scope::Qof).is_held_by(&caller(&[Scope::Pcns])));
    }

    #[test]
    fn to_create_is_not_to_read() {
        let create: ResourcePermission = "care-enquiries:create".parse().unwrap();
        let read: ResourcePermission = "care-enquiries:read".parse().unwrap();
        let key = SignedKey {
            id: 1,
            organization: 7,
            account: String::new(),
            permissions: vec![create],
            networks: Vec::new(),
            throttle: None,
        };
        let caller = Caller { user: None, credential: Credential::SignedKey(key) };
        assert!(Permission::Resource(create).is_held_by(&caller));
        assert!(!Permission::Resource(read).is_held_by(&caller));
        assert_eq!(caller.organization(), Some(7));
    }

    #[test]
    fn permissions_read_as_they_are_written() {
        for permission in ResourcePermission::all() {
            assert_eq!(permission.to_string().parse(), Ok(permission));
        }
        for text in ["", "users", "users:create", "care-enquiries:", ":read", "x:read"] {
            assert!(text.parse::<ResourcePermission>().is_err(), "{text}");
        }
    }
}
