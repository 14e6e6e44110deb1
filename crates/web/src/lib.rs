//! The REST conventions every service follows: errors, query parameters,
//! pages, content negotiation, conditional requests, trailing slashes, the
//! request log and the OpenAPI document. One service's API reads like another's
//! because the conventions live here and nowhere else.

mod body;
mod check;
mod client;
mod conditional;
mod endpoint;
mod error;
mod fields;
mod format;
mod gate;
pub mod openapi;
mod page;
mod parameters;
mod query;
mod request_log;
mod routes;
mod shallow;
mod trace;

pub use body::Body;
pub use client::{FORM, Site, client_address, is_form, media_type, setting};
pub use conditional::{is_held, tagged};
pub use endpoint::Endpoint;
pub use error::{ApiError, ErrorShape, FieldErrors};
pub use fields::{AnyPk, Choice, Field, Fields, Note, Pk, Text, kind};
pub use format::Format;
pub use gate::{Gate, Passage, WholeBody};
pub use page::{Page, PageRequest};
pub use parameters::{Day, Integer, Storable, Word, stamp};
pub use query::{MAX_LIST, Query};
pub use request_log::{CallerLabel, RequestContext, RouteLabel, log_requests};
pub use routes::Routes;
pub use shallow::Shallow;
pub use trace::{asked, outbound_trace, question, traceparent};

#[doc(hidden)]
pub use pastey;

/// Pairs a handler with the documentation `#[utoipa::path]` made for it, so
/// that a route cannot be registered without being documented.
#[macro_export]
macro_rules! endpoint {
    ($module:ident :: $handler:ident) => {
        $crate::pastey::paste! {
            $crate::Endpoint::new($module::[<__path_ $handler>], $module::$handler)
        }
    };
}
