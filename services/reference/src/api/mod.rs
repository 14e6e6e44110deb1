//! Handlers: one module per resource, and what their lists have in common.

pub mod export;
pub mod practices;
