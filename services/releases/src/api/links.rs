//! Addresses in answers: absolute, and with the key where the caller had it.

use actix_web::HttpRequest;
use web::{ApiError, Site};

use crate::domain::ItemId;
use crate::domain::names::segment;

/// Where a request found the API, which decides where its answer points. A key
/// is told as it was sent, percent-encoded or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Root {
    /// As TRUD has it.
    Trud {
        /// The segment with the key.
        key: String,
    },
    /// Below our own prefix, with the key in the path.
    Path {
        /// The segment with the key.
        key: String,
    },
    /// Below our own prefix, with the key in a header.
    Bearer,
}

impl Root {
    fn of(request: &HttpRequest) -> Self {
        Self::read(&request.match_pattern().unwrap_or_default(), request.path())
    }

    /// That of a path that matched this pattern of a route.
    fn read(pattern: &str, path: &str) -> Self {
        let mut segments = pattern.split('/').zip(path.split('/'));
        match segments.find(|(name, _)| *name == "{key}").map(|(_, key)| key.to_owned()) {
            Some(key) if pattern.starts_with("/api/v1/releases/") => Self::Path { key },
            Some(key) => Self::Trud { key },
            None => Self::Bearer,
        }
    }

    /// The path of the list of an item's releases.
    fn list(&self, item: ItemId) -> String {
        match self {
            Self::Trud { key } => format!("/trud/api/v1/keys/{key}/items/{item}/releases"),
            Self::Path { key } => format!("/api/v1/releases/keys/{key}/items/{item}/releases"),
            Self::Bearer => format!("/api/v1/releases/items/{item}/releases"),
        }
    }

    /// The path of a file of an item.
    fn file(&self, item: ItemId, name: &str) -> String {
        let name = segment(name);
        match self {
            Self::Trud { key } => {
                format!("/download/api/v1/keys/{key}/content/items/{item}/{name}")
            }
            Self::Path { key } => {
                format!("/api/v1/releases/keys/{key}/content/items/{item}/{name}")
            }
            Self::Bearer => format!("/api/v1/releases/items/{item}/content/{name}"),
        }
    }

    /// The path of a public key.
    fn public_key(&self, name: &str) -> String {
        let name = segment(name);
        match self {
            Self::Trud { key } => format!("/download/api/v1/keys/{key}/content/public-keys/{name}"),
            Self::Path { key } => format!("/api/v1/releases/keys/{key}/content/public-keys/{name}"),
            Self::Bearer => format!("/api/v1/releases/public-keys/{name}"),
        }
    }

    /// The path of all changes, which TRUD has not.
    fn changes(&self) -> String {
        match self {
            Self::Trud { key } | Self::Path { key } => {
                format!("/api/v1/releases/keys/{key}/changes")
            }
            Self::Bearer => "/api/v1/releases/changes".to_owned(),
        }
    }
}

/// Absolute addresses below a root.
pub(super) struct Links<'a> {
    site: &'a Site,
    root: Root,
}

impl<'a> Links<'a> {
    /// Below the root that a request came to.
    pub(super) fn of(request: &'a HttpRequest) -> Result<Self, ApiError> {
        Ok(Self { site: Site::of(request)?, root: Root::of(request) })
    }

    /// The host that people know the site by.
    pub(super) fn host(&self) -> &str {
        self.site.public_url.host_str().unwrap_or_default()
    }

    /// The page of all items.
    pub(super) fn pages(&self) -> String {
        self.site.link("/releases/")
    }

    /// The page of an item.
    pub(super) fn page(&self, item: ItemId) -> String {
        self.site.link(&format!("/releases/items/{item}/"))
    }

    /// The list of an item's releases.
    pub(super) fn list(&self, item: ItemId) -> String {
        self.site.link(&self.root.list(item))
    }

    /// A file of an item.
    pub(super) fn file(&self, item: ItemId, name: &str) -> String {
        self.site.link(&self.root.file(item, name))
    }

    /// A public key.
    pub(super) fn public_key(&self, name: &str) -> String {
        self.site.link(&self.root.public_key(name))
    }

