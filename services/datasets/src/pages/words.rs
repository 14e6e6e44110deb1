//! The words of the field, as people read them.

use ::pages::counted;

use crate::domain::{Category, Viewer};
use crate::store::DatasetRow;

/// Where lists come from.
pub(super) fn category(category: Category) -> &'static str {
    match category {
        Category::NhsDd => "NHS Data Dictionary",
        Category::Rcpch => "NHS organisations",
        Category::ExternalApi => "Another service",
        Category::UserCreated => "Made by users",
    }
}

/// How many options a row says there are; one says so of what it counted.
pub(super) fn options(count: i32) -> String {
    counted(usize::try_from(count).unwrap_or_default(), "option")
}

/// Whether a list is kept in step with a page that has not been read yet.
pub(super) fn is_unread(row: &DatasetRow) -> bool {
    row.category == Category::NhsDd && row.last_scraped.is_none() && row.options_count == 0
}

/// What is to be seen at once of a list.
pub(super) fn badges(row: &DatasetRow) -> Vec<&'static str> {
    let mut badges = Vec::new();
    if row.category == Category::NhsDd {
        badges.push("NHS Data Dictionary");
    }
    if row.published_at.is_some() {
        badges.push("Published");
    }
    if !row.is_global {
        badges.push("Private");
    }
    badges
}

/// Whose a list is: of an organisation what that is called, if it is known.
pub(super) fn owner(row: &DatasetRow, viewer: &Viewer, organization: Option<&str>) -> String {
    match (row.organization_id, row.created_by) {
        (Some(id), _) => organization.map_or_else(|| format!("Organisation {id}"), str::to_owned),
        (None, None) => "Almanac".to_owned(),
        (None, by) if by == viewer.user_id => "You".to_owned(),
        (None, Some(_)) => "Somebody else".to_owned(),
    }
}

/// Tags as one line.
pub(super) fn tags(tags: &[String]) -> String {
    tags.join(", ")
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn row(category: Category, is_global: bool, owner: (Option<i64>, Option<i64>)) -> DatasetRow {
        let (organization_id, created_by) = owner;
        let published_at = (is_global && created_by.is_some()).then(Utc::now);
        let row = DatasetRow::example();
        DatasetRow { category, is_global, organization_id, created_by, published_at, ..row }
    }

    #[test]
    fn options_are_counted() {
        assert_eq!(options(-1), "0 options");
        assert_eq!(options(2), "2 options");
    }

    #[test]
    fn a_list_says_whose_it_is() {
        let viewer = Viewer { user_id: Some(3), memberships: Vec::new() };
        for (of, name, expected) in [
            ((Some(7), Some(3)), Some("Sunny Care"), "Sunny Care"),
            ((Some(8), Some(3)), None, "Organisation 8"),
            ((None, Some(3)), None, "You"),
            ((None, Some(4)), None, "Somebody else"),
            ((None, None), None, "Almanac"),
        ] {
            let row = row(Category::UserCreated, false, of);
            assert_eq!(owner(&row, &viewer, name), expected, "{of:?}");
        }
        let stranger = Viewer::default();
        let platform = row(Category::NhsDd, true, (None, None));
        assert_eq!(owner(&platform, &stranger, None), "Almanac");
    }

    #[test]
    fn a_list_is_read_once_it_was_synced_or_has_options() {
        let nhs = || row(Category::NhsDd, true, (None, None));
        for (row, expected) in [
            (nhs(), true),
            (DatasetRow { last_scraped: Some(Utc::now()), ..nhs() }, false),
            (DatasetRow { options_count: 1, ..nhs() }, false),
            (row(Category::UserCreated, false, (None, Some(1))), false),
        ] {
            assert_eq!(is_unread(&row), expected, "{row:?}");
        }
    }

    #[test]
    fn badges_tell_what_matters() {
        for (category, is_global, by, expected) in [
            (Category::NhsDd, true, None, &["NHS Data Dictionary"][..]),
            (Category::Rcpch, true, None, &[]),
            (Category::UserCreated, true, Some(1), &["Published"]),
            (Category::UserCreated, false, Some(1), &["Private"]),
        ] {
            assert_eq!(badges(&row(category, is_global, (None, by))), expected, "{category}");
        }
    }
}
