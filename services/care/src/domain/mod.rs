//! The rules of care, without I/O: what requests say, and what may be kept.

mod arguments;
mod draft;
mod ids;
pub(crate) mod listing;
mod times;
pub(crate) mod values;

pub use arguments::Arguments;
pub(crate) use draft::{ANONYMISED, Draft, is_anonymised};
pub(crate) use ids::user_document_id;
pub use ids::{DocumentId, NotAnId, OrganizationId};
pub(crate) use listing::Listing;

/// A document as it is on the wire, `_id` included.
pub type Document = serde_json::Map<String, serde_json::Value>;
