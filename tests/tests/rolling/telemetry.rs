//! Traces, metrics and logs of a platform of processes, as a collector gets them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use end_to_end::collector::{Collector, text};
use end_to_end::processes::{Fleet, FleetSetup};
use end_to_end::{client, eventually};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// Those that send what they know, often.
fn exporting(to: &Collector) -> Vec<(&'static str, &'static str, String)> {
    ["gateway", "accounts", "reference", "rota"]
        .into_iter()
        .flat_map(|service| {
            [
                (service, "OTEL_EXPORTER_OTLP_ENDPOINT", to.url.clone()),
                (service, "OTEL_BSP_SCHEDULE_DELAY", "50".to_owned()),
                (service, "OTEL_BLRP_SCHEDULE_DELAY", "50".to_owned()),
                (service, "OTEL_METRIC_EXPORT_INTERVAL", "100".to_owned()),
            ]
        })
        .collect()
}

/// The spans of the trace that the test began.
fn ours(collector: &Collector) -> Vec<(String, Span)> {
    let mut spans = collector.spans();
    spans.retain(|(_, span)| hex::encode(&span.trace_id) == TRACE);
    spans
}

/// The one span of such a service whose name begins like this.
fn find<'a>(spans: &'a [(String, Span)], service: &str, name: &str) -> &'a Span {
    let mut found =
        spans.iter().filter(|(from, span)| from == service && span.name.starts_with(name));
    let (_, span) = found.next().unwrap_or_else(|| panic!("no {name} of {service}: {spans:#?}"));
    assert!(found.next().is_none(), "two spans {name} of {service}");
    span
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_is_one_trace_through_every_process_down_to_the_statements() {
    let collector = Collector::start();
    let environment = exporting(&collector);
    let fleet = Fleet::start(FleetSetup { environment, demo: true, ..Default::default() }).await;
    let demo = fleet.demo().await;
    let key = &demo["ALMANAC_API_KEY"];
    let url = fleet.url();
    let answer = client()
        .get(format!("{url}/api/v1/practices/?search=elm&page_size=1"))
        .header("traceparent", format!("00-{TRACE}-{PARENT}-01"))
        .bearer_auth(key)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    eventually("the gateway's span comes, which ends last", async || {
        let spans = ours(&collector);
        ["gateway", "reference", "accounts"]
            .iter()
            .all(|service| spans.iter().any(|(from, _)| from == service))
            && spans.iter().any(|(from, span)| from == "gateway" && span.kind() == SpanKind::Server)
    })
    .await;

    let spans = ours(&collector);
    let route = "GET /api/v1/practices";
    let gateway = find(&spans, "gateway", route);
    let reference = find(&spans, "reference", route);
    let question = find(&spans, "reference", "accounts.Authenticate");
    let asked = find(&spans, "accounts", "/almanac.accounts.v1.Accounts/Authenticate");
    assert_eq!(hex::encode(&gateway.parent_span_id), PARENT);
    assert_eq!(reference.parent_span_id, gateway.span_id);
    assert_eq!(question.parent_span_id, reference.span_id);
    assert_eq!(asked.parent_span_id, question.span_id);
    for (span, kind) in [
        (gateway, SpanKind::Server),
        (reference, SpanKind::Server),
        (question, SpanKind::Client),
        (asked, SpanKind::Server),
    ] {
        assert_eq!(span.kind(), kind, "{}", span.name);
        assert!(span.start_time_unix_nano <= span.end_time_unix_nano);
    }
    let statements: Vec<&Span> = spans
        .iter()
        .filter(|(_, span)| span.parent_span_id == asked.span_id)
        .map(|(_, span)| span)
        .collect();
    assert!(!statements.is_empty(), "accounts looks the key up: {spans:#?}");
    for statement in statements {
        assert_eq!(text(&statement.attributes, "db.system.name").unwrap(), "postgresql");
        let operation = text(&statement.attributes, "db.operation.name").unwrap();
        assert_eq!(statement.name, operation, "nothing else of a statement is told");
    }
    for (name, value) in [
        ("http.request.method", "GET"),
        ("http.route", "/api/v1/practices/"),
        ("http.response.status_code", "200"),
    ] {
        assert_eq!(text(&reference.attributes, name).unwrap(), value);
    }

    the_log_belongs_to_the_trace(&collector, key).await;
    what_is_measured_comes_too(&collector).await;
    a_failure_is_told(&collector, fleet, key).await;
    let bytes = String::from_utf8_lossy(&collector.bytes()).into_owned();
    for secret in [&key[13..], "=elm"] {
        assert!(!bytes.contains(secret), "{secret} is exported");
    }
}

