//! Pages for people: one layout, one stylesheet, forms that say what is wrong,
//! and the headers that keep a page to itself. A page has no script, unless its
//! service allows it one.
//!
//! A service finds `layout.html`, `forms.html` and `parts.html` by its
//! `askama.toml`; its templates have a field `page:` [`Page`] and begin
//! `{% extends "layout.html" %}`.

mod choice;
mod counted;
mod errors;
mod form;
mod gate;
mod headers;
mod moment;
mod page;
mod paging;
mod wait;

pub use choice::Choice;
pub use counted::counted;
pub use errors::{Errors, FieldError};
pub use form::Form;
pub use gate::{Paged, gate};
pub use headers::see_other;
pub use moment::Moment;
pub use page::Page;
pub use paging::Paging;
pub use wait::wait;
