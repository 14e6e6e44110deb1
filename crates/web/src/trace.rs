//! Traces: which one a request is part of, and, where they are exported, the
//! spans in it (W3C Trace Context).

use std::sync::LazyLock;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use opentelemetry::global;
use opentelemetry::propagation::Extractor;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use tracing::{Span, field, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::RequestContext;

/// Whether traces leave this process: if so, a propagator was installed before
/// the first request. Only then has a request a span: one that nobody sees is
/// dearer than all else that is done to log a request.
static EXPORTING: LazyLock<bool> =
    LazyLock::new(|| global::get_text_map_propagator(|known| known.fields().next().is_some()));

/// The id and the flags of the trace that a request is part of, or of a new one.
pub(crate) fn of(headers: &HeaderMap) -> (String, String) {
    let given = headers.get("traceparent").and_then(|value| value.to_str().ok());
    given.and_then(parse_traceparent).unwrap_or_else(|| {
        // Services that export traces take the flags for leave to do so.
        (format!("{:032x}", rand::random::<u128>()), "01".to_owned())
    })
}

fn parse_traceparent(value: &str) -> Option<(String, String)> {
    let lower_hex =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let nonzero = |part: &str| part.bytes().any(|b| b != b'0');
    let mut parts = value.split('-');
    let (version, id, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let whole = version.len() == 2 && id.len() == 32 && parent.len() == 16 && flags.len() == 2;
    let hex = [version, id, parent, flags].into_iter().all(lower_hex);
    let ended = version != "00" || parts.next().is_none();
    (whole && hex && ended && version != "ff" && nonzero(id) && nonzero(parent))
        .then(|| (id.to_owned(), flags.to_owned()))
}

/// The `traceparent` for a call made on behalf of `request`: the current span
/// where traces are exported, else a new parent in the request's own trace.
pub fn outbound_trace(request: &HttpRequest) -> Option<String> {
    if let Some(own) = traceparent(&Span::current()) {
        return Some(own);
    }
    let context = RequestContext::of(request)?;
    // Zero is the one span id that W3C forbids.
    let parent = rand::random::<u64>().max(1);
    Some(format!("00-{}-{parent:016x}-{}", context.trace_id, context.flags))
}

/// What a span is called where traces are exported.
pub(crate) fn exported(span: &Span) -> Option<SpanContext> {
    if !*EXPORTING {
        return None;
    }
    let own = span.context().span().span_context().clone();
    own.is_valid().then_some(own)
}

/// The span of a request, in its caller's trace, where traces are exported.
pub(crate) fn span(context: &RequestContext, headers: &HeaderMap) -> Span {
    if !*EXPORTING {
        return Span::none();
    }
    let (service, id) = (context.service, context.request_id.as_str());
    let span = info_span!(
        "request",
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = field::Empty,
        http.route = field::Empty,
        http.response.status_code = field::Empty,
        service,
        request_id = id,
        trace_id = field::Empty,
    );
    let headers = ["traceparent", "tracestate"].map(|name| headers.get(name)?.to_str().ok());
    join(&span, headers);
    span
}

/// Says in the span of the current request what it was, and what came of it.
/// The names are OpenTelemetry's (semantic conventions of HTTP spans 1.27).
pub(crate) fn describe(method: &str, route: &str, status: u16) {
    let span = Span::current();
    if span.is_none() {
        return;
    }
    // A field would name it only before it is first asked for its id.
    span.context().span().update_name(format!("{method} {route}"));
    span.record("http.request.method", method);
    span.record("http.route", route);
    span.record("http.response.status_code", status);
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

/// The span of a question to another service, where traces are exported and
/// there is somebody it is asked for.
pub fn question(name: &str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    info_span!("question", otel.name = name, otel.kind = "client")
}

/// What says, to the service that is asked, which trace it is part of; `None`
/// where that is not exported.
pub fn traceparent(span: &Span) -> Option<String> {
    let own = exported(span)?;
    let flags = own.trace_flags().to_u8();
    Some(format!("00-{}-{}-{flags:02x}", own.trace_id(), own.span_id()))
}

/// The span of a question that came by other ways than those of [`log_requests`],
/// with this `traceparent`; none where there is nothing to join.
///
/// [`log_requests`]: crate::log_requests
pub fn asked(service: &'static str, name: &str, traceparent: Option<&str>) -> Span {
    if !*EXPORTING || traceparent.is_none() {
        return Span::none();
    }
    let span = info_span!("asked", otel.name = name, otel.kind = "server", service);
    join(&span, [traceparent, None]);
    span
}

fn join(span: &Span, headers: [Option<&str>; 2]) {
    // Fails only where no OpenTelemetry layer is installed, and then there is nothing to join.
    let _ =
        span.set_parent(global::get_text_map_propagator(|known| known.extract(&Given(headers))));
}

/// The values of `traceparent` and `tracestate`.
struct Given<'a>([Option<&'a str>; 2]);

impl Extractor for Given<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let [parent, state] = self.0;
        match key {
            "traceparent" => parent,
            "tracestate" => state,
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent", "tracestate"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traceparent_is_taken_only_when_well_formed() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(parse_traceparent(good).unwrap().0, "4bf92f3577b34da6a3ce929d0e0e4736");
        for bad in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
        ] {
            assert!(parse_traceparent(bad).is_none(), "{bad}");
        }
    }
}
