//! Where somebody stands with an item: whether they may download, and why not.

use ::pages::Moment;

use super::words;
use crate::domain::SubscriptionState;
use crate::store::subscriptions::SubscriptionRow;

/// What can be done about a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) label: &'static str,
    /// Which page of the item it is done on.
    pub(super) page: &'static str,
}

impl Action {
    /// From where a subscription is; none where there never was one.
    pub(super) fn of(state: Option<SubscriptionState>) -> Self {
        let (label, page) = match state {
            None => ("Subscribe", "subscribe/"),
            Some(SubscriptionState::Pending) => ("Take the request back", "unsubscribe/"),
            Some(SubscriptionState::Accepted) => ("Unsubscribe", "unsubscribe/"),
            Some(SubscriptionState::Rejected) => ("Ask again", "subscribe/"),
            Some(SubscriptionState::Ended) => ("Subscribe again", "subscribe/"),
        };
        Self { label, page }
    }
}

/// Where somebody who signed in stands with an item.
pub(super) struct Standing {
    /// In a few words.
    pub(super) state: &'static str,
    /// In a sentence that says why nothing can be downloaded, where that is so.
    pub(super) told: String,
    pub(super) action: Action,
}

impl From<Option<&SubscriptionRow>> for Standing {
    fn from(row: Option<&SubscriptionRow>) -> Self {
        let state = row.map(|row| row.state);
        let told = row.map_or_else(
            || "You are not subscribed, so you cannot download anything yet.".to_owned(),
            told,
        );
        Self { state: words::state(state), told, action: Action::of(state) }
    }
}

fn told(row: &SubscriptionRow) -> String {
    let asked = Moment::from(row.requested_at);
    let since = row.decided_at.map_or(asked, Moment::from);
    match row.state {
        SubscriptionState::Pending => format!(
            "You asked on {asked}. You cannot download anything until the people who run this \
             platform have approved it."
        ),
        SubscriptionState::Accepted => format!("You have been subscribed since {since}."),
        SubscriptionState::Rejected => {
            format!("Your request was turned down on {since}, so you cannot download anything.")
        }
        SubscriptionState::Ended => {
            format!("Your subscription ended on {since}, so you cannot download anything any more.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ItemId, SubscriptionId};

    #[test]
    fn everybody_is_told_why_nothing_can_be_downloaded() {
        let row = |state: SubscriptionState| SubscriptionRow {
            id: SubscriptionId(1),
            user_id: 3,
            item_id: ItemId(58),
            state,
            requested_at: "2026-11-01T09:00:00Z".parse().unwrap(),
            decided_at: (state != SubscriptionState::Pending)
                .then(|| "2026-11-02T10:30:00Z".parse().unwrap()),
        };
        for (state, words, page) in [
            (None, "not subscribed", "subscribe/"),
            (Some(SubscriptionState::Pending), "asked on 1 November 2026, 09:00", "unsubscribe/"),
            (Some(SubscriptionState::Rejected), "down on 2 November 2026, 10:30", "subscribe/"),
            (Some(SubscriptionState::Ended), "ended on 2 November 2026, 10:30", "subscribe/"),
        ] {
            let standing = Standing::from(state.map(row).as_ref());
            assert!(standing.told.contains(words), "{}", standing.told);
            assert!(standing.told.contains("cannot download"), "{}", standing.told);
            assert_eq!(standing.action.page, page, "{state:?}");
        }
        let standing = Standing::from(Some(&row(SubscriptionState::Accepted)));
        assert_eq!(standing.told, "You have been subscribed since 2 November 2026, 10:30 UTC.");
        assert_eq!(standing.action.page, "unsubscribe/");
    }
}
