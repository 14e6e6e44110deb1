use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::{Attribute, CARE_ENQUIRIES, Resource, SERVICE_USERS};
use serde::Serialize;
use serde_json::json;

use crate::CareError;
use crate::domain::Document;
use crate::store::anonymising::{self, Due};
use crate::store::batches::{Changed, Key};

/// The most documents of a transaction, their parts not counted: nobody who
/// changes one of them waits for more than that.
const BATCH: i64 = 500;

/// What the audit tells instead of what is personal.
const MASK: &str = "***";

/// What the audit says why.
const REASON: &str = "anonymised";

/// How many documents were anonymised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Anonymised {
    /// Care enquiries.
    pub care_enquiries: u64,
    /// Service users.
    pub service_users: u64,
    /// What was part of them: comments, home visits, absences.
    pub parts: u64,
}

/// Removes what is personal from care enquiries that were not changed for so
/// many days, nor anything that is part of them, and from service users who were
/// deactivated so long ago, with all that is part of them; of every
/// organisation. The audit forgets it too, and what it knows of documents that
/// were deleted so long ago.
///
/// An enquiry or a service user and all its parts are anonymised at once or not
/// at all. Whoever stops it in between starts it again: it goes on with what is
/// left. What is personal cannot be written again to what is anonymised.
pub async fn anonymise(
    connection: &mut AsyncPgConnection,
    older_than_days: u32,
) -> Result<Anonymised, CareError> {
    let before = days_ago(older_than_days);
    let enquiries = all(connection, &CARE_ENQUIRIES, Due::Unchanged, before).await?;
    let people = all(connection, &SERVICE_USERS, Due::Since("deactivated"), before).await?;
    for resource in resources::ALL {
        let mask = mask(resource);
        if !mask.is_empty() {
            forget_deleted(connection, resource, &mask, before).await?;
        }
    }
    Ok(Anonymised {
        care_enquiries: enquiries.wholes,
        service_users: people.wholes,
        parts: enquiries.parts + people.parts,
    })
}

/// What came of a resource, or of some of it.
#[derive(Default)]
struct Count {
    wholes: u64,
    parts: u64,
}

/// Not before there were computers: what is longer ago is no time to PostgreSQL.
fn days_ago(days: u32) -> DateTime<Utc> {
    let time = Utc::now().checked_sub_signed(TimeDelta::days(days.into()));
    time.unwrap_or_default().max(DateTime::UNIX_EPOCH)
}

/// All that is due of a resource, a transaction for some at a time.
async fn all(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    due: Due,
    before: DateTime<Utc>,
) -> Result<Count, CareError> {
    let mut count = Count::default();
    let mut last = Some(Key { organization_id: i64::MIN, id: String::new() });
    while let Some(after) = last {
        let (mut held, some) = connection
            .transaction(async |connection| {
                anonymising::begin(connection).await?;
                let held =
                    anonymising::hold(connection, resource, due, before, &after, BATCH).await?;
                let some = batch(connection, resource, due, before, &held).await?;
                Ok::<_, CareError>((held, some))
            })
            .await?;
        count.wholes += some.wholes;
        count.parts += some.parts;
        last = held.pop();
    }
    Ok(count)
}

/// Those that are held, with their parts.
async fn batch(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    due: Due,
    before: DateTime<Utc>,
    held: &[Key],
) -> Result<Count, CareError> {
    let parts: Vec<(&'static Resource, &'static Attribute)> = resource.parts().collect();
    for &(part, attribute) in &parts {
        anonymising::hold_parts(connection, part, attribute, held).await?;
    }
    // A part may have been changed until it was held: only now is it known what is due.
    let changed = anonymising::empty(connection, resource, due, before, held).await?;
    let wholes = tell(connection, resource, &changed).await?;
    let mut count = Count { wholes: wholes.len().try_into().unwrap_or(u64::MAX), parts: 0 };
    for &(part, attribute) in &parts {
        let changed = anonymising::empty_parts(connection, part, attribute, &wholes).await?;
        let told = tell(connection, part, &changed).await?;
        count.parts += u64::try_from(told.len()).unwrap_or(u64::MAX);
    }
    Ok(count)
}

/// Tells the audit that these are anonymised, and makes it forget how they were.
async fn tell(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    changed: &[Changed],
) -> Result<Vec<Key>, CareError> {
    let mask = mask(resource);
    let keys: Vec<Key> = changed.iter().map(Changed::key).collect();
    anonymising::mask(connection, resource, &mask, &keys).await?;
    let rows = changed.iter().map(|changed| changed.audited(resource, REASON, &mask));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    audit::insert(connection, &rows).await?;
    Ok(keys)
}

/// Makes the audit forget documents that were deleted before a time.
async fn forget_deleted(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    mask: &Document,
    before: DateTime<Utc>,
) -> Result<(), CareError> {
    let mut left = true;
    while left {
        left = connection
            .transaction(async |connection| {
                anonymising::begin(connection).await?;
                let keys = anonymising::deleted(connection, resource, mask, before, BATCH).await?;
                anonymising::mask(connection, resource, mask, &keys).await?;
                Ok::<_, CareError>(!keys.is_empty())
            })
            .await?;
    }
    Ok(())
}

/// What stands in the audit for all that a resource tells of people.
pub(super) fn mask(resource: &Resource) -> Document {
    let personal = resource.attributes.iter().filter(|own| own.personal);
    personal.map(|own| (own.name.to_owned(), json!(MASK))).collect()
}

#[cfg(test)]
mod tests {
    use resources::{ABSENCES, GROUPS};

    use super::*;

    #[test]
    fn any_number_of_days_is_a_time() {
        for days in [0, 1, 365] {
            let time = days_ago(days);
            assert_eq!((Utc::now() - time).num_days(), i64::from(days));
        }
        assert_eq!(days_ago(u32::MAX), DateTime::UNIX_EPOCH);
    }

    #[test]
    fn what_is_personal_is_masked_and_nothing_else() {
        let names = |resource| mask(resource).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(&ABSENCES), ["notes"]);
        assert_eq!(names(&GROUPS), [""; 0]);
        let enquiry = mask(&CARE_ENQUIRIES);
        assert_eq!(enquiry.get("first_name"), Some(&json!("***")));
        assert_eq!(enquiry.get("service"), None);
    }
}
