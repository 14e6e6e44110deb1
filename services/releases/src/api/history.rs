//! What happened to the releases of the items that somebody subscribes to.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::ApiError;

use super::failed;
use crate::domain::{ItemId, SubscriptionState};
use crate::store::history::{first_changed, last_changed};
use crate::store::releases::Release;
use crate::store::{items, subscriptions};
use crate::viewer::Visitor;

/// What happened to a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = releases::ChangeKind)]
pub(crate) enum What {
    /// It was published.
    Published,
    /// It was withdrawn: its files are no longer to be had.
    Withdrawn,
}

/// A release as it was when something happened to it.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub(super) what: What,
    /// No two changes have one time, and none comes before one that was seen.
    pub(super) at: DateTime<Utc>,
    pub(super) item_name: &'a str,
    pub(super) release: &'a Release,
}

/// Which changes are asked for.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    /// The first ones after a time.
    After(DateTime<Utc>),
    /// The last ones.
    Last,
}

/// The releases of the items that somebody subscribes to.
pub(super) struct History {
    names: HashMap<ItemId, String>,
    releases: Vec<Release>,
}

impl History {
    /// What the caller may know: so many of the changes that are asked for, where
    /// there are so many, and perhaps others of the same releases.
    pub(super) async fn read(
        visitor: &Visitor,
        asked: Asked,
        most: usize,
    ) -> Result<Self, ApiError> {
        let user = visitor.known()?;
        let mut connection = visitor.connection().await?;
        let own = subscriptions::of_user(&mut connection, user).await.map_err(failed)?;
        let accepted = own.iter().filter(|row| row.state == SubscriptionState::Accepted);
        let accepted: Vec<ItemId> = accepted.map(|row| row.item_id).collect();
        let items = items::all(&mut connection).await.map_err(failed)?;
        let most = i64::try_from(most).map_err(ApiError::internal)?;
        let releases = match asked {
            Asked::After(time) => first_changed(&mut connection, &accepted, time, most).await,
            Asked::Last => last_changed(&mut connection, &accepted, most).await,
        };
        let releases = releases.map_err(failed)?;
        Ok(Self { names: items.into_iter().map(|item| (item.id, item.name)).collect(), releases })
    }

    /// Everything that happened to them, the oldest first.
    pub(super) fn changes(&self) -> Vec<Change<'_>> {
        let mut changes: Vec<Change<'_>> =
            self.releases.iter().flat_map(|release| self.of(release)).collect();
        changes.sort_by_key(|change| (change.at, change.what));
        changes
    }

    fn of<'a>(&'a self, release: &'a Release) -> impl Iterator<Item = Change<'a>> {
        let row = &release.row;
        let item_name = self.names.get(&row.item_id).map_or("", String::as_str);
        let change = move |what, at| Change { what, at, item_name, release };
        let published = change(What::Published, row.published_at);
        let withdrawn = row.withdrawn_at.map(|at| change(What::Withdrawn, at));
        [Some(published), withdrawn].into_iter().flatten()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::api::wire::tests::release;

    /// `a.zip` is published, `b.zip` is, and `a.zip` is withdrawn.
    pub(in crate::api) fn history() -> History {
        let mut withdrawn = release(58, "a.zip", "2025-05-01T09:00:00Z");
        withdrawn.row.withdrawn_at = Some("2025-05-03T09:00:00.000001Z".parse().unwrap());
        withdrawn.row.withdrawal_reason = Some("Wrong <file>\u{b}".to_owned());
        let other = release(24, "b.zip", "2025-05-02T09:00:00Z");
        let names = [(ItemId(58), "ODS & more".to_owned()), (ItemId(24), "dm+d".to_owned())];
        History { names: names.into(), releases: vec![withdrawn, other] }
    }

    #[test]
    fn what_happened_is_told_in_its_order() {
        let history = history();
        let told: Vec<_> = history
            .changes()
            .iter()
            .map(|change| (change.what, change.release.archive_name(), change.item_name))
            .collect();
        assert_eq!(
            told,
            [
                (What::Published, "a.zip", "ODS & more"),
                (What::Published, "b.zip", "dm+d"),
                (What::Withdrawn, "a.zip", "ODS & more"),
            ]
        );
    }
}
