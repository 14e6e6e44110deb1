//! The lists of figures, with what each of them wants and what it refuses.

use access::Scope;

/// A list, the scope it needs, and its parameters, each with a wrong value.
pub(super) struct List {
    pub(super) path: &'static str,
    pub(super) scope: Scope,
    /// One of these must be given; none where all may be absent.
    pub(super) unlocking: &'static [&'static str],
    pub(super) wrong: &'static [(&'static str, &'static str)],
}

pub(super) const LISTS: [List; 9] = [
    List {
        path: "/api/v1/gp-appointments/",
        scope: Scope::GpAppointments,
        unlocking: &["practice", "month", "pcn", "sub_icb", "supplier"],
        wrong: &[
            ("practice", "Z0-001"),
            ("month", "2026-01-15"),
            ("pcn", "U1"),
            ("sub_icb", "!"),
            ("supplier", "/"),
            ("icb", "Q%2F1"),
            ("region", "TOOLONGACODE"),
            ("level", "ward"),
            ("geography", "old"),
        ],
    },
    List { path: "/api/v1/qof/years/", scope: Scope::Qof, unlocking: &[], wrong: &[] },
    List {
        path: "/api/v1/qof/indicators/",
        scope: Scope::Qof,
        unlocking: &[],
        wrong: &[("year", "2025/27"), ("indicator", "D"), ("active", "maybe")],
    },
    List {
        path: "/api/v1/qof/achievement/",
        scope: Scope::Qof,
        unlocking: &["year", "practice"],
        wrong: &[
            ("year", "2025-26"),
            ("practice", "ab"),
            ("indicator", "DM_020"),
            ("pcn", "-"),
            ("sub_icb", "1"),
            ("icb", "Q."),
            ("region", "Y%2056"),
        ],
    },
    List {
        path: "/api/v1/qof/prevalence/",
        scope: Scope::Qof,
        unlocking: &["year", "practice"],
        wrong: &[
            ("year", "2025"),
            ("practice", "TOOLONGACODE"),
            ("indicator", "TOOLONGACODE"),
            ("pcn", "-"),
            ("sub_icb", "1"),
            ("icb", "Q."),
            ("region", "Y%2056"),
            ("level", "nation"),
            ("geography", "past"),
        ],
    },
    List {
        path: "/api/v1/qof/prevalence/national/",
        scope: Scope::Qof,
        unlocking: &[],
        wrong: &[("year", "25/26"), ("indicator", "!")],
    },
    List { path: "/api/v1/nwrs/snapshots/", scope: Scope::Nwrs, unlocking: &[], wrong: &[] },
    List {
        path: "/api/v1/nhs-payments/practices/",
        scope: Scope::NhsPayments,
        unlocking: &["year", "practice", "pcn", "sub_icb", "region"],
        wrong: &[
            ("year", "2025/2026"),
            ("practice", "A%20B%20C"),
            ("pcn", "U"),
            ("sub_icb", "16"),
            ("region", "Y"),
            ("contract_type", "G_M_S"),
        ],
    },
    List {
        path: "/api/v1/nhs-payments/pcns/",
        scope: Scope::NhsPayments,
        unlocking: &["pcn", "year", "icb"],
        wrong: &[
            ("pcn", "U!9901"),
            ("year", "this"),
            ("icb", "Q"),
            ("sub_icb", "?"),
            ("region", "Y"),
        ],
    },
];

/// The one list that wants a certain parameter, and says so under its name.
pub(super) const NWRS: &str = "/api/v1/nwrs/";

pub(super) const NWRS_WRONG: [(&str, &str); 9] = [
    ("snapshot", "2026-01"),
    ("practice", "ab"),
    ("pcn", "U-9901"),
    ("sub_icb", "9"),
    ("icb", "Q%2F1"),
    ("region", "*"),
    ("level", "ward"),
    ("geography", "old"),
    ("roles", "maybe"),
];

/// What every list refuses.
pub(super) const ANYWHERE: [(&str, &str); 2] = [("as_of", "yesterday"), ("fields", "salary")];

/// Every list and its parameters with wrong values.
pub(super) fn lists() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let gated = LISTS.iter().map(|list| (list.path, list.wrong.to_vec()));
    gated.chain([(NWRS, NWRS_WRONG.to_vec())]).collect()
}
