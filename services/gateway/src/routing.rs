//! Which service answers a path: one table, no I/O.

use std::iter::once;
use std::sync::LazyLock;

/// The most bytes a request body may have.
const BODY_LIMIT: u64 = 1024 * 1024;

/// The same of datasets, whose bodies hold whole pick lists.
const DATASETS_BODY_LIMIT: u64 = 10 * BODY_LIMIT;

/// The same of releases, where an archive comes in one request. Whatever else
/// it is sent, it limits by itself.
const RELEASES_BODY_LIMIT: u64 = 4 * 1024 * 1024 * 1024;

/// A service behind the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Service {
    Accounts,
    Reference,
    Rota,
    Datasets,
    Releases,
    Care,
}

impl Service {
    pub(crate) const ALL: [Self; 6] =
        [Self::Accounts, Self::Reference, Self::Rota, Self::Datasets, Self::Releases, Self::Care];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Reference => "reference",
            Self::Rota => "rota",
            Self::Datasets => "datasets",
            Self::Releases => "releases",
            Self::Care => "care",
        }
    }

    /// The most bytes a request body may have.
    pub(crate) fn body_limit(self) -> u64 {
        match self {
            Self::Accounts | Self::Reference | Self::Rota | Self::Care => BODY_LIMIT,
            Self::Datasets => DATASETS_BODY_LIMIT,
            Self::Releases => RELEASES_BODY_LIMIT,
        }
    }
}

/// Prefixes and their services, but for those of [`CARE_API`]. A prefix holds
/// with and without a final slash.
const TABLE: [(&str, Service); 51] = [
    ("/accounts", Service::Accounts),
    ("/api/token", Service::Accounts),
    ("/.well-known/jwks.json", Service::Accounts),
    ("/api/v1/audit/accounts", Service::Accounts),
    ("/api/v1/practices", Service::Reference),
    ("/api/v1/pcns", Service::Reference),
    ("/api/v1/list-sizes", Service::Reference),
    ("/api/v1/gp-appointments", Service::Reference),
    ("/api/v1/qof", Service::Reference),
    ("/api/v1/nwrs", Service::Reference),
    ("/api/v1/nhs-payments", Service::Reference),
    ("/api/v1/reference", Service::Reference),
    ("/api/v1/clinicians", Service::Rota),
    ("/api/v1/working-terms", Service::Rota),
    ("/api/v1/shifts", Service::Rota),
    ("/api/v1/leave-requests", Service::Rota),
    ("/api/v1/alerts", Service::Rota),
    ("/api/v1/calculations", Service::Rota),
    ("/api/v1/rota", Service::Rota),
    ("/api/v1/rebalance", Service::Rota),
    ("/api/v1/statistics", Service::Rota),
    ("/api/v1/availability", Service::Rota),
    ("/api/v1/calendar-data", Service::Rota),
    ("/api/clinicians", Service::Rota),
    ("/api/working-terms", Service::Rota),
    ("/api/shifts", Service::Rota),
    ("/api/leave-requests", Service::Rota),
    ("/api/alerts", Service::Rota),
    ("/api/calculations", Service::Rota),
    ("/api/rota", Service::Rota),
    ("/api/rebalance", Service::Rota),
    ("/api/statistics", Service::Rota),
    ("/api/availability", Service::Rota),
    ("/api/calendar-data", Service::Rota),
    ("/leave-booking", Service::Rota),
    ("/rota", Service::Rota),
    ("/admin/rota", Service::Rota),
    ("/reports", Service::Rota),
    ("/api/ext/reports", Service::Rota),
    ("/api/v1/audit/rota", Service::Rota),
    ("/api/v1/datasets", Service::Datasets),
    ("/api/datasets", Service::Datasets),
    ("/datasets", Service::Datasets),
    ("/api/v1/audit/datasets", Service::Datasets),
    ("/trud", Service::Releases),
    ("/download", Service::Releases),
    ("/api/v1/releases", Service::Releases),
    ("/releases", Service::Releases),
    ("/api/v1/audit/releases", Service::Releases),
    ("/care", Service::Care),
    ("/api/v1/audit/care", Service::Care),
];

/// Where programs find care: all of `/v1`, as the published clients have it,
/// and each of its resources beside those of other services.
pub(crate) static CARE_API: LazyLock<Vec<String>> = LazyLock::new(|| {
    let resources = resources::ALL.iter().map(|resource| format!("/api/v1/{}", resource.name));
    once("/v1".to_owned()).chain(resources).collect()
});

/// Every prefix and its service.
fn table() -> impl Iterator<Item = (&'static str, Service)> {
    let care = CARE_API.iter().map(|prefix| (prefix.as_str(), Service::Care));
    TABLE.into_iter().chain(care)
}

/// The prefix that `path`, as the client sent it, lies below, and its
/// service. Slashes repeated at the start count as one.
pub(crate) fn route(path: &str) -> Option<(&'static str, Service)> {
    let path = single_slash(path);
    table().find(|(prefix, _)| is_below(path, prefix))
}