    /// What changed after a time, or ever.
    pub(super) fn changes(&self, since: Option<&str>) -> String {
        let query = since.map(|since| format!("?since={since}")).unwrap_or_default();
        self.site.link(&format!("{}{query}", self.root.changes()))
    }

    /// The feed, where there is no key in its address.
    pub(super) fn open_feed(&self) -> Option<String> {
        (self.root == Root::Bearer).then(|| self.site.link("/api/v1/releases/feed"))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Links of a site below a root.
    pub(in crate::api) fn links(site: &Site, root: Root) -> Links<'_> {
        Links { site, root }
    }

    /// A site.
    pub(in crate::api) fn site() -> Site {
        let public_url = "https://almanac.test/".parse().unwrap();
        Site { public_url, trusted_proxies: Vec::new() }
    }

    fn trud(key: &str) -> Root {
        Root::Trud { key: key.to_owned() }
    }

    fn path(key: &str) -> Root {
        Root::Path { key: key.to_owned() }
    }

    #[test]
    fn the_root_is_where_the_request_came_to() {
        for (pattern, asked, expected) in [
            (
                "/trud/api/v1/keys/{key}/items/{item}/releases",
                "/trud/api/v1/keys/deadc0de/items/58/releases",
                trud("deadc0de"),
            ),
            (
                "/trud/api/v1/keys/{key}/items/{item}/releases",
                "/%74rud/api/v1/keys/%64eadc0de/items/5%38/releases",
                trud("%64eadc0de"),
            ),
            (
                "/api/v1/releases/keys/{key}/items/{item}/releases",
                "/api/v1/releases/keys/deadc0de/items/58/releases",
                path("deadc0de"),
            ),
            (
                "/api/v1/releases/keys/{key}/changes",
                "/api/v1/releases/keys/deadc0de/changes",
                path("deadc0de"),
            ),
            (
                "/api/v1/releases/items/{item}/releases",
                "/api/v1/releases/items/58/releases",
                Root::Bearer,
            ),
            ("", "/api/v1/releases/items", Root::Bearer),
        ] {
            assert_eq!(Root::read(pattern, asked), expected, "{asked}");
        }
    }

    #[test]
    fn addresses_stay_below_their_root() {
        let (site, item) = (site(), ItemId(58));
        for (root, list, file, key, changes) in [
            (
                trud("deadc0de"),
                "/trud/api/v1/keys/deadc0de/items/58/releases",
                "/download/api/v1/keys/deadc0de/content/items/58/a%20b.zip",
                "/download/api/v1/keys/deadc0de/content/public-keys/k.pgp",
                "/api/v1/releases/keys/deadc0de/changes",
            ),
            (
                path("%64eadc0de"),
                "/api/v1/releases/keys/%64eadc0de/items/58/releases",
                "/api/v1/releases/keys/%64eadc0de/content/items/58/a%20b.zip",
                "/api/v1/releases/keys/%64eadc0de/content/public-keys/k.pgp",
                "/api/v1/releases/keys/%64eadc0de/changes",
            ),
            (
                Root::Bearer,
                "/api/v1/releases/items/58/releases",
                "/api/v1/releases/items/58/content/a%20b.zip",
                "/api/v1/releases/public-keys/k.pgp",
                "/api/v1/releases/changes",
            ),
        ] {
            let links = links(&site, root);
            let absolute = |path: &str| format!("https://almanac.test{path}");
            assert_eq!(links.list(item), absolute(list));
            assert_eq!(links.file(item, "a b.zip"), absolute(file));
            assert_eq!(links.public_key("k.pgp"), absolute(key));
            assert_eq!(links.changes(None), absolute(changes));
            let since = format!("{}?since=2025-05-01", absolute(changes));
            assert_eq!(links.changes(Some("2025-05-01")), since);
        }
    }

    #[test]
    fn the_address_of_a_feed_has_no_key() {
        let site = site();
        assert_eq!(links(&site, trud("deadc0de")).open_feed(), None);
        assert_eq!(links(&site, path("deadc0de")).open_feed(), None);
        let open = "https://almanac.test/api/v1/releases/feed".to_owned();
        assert_eq!(links(&site, Root::Bearer).open_feed(), Some(open));
    }
}
