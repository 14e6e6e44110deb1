//! What is kept. The SQL is made from the descriptions of the resources: names
//! of tables and columns come from there alone, and values are always bound.
//! Whoever calls these functions owns the transaction.

pub(crate) mod anonymising;
pub(crate) mod batches;
pub(crate) mod completing;
pub(crate) mod documents;
mod lists;
pub(crate) mod organizations;
pub(crate) mod references;
mod shape;
mod statement;

pub(crate) use documents::find;
pub(crate) use lists::list;

use crate::Members;
use crate::domain::OrganizationId;

/// Where the documents of a resource are.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// In its table: those of this account.
    Table(OrganizationId),
    /// In accounts, which has told them.
    Members(Members),
}