/// Whether `path` is `prefix` or lies below it.
pub(crate) fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) fn single_slash(path: &str) -> &str {
    let rest = path.trim_start_matches('/');
    // One slash back, where there was any.
    path.get((path.len() - rest.len()).saturating_sub(1)..).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prefixes_hold_whole_segments_only() {
        for (path, service) in [
            ("/api/v1/practices/", Some(Service::Reference)),
            ("/api/v1/practices", Some(Service::Reference)),
            ("/api/v1/practices/A81001/population/", Some(Service::Reference)),
            ("//api/v1/practices/", Some(Service::Reference)),
            ("/api/v1/practicesx/", None),
            ("/api/v1/", None),
            ("/api/v1/unknown/", None),
            ("/api//v1/practices/", None),
            ("/API/v1/practices/", None),
            ("/api/token", Some(Service::Accounts)),
            ("/api/token/refresh", Some(Service::Accounts)),
            ("/accounts/login/", Some(Service::Accounts)),
            ("/.well-known/jwks.json", Some(Service::Accounts)),
            ("/api/v1/audit/accounts/", Some(Service::Accounts)),
            ("/api/v1/audit/accounts", Some(Service::Accounts)),
            ("/api/v1/audit/rota/", Some(Service::Rota)),
            ("/api/v1/audit/", None),
            ("/api/clinicians/7/stats/", Some(Service::Rota)),
            ("/api/v1/clinicians/7/stats/", Some(Service::Rota)),
            ("/api/rota/generate/", Some(Service::Rota)),
            ("/api/calendar-data/", Some(Service::Rota)),
            ("/api/clinicians-of-others/", None),
            ("/api/practices/", None),
            ("/api/ext/reports/monday-balance/", Some(Service::Rota)),
            ("/api/ext/", None),
            ("/rota/", Some(Service::Rota)),
            ("/admin/rota/", Some(Service::Rota)),
            ("/admin/", None),
            ("/leave-booking/submit/", Some(Service::Rota)),
            ("/reports/monday-balance/", Some(Service::Rota)),
            ("/api/v1/datasets/", Some(Service::Datasets)),
            ("/api/v1/datasets/smoking_status_code/publish/", Some(Service::Datasets)),
            ("/api/datasets/available-tags/", Some(Service::Datasets)),
            ("/api/datasets", Some(Service::Datasets)),
            ("/datasets/lists/smoking_status_code/", Some(Service::Datasets)),
            ("/api/v1/audit/datasets/", Some(Service::Datasets)),
            ("/api/datasets-v2/", None),
            ("/trud/api/v1/keys/deadc0de/items/1/releases", Some(Service::Releases)),
            ("//trud/api/v1/keys/deadc0de/items/1/releases", Some(Service::Releases)),
            ("/trud3/api/v1/keys/deadc0de/items/1/releases", None),
            ("/download/api/v1/keys/deadc0de/content/items/1/a.zip", Some(Service::Releases)),
            ("/downloads/", None),
            ("/api/v1/releases/items/1/releases", Some(Service::Releases)),
            ("/api/v1/releases/keys/deadc0de/items/1/releases", Some(Service::Releases)),
            ("/api/v1/releases", Some(Service::Releases)),
            ("/api/v1/reference/releases/", Some(Service::Reference)),
            ("/api/releases/items/1/releases", None),
            ("/releases/items/1/", Some(Service::Releases)),
            ("/api/v1/audit/releases/", Some(Service::Releases)),
            ("/v1", Some(Service::Care)),
            ("/v1/", Some(Service::Care)),
            ("/v1/care-enquiries", Some(Service::Care)),
            ("//v1/care-enquiries", Some(Service::Care)),
            ("/v1/care-enquiries/0123456789abcdef01234567/", Some(Service::Care)),
            ("/v1/unknown", Some(Service::Care)),
            ("/v10/care-enquiries", None),
            ("/api/v1/care-enquiries", Some(Service::Care)),
            ("/api/v1/care-enquiries/", Some(Service::Care)),
            ("/api/v1/home-visits/0123456789abcdef01234567", Some(Service::Care)),
            ("/api/v1/care-enquiries-of-others", None),
            ("/api/v1/rooms", None),
            ("/api/care-enquiries", None),
            ("/api/v1/audit/care/", Some(Service::Care)),
            ("/care", Some(Service::Care)),
            ("/care/enquiries/0123456789abcdef01234567/comments/", Some(Service::Care)),
            ("/careers/", None),
            ("/api/", None),
            ("/api/v2/", None),
            ("/api/v2/clinicians/", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(route(path).map(|(_, service)| service), service, "{path}");
        }
    }

    #[test]
    fn most_of_rota_is_with_and_without_a_version() {
        let below = |root: &str| -> Vec<&str> {
            let rota = TABLE.iter().filter(|(_, service)| *service == Service::Rota);
            let names = rota.filter_map(|(prefix, _)| prefix.strip_prefix(root));
            names.filter(|name| !name.contains('/')).collect()
        };
        assert_eq!(below("/api/"), below("/api/v1/"));
        assert_eq!(below("/api/").len(), 11);
    }

    #[test]
    fn every_resource_of_care_has_an_address() {
        for resource in resources::ALL {
            for path in [format!("/api/v1/{}", resource.name), format!("/v1/{}/", resource.name)] {
                assert_eq!(route(&path).map(|(_, service)| service), Some(Service::Care), "{path}");
            }
        }
    }

    #[test]
    fn bodies_of_datasets_and_releases_alone_may_be_large() {
        for service in Service::ALL {
            let expected = match service {
                Service::Datasets => 10 << 20,
                Service::Releases => 4 << 30,
                _ => 1 << 20,
            };
            assert_eq!(service.body_limit(), expected, "{}", service.name());
        }
    }

    #[test]
    fn no_prefix_lies_below_another() {
        for (prefix, _) in table() {
            let owners = table().filter(|(other, _)| is_below(prefix, other));
            assert_eq!(owners.count(), 1, "{prefix}");
        }
    }

    proptest! {
        #[test]
        fn a_path_lies_below_its_prefix(
            path in "/{0,2}((api|v1|v2|accounts|trud|care|[a-z-]{1,12}|[ -~]{0,6})/?){0,4}",
        ) {
            if let Some((prefix, _)) = route(&path) {
                let rest = path.trim_start_matches('/').strip_prefix(&prefix[1..]);
                prop_assert!(path.starts_with('/'));
                prop_assert!(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
            }
        }
    }
}
