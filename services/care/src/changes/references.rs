//! What a draft refers to must be in the same account.

use diesel_async::AsyncPgConnection;
use resources::{Attribute, Initially, Kind, Resource};
use web::FieldErrors;

use super::read;
use crate::domain::{ANONYMISED, Document, DocumentId, Draft, OrganizationId, is_anonymised};
use crate::store::references::find;
use crate::{CareError, Members};

/// How many documents are within each other at most.
const DEEPEST: usize = 100;

/// The documents that a draft is part of.
pub(super) type Wholes = Vec<Document>;

/// Looks up everything that a draft refers to, and keeps it from being deleted
/// until the transaction ends. Names every reference to what the account does
/// not have; whether another has it makes no difference.
pub(super) async fn check(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
    members: &Members,
    resource: &'static Resource,
    draft: &Draft,
) -> Result<Wholes, CareError> {
    let (mut wholes, mut errors) = (Wholes::new(), FieldErrors::new());
    for attribute in resource.attributes {
        let Some(target) = attribute.kind.target() else { continue };
        for id in draft.ids(attribute) {
            let mut message = format!("There is no such {}.", wanted(attribute, target));
            let good = if matches!(attribute.kind, Kind::User) {
                members.has(id)
            } else {
                let found = find(connection, organization, target, attribute.kind, id).await?;
                let found = found.as_deref().map(read).transpose()?;
                let closed = attribute.part && found.as_ref().is_some_and(is_anonymised);
                if closed {
                    message = ANONYMISED.to_owned();
                }
                let good = found.is_some() && !closed;
                wholes.extend(found.filter(|_| attribute.part));
                good
            };
            if !good {
                errors.entry(attribute.name.to_owned()).or_default().push(message);
            }
        }
    }
    if errors.is_empty() { Ok(wholes) } else { Err(CareError::Invalid(errors)) }
}

/// Refuses a document that would be within itself, by whatever it refers to of its kind.
pub(super) async fn check_ring(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
    resource: &'static Resource,
    id: &DocumentId,
    draft: &Draft,
) -> Result<(), CareError> {
    let own = |kind| matches!(kind, Kind::Reference(target) if target.name == resource.name);
    for attribute in resource.attributes.iter().filter(|attribute| own(attribute.kind)) {
        let mut above = draft.ids(attribute).first().map(|id| (*id).to_owned());
        // A ring that was there before is not walked for ever.
        for _ in 0..DEEPEST {
            let Some(next) = above else { break };
            if next == id.as_str() {
                let message =
                    format!("This would be within itself: choose another {}.", resource.one);
                return Err(CareError::invalid(attribute.name, message));
            }
            let found = find(connection, organization, resource, attribute.kind, &next).await?;
            let found = found.as_deref().map(read).transpose()?;
            let value = found.and_then(|found| found.get(attribute.name).cloned());
            above = value.and_then(|value| value.as_str().map(str::to_owned));
        }
    }
    Ok(())
}

/// Fills what nothing is said of from what the document is part of.
pub(super) fn inherit(resource: &'static Resource, draft: &mut Draft, wholes: &Wholes) {
    for attribute in resource.attributes {
        if !matches!(attribute.initially, Initially::OfWhole) || draft.get(attribute.name).is_some()
        {
            continue;
        }
        let mut inherited = wholes.iter().filter_map(|whole| whole.get(attribute.name));
        if let Some(value) = inherited.find(|value| !value.is_null()) {
            draft.put(attribute, value.clone());
        }
    }
}

fn wanted(attribute: &Attribute, target: &Resource) -> String {
    match attribute.kind {
        Kind::Group(group_type) | Kind::Groups(group_type) => {
            format!("{} of type {group_type}", target.one)
        }
        _ => target.one.to_owned(),
    }
}
