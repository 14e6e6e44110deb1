//! The API cookbook, line by line: as it is printed, with codes that nobody
//! has, and again with codes of the demo.

use std::collections::BTreeSet;

use end_to_end::{Platform, column, header};
use serde_json::{Value, json};

/// What a line answers: so many rows, or another status.
#[derive(Clone, Copy)]
enum Answer {
    Rows(usize),
    Status(u16),
}

use Answer::{Rows, Status};

/// The lines as printed, each with what it answers, and with what it answers
/// once `A12345`, `U12345` and `example` are replaced by what the demo has.
const LINES: [(&str, Answer, usize); 14] = [
    ("/api/v1/practices/?search=elm", Rows(7), 7),
    ("/api/v1/practices/?search=elm&page_size=25&page=1", Rows(7), 7),
    ("/api/v1/practices/?search=A12345", Rows(0), 1),
    ("/api/v1/pcns/?search=example", Rows(1), 1),
    ("/api/v1/practices/A12345/population/", Status(404), 2),
    ("/api/v1/gp-appointments/?practice=A12345&month=2026-01-01", Rows(0), 1),
    ("/api/v1/qof/years/", Rows(2), 2),
    ("/api/v1/qof/indicators/?year=2025/26", Rows(70), 70),
    ("/api/v1/qof/achievement/?practice=A12345&year=2025/26", Rows(0), 70),
    ("/api/v1/qof/prevalence/?practice=A12345&year=2025/26", Rows(0), 21),
    ("/api/v1/nwrs/snapshots/", Rows(2), 2),
    ("/api/v1/nwrs/?snapshot=2026-01-31&practice=A12345", Rows(0), 1),
    ("/api/v1/nhs-payments/practices/?practice=A12345&year=2025/26", Rows(0), 1),
    ("/api/v1/nhs-payments/pcns/?pcn=U12345&year=2025/26", Rows(0), 1),
];

/// The pages the cookbook begins with.
const PUBLIC: [&str; 4] = ["/api/v1/", "/api/docs/", "/api/redoc/", "/api/schema/"];

fn with_demo_codes(line: &str) -> String {
    line.replace("A12345", "Z00001").replace("U12345", "U99901")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_answers_as_documented() {
    let (platform, key) = Platform::demo().await;
    for (line, printed, _) in LINES {
        let response = platform.get_as(&key, line).await;
        let status = match printed {
            Rows(_) => 200,
            Status(status) => status,
        };
        assert_eq!(response.status(), status, "{line}");
        assert_eq!(header(&response, "content-type"), Some("application/json"), "{line}");
        let body: Value = response.json().await.unwrap();
        match printed {
            Rows(count) => {
                let rows = body["results"].as_array().unwrap().len();
                assert_eq!((&body["count"], rows), (&json!(count), count), "{line}");
                assert_eq!((&body["next"], &body["previous"]), (&Value::Null, &Value::Null));
            }
            Status(_) => assert!(body["detail"].is_string(), "{line}: {body}"),
        }
    }
    // Every list of the cookbook is in the index.
    let index: Value = platform.get("/api/v1/").await.json().await.unwrap();
    for (line, ..) in LINES.iter().filter(|(line, ..)| !line.contains("/population/")) {
        let path = line.split('?').next().unwrap();
        let name = path.strip_prefix("/api/v1/").unwrap().trim_end_matches('/');
        let link = format!("{}{path}", platform.url());
        assert_eq!(index["endpoints"][name], link, "{name}");
    }
    for path in PUBLIC {
        assert_eq!(platform.get(path).await.status(), 200, "{path} needs no key");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_has_content_with_codes_of_the_demo() {
    let (platform, key) = Platform::demo().await;
    for (line, _, count) in LINES {
        let path = with_demo_codes(line);
        let rows = platform.rows_as(&key, &path).await;
        assert_eq!(rows.len(), count, "{path}");
        for row in &rows {
            // The period stands beside the value, and leads to its source.
            let release = row["release"].as_str().unwrap();
            let told = format!("/api/v1/reference/releases/{release}/");
            let source = platform.json_as(&key, &told).await;
            let of_another = line.ends_with("/population/") || row["period"].is_null();
            assert!(of_another || row["period"] == source["period"], "{path}: {row}");
        }
    }
    // The slash of a year may be written either way.
    for (line, ..) in LINES.iter().filter(|(line, ..)| line.contains("2025/26")) {
        let path = with_demo_codes(line);
        let encoded = path.replace("2025/26", "2025%2F26");
        let raw = platform.rows_as(&key, &path).await;
        assert!(raw == platform.rows_as(&key, &encoded).await, "{encoded}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_give_content_are_figures() {
    let (platform, key) = Platform::demo().await;
    for (path, name) in [
        ("/api/v1/practices/Z00001/population/", "registered_patients"),
        ("/api/v1/gp-appointments/?practice=Z00001&month=2026-01-01", "total_appointments"),
        ("/api/v1/qof/achievement/?practice=Z00001&year=2025/26&indicator=DM020", "denominator"),
        ("/api/v1/qof/prevalence/?practice=Z00001&year=2025/26&indicator=DM", "register"),
        ("/api/v1/nwrs/?snapshot=2026-01-31&practice=Z00001", "total_headcount"),
    ] {
        for row in platform.rows_as(&key, path).await {
            assert!(row[name].as_u64().is_some_and(|figure| figure > 0), "{name} of {path}: {row}");
        }
    }
    for path in [
        "/api/v1/nhs-payments/practices/?practice=Z00001&year=2025/26",
        "/api/v1/nhs-payments/pcns/?pcn=U99901&year=2025/26",
    ] {
        let row = &platform.rows_as(&key, path).await[0];
        // Money is a decimal in a string.
        let pounds: f64 = row["total_payments"].as_str().unwrap().parse().unwrap();
        assert!(pounds > 0.0, "{path}: {row}");
        assert!(!row["payments"].as_array().unwrap().is_empty(), "{path}: {row}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_periods_of_the_cookbook_have_everybody() {
    let (platform, key) = Platform::demo().await;
    for (organisations, name, lists) in [
        (
            "/api/v1/practices/?status=active",
            "ods_code",
            &[
                ("/api/v1/gp-appointments/?month=2026-01-01", "practice_code"),
                ("/api/v1/qof/achievement/?year=2025/26&indicator=AF001", "practice_code"),
                ("/api/v1/qof/prevalence/?year=2025/26&indicator=AF", "practice_code"),
                ("/api/v1/nwrs/?snapshot=2026-01-31", "practice_code"),
                ("/api/v1/nhs-payments/practices/?year=2025/26", "practice_code"),
            ][..],
        ),
        (
            "/api/v1/pcns/?status=active",
            "pcn_code",
            &[
                ("/api/v1/gp-appointments/?month=2026-01-01&level=pcn", "org_code"),
                ("/api/v1/qof/prevalence/?year=2025/26&indicator=AF&level=pcn", "org_code"),
                ("/api/v1/nwrs/?snapshot=2026-01-31&level=pcn", "org_code"),
                ("/api/v1/nhs-payments/pcns/?year=2025/26", "pcn_code"),
            ],
        ),
    ] {
        let mut all = platform.all_rows_as(&key, organisations).await;
        all.retain(|row| row["status"] == "active");
        assert!(!all.is_empty(), "{organisations}");
        for (path, own) in lists {
            let rows = platform.all_rows_as(&key, path).await;
            let told: BTreeSet<&str> = column(&rows, own).into_iter().collect();
            for code in column(&all, name) {
                assert!(told.contains(code), "{code} in {path}");
            }
        }
    }
    platform.stop().await;
}