async fn the_log_belongs_to_the_trace(collector: &Collector, key: &str) {
    let lines = || {
        let mut lines = collector.logs();
        lines.retain(|(_, line)| hex::encode(&line.trace_id) == TRACE);
        lines
    };
    eventually("both lines of the request come", async || lines().len() >= 2).await;
    let lines = lines();
    let services: BTreeSet<&str> = lines.iter().map(|(service, _)| service.as_str()).collect();
    assert!(services.contains("gateway") && services.contains("reference"), "{services:?}");
    let (_, line) = lines.iter().find(|(service, _)| service == "reference").unwrap();
    assert_eq!(line.severity_text, "INFO");
    assert_eq!(text(&line.attributes, "status").unwrap(), "200");
    assert_eq!(text(&line.attributes, "query").unwrap(), "page_size,search");
    assert_eq!(text(&line.attributes, "caller").unwrap(), format!("key {}", &key[..12]));
    let reference = ours(collector);
    let reference = find(&reference, "reference", "GET /api/v1/practices");
    assert_eq!(line.span_id, reference.span_id);
}

async fn what_is_measured_comes_too(collector: &Collector) {
    let counted = |service: &str| {
        let all = collector.metrics();
        let durations = all.into_iter().filter(|(from, metric)| {
            from == service && metric.name == "http.server.request.duration"
        });
        durations
            .flat_map(|(_, metric)| match metric.data {
                Some(Data::Histogram(histogram)) => histogram.data_points,
                other => panic!("durations are a histogram: {other:?}"),
            })
            .filter(|point| {
                text(&point.attributes, "http.route")
                    .is_some_and(|route| route.starts_with("/api/v1/practices"))
            })
            .map(|point| point.count)
            .max()
    };
    eventually("both have counted the request", async || {
        counted("gateway") >= Some(1) && counted("reference") >= Some(1)
    })
    .await;
    let all = collector.metrics();
    let of = |service: &str, name: &str| {
        all.iter().any(|(from, metric)| from == service && metric.name == name)
    };
    assert!(of("accounts", "store.pool.connections"));
    assert!(of("reference", "reference.release.rows"));
}

/// A service that is not there: the span of the gateway says so.
async fn a_failure_is_told(collector: &Collector, mut fleet: Fleet, key: &str) {
    for replica in &mut fleet.reference {
        replica.signal("KILL");
        replica.stopped().await;
    }
    let url = format!("{}/api/v1/practices/", fleet.url());
    let answer = client().get(url).bearer_auth(key).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    eventually("the span of the failure comes", async || {
        collector.spans().iter().any(|(service, span)| {
            let status = span.status.as_ref().map(|status| status.code());
            service == "gateway"
                && text(&span.attributes, "http.response.status_code").as_deref() == Some("503")
                && status == Some(StatusCode::Error)
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_costs_clients_nothing() {
    let collector = Collector::start();
    let environment = exporting(&collector);
    collector.stop().await;
    let fleet = Fleet::start(FleetSetup { environment, ..Default::default() }).await;
    for _ in 0..20 {
        let began = Instant::now();
        let answer = client().get(format!("{}/api/v1/practices/", fleet.url())).send().await;
        assert_eq!(answer.unwrap().status(), 401);
        assert!(began.elapsed() < Duration::from_secs(2), "nobody waits for the collector");
    }
    for process in [&fleet.gateway, &fleet.reference[0]] {
        eventually("it is logged that nothing can be sent", async || {
            process.log().contains("ExportError")
        })
        .await;
    }
}
