//! What fuzz targets need to see, and nobody else.

use crate::routing::route;

/// The prefix that a path, as the client sent it, lies below.
pub fn prefix(path: &str) -> Option<&'static str> {
    route(path).map(|(prefix, _)| prefix)
}
