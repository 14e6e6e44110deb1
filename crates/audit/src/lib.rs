//! Who changed what of a service, and how it was before: rows of the table
//! `audit` in its database, which are only ever added, and the endpoint that
//! lists them. The service's migrations make the table, with the columns
//! `id`, `organization_id`, `entity_type`, `entity_id`, `action`, `user_id`,
//! `timestamp`, `previous_state`, `new_state` and `reason`.

mod respond;
mod rows;
mod schema;

pub use respond::{Entry, Person, respond};
pub use rows::{Action, NewRow, insert};
