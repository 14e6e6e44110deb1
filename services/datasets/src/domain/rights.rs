use super::Category;

/// Who looks, as far as datasets care: what they are members of and where they
/// may change things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The user; none for somebody who did not say who they are.
    pub user_id: Option<i64>,
    /// Organisations they are a member of, the oldest membership first, and
    /// whether they may change things there.
    pub memberships: Vec<(i64, bool)>,
}

/// What of a dataset decides what may be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Where it comes from.
    pub category: Category,
    /// Whether everybody sees it.
    pub is_global: bool,
    /// The organisation it belongs to.
    pub organization_id: Option<i64>,
    /// The user who made it.
    pub created_by: Option<i64>,
}

impl Viewer {
    /// The organisations they are a member of.
    pub fn organizations(&self) -> Vec<i64> {
        self.memberships.iter().map(|(organization, _)| *organization).collect()
    }

    /// Whether they may change things in an organisation.
    pub fn edits(&self, organization: i64) -> bool {
        self.memberships.contains(&(organization, true))
    }

    /// Whether they may make datasets: everybody may but those who only look,
    /// in every organisation they are a member of.
    pub fn may_create(&self) -> bool {
        self.user_id.is_some()
            && (self.memberships.is_empty() || self.memberships.iter().any(|(_, edits)| *edits))
    }

    /// The organisation a new dataset belongs to that names none: the oldest
    /// in which they may change things.
    pub fn default_organization(&self) -> Option<i64> {
        self.memberships.iter().find(|(_, edits)| *edits).map(|(organization, _)| *organization)
    }

    /// Whether a dataset is among their own: an organisation's of which they are
    /// a member, or one they made that is no organisation's. They see it, as
    /// everybody sees what is global.
    pub fn owns(&self, of: Owner) -> bool {
        match of.organization_id {
            Some(organization) => self.organizations().contains(&organization),
            None => self.made(of),
        }
    }

    /// The first version they see of a dataset that they see: what its owners
    /// wrote before they published it stays with them. Where it is not known
    /// which version that was, it is one of the platform's own.
    pub fn sees_versions_from(&self, of: Owner, published_version: Option<i32>) -> i32 {
        if self.owns(of) { 1 } else { published_version.unwrap_or(1) }
    }

    /// Whether they may change or delete a dataset that they see.
    pub fn may_edit(&self, of: Owner) -> bool {
        of.category != Category::NhsDd
            && match of.organization_id {
                Some(organization) => self.edits(organization),
                None => self.made(of),
            }
    }

    /// Whether they may publish a dataset that they see and that is not global yet.
    pub fn may_publish(&self, of: Owner) -> bool {
        !of.is_global && self.may_edit(of) && self.may_create()
    }

    fn made(&self, of: Owner) -> bool {
        self.user_id.is_some() && self.user_id == of.created_by
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(user_id: i64, memberships: &[(i64, bool)]) -> Viewer {
        Viewer { user_id: Some(user_id), memberships: memberships.to_vec() }
    }

    fn private(organization_id: Option<i64>, created_by: i64) -> Owner {
        Owner {
            category: Category::UserCreated,
            is_global: false,
            organization_id,
            created_by: Some(created_by),
        }
    }

    #[test]
    fn rights_follow_from_memberships() {
        let (anybody, individual) = (Viewer::default(), viewer(1, &[]));
        let (editor, reader) = (viewer(2, &[(7, true)]), viewer(3, &[(7, false)]));
        let mixed = viewer(4, &[(7, false), (8, true)]);
        let of_seven = private(Some(7), 1);
        let of_one = private(None, 1);
        let published = Owner { is_global: true, ..of_seven };
        let platform = Owner {
            category: Category::Rcpch,
            is_global: true,
            organization_id: None,
            created_by: None,
        };
        let nhs = Owner { category: Category::NhsDd, ..platform };
        // Who, what, and whether it is their own, and they may change it and publish it.
        for (who, what, expected) in [
            (&anybody, of_seven, [false, false, false]),
            (&anybody, of_one, [false, false, false]),
            (&anybody, platform, [false, false, false]),
            (&individual, of_one, [true, true, true]),
            // Who made an organisation's dataset and left has no right to it.
            (&individual, of_seven, [false, false, false]),
            (&individual, published, [false, false, false]),
            (&editor, of_seven, [true, true, true]),
            (&editor, of_one, [false, false, false]),
            (&editor, published, [true, true, false]),
            (&editor, platform, [false, false, false]),
            (&editor, nhs, [false, false, false]),
            (&reader, of_seven, [true, false, false]),
            (&reader, private(None, 3), [true, true, false]),
            (&mixed, of_seven, [true, false, false]),
            (&mixed, private(Some(8), 1), [true, true, true]),
        ] {
            let told = [who.owns(what), who.may_edit(what), who.may_publish(what)];
            assert_eq!(told, expected, "{who:?} {what:?}");
        }
        // Who, what was published at version 3, and the first version they see of it.
        let own_published = Owner { is_global: true, ..of_one };
        for (who, what, expected) in [
            (&anybody, published, 3),
            (&individual, published, 3),
            (&editor, published, 1),
            (&reader, published, 1),
            (&mixed, published, 1),
            (&anybody, own_published, 3),
            (&individual, own_published, 1),
            (&editor, own_published, 3),
        ] {
            assert_eq!(who.sees_versions_from(what, Some(3)), expected, "{who:?} {what:?}");
        }
        assert_eq!(anybody.sees_versions_from(platform, None), 1);
        let may_create = [&anybody, &individual, &editor, &reader, &mixed].map(Viewer::may_create);
        assert_eq!(may_create, [false, true, true, false, true]);
        assert_eq!(mixed.default_organization(), Some(8));
        assert_eq!(individual.default_organization(), None);
    }
}
