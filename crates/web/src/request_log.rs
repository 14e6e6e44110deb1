//! One log line, one span and one measurement per request.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use opentelemetry::metrics::Histogram;
use opentelemetry::{KeyValue, global};
use tracing::{Instrument, debug, error, info, warn};
use url::form_urlencoded;
use uuid::Uuid;

use crate::trace;

/// A request slower than this is worth a look.
const SLOW: Duration = Duration::from_secs(1);

/// Below it gateways and orchestrators ask every second, and all is well.
const HEALTH: &str = "/health/";

/// Which request a line of the log belongs to.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The service that answers.
    pub service: &'static str,
    /// What `X-Request-Id` says: the caller's own, when it is plain, or a new UUIDv7.
    pub request_id: String,
    /// The trace it is part of (W3C Trace Context §3.2).
    pub trace_id: String,
    pub(crate) flags: String,
}

impl RequestContext {
    /// Calls `tell` with the request that this task works for, if it does.
    pub fn with<T>(tell: impl FnOnce(&Self) -> T) -> Option<T> {
        CURRENT.try_with(|current| tell(current)).ok()
    }

    /// That of a request.
    pub fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().cloned()
    }
}

tokio::task_local! {
    static CURRENT: Rc<RequestContext>;
}

/// Who called, as the log may name them: never a credential, never a person.
#[derive(Clone, Debug)]
pub struct CallerLabel(pub String);

/// The route, where it is not the one actix matched.
#[derive(Clone, Copy, Debug)]
pub struct RouteLabel(pub &'static str);

static DURATION: LazyLock<Histogram<f64>> = LazyLock::new(|| {
    global::meter("web")
        .f64_histogram("http.server.request.duration")
        .with_unit("s")
        .with_description("Time from request to the head of the response")
        .with_boundaries(vec![
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
        ])
        .build()
});

/// Middleware around a whole application. Reads or makes the request id and
/// the trace, and puts the id on the answer.
pub async fn log_requests<B: MessageBody + 'static>(
    service: &'static str,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let started = Instant::now();
    let (trace_id, flags) = trace::of(request.headers());
    let request_id = request_id(request.headers());
    let mut context = RequestContext { service, request_id, trace_id, flags };
    let span = trace::span(&context, request.headers());
    if let Some(own) = trace::exported(&span) {
        // Of the two, the log names the one that is exported.
        context.trace_id = own.trace_id().to_string();
        span.record("trace_id", &context.trace_id);
    }
    let header = HeaderValue::from_str(&context.request_id);
    let context = Rc::new(context);
    request.extensions_mut().insert(Rc::clone(&context));
    let answered = async move {
        let mut response = next.call(request).await?;
        if let Ok(value) = header {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
        }
        record(service, &response, started.elapsed());
        Ok(response)
    };
    CURRENT.scope(context, answered.instrument(span)).await
}

fn record<B>(service: &'static str, response: &ServiceResponse<B>, elapsed: Duration) {
    let request = response.request();
    let status = response.status().as_u16();
    let extensions = request.extensions();
    let route = match extensions.get::<RouteLabel>() {
        Some(label) => Cow::Borrowed(label.0),
        None => request.match_pattern().map_or(Cow::Borrowed("none"), Cow::Owned),
    };
    let method = known_method(request.method().as_str());
    trace::describe(method, &route, status);
    if let (500.., Some(cause)) = (status, response.response().error()) {
        error!(cause = %cause, "answered {status}");
    }
    let caller = extensions.get::<CallerLabel>().map_or("", |label| label.0.as_str());
    let query = query_names(request.query_string());
    // To the microsecond: what lies below is noise.
    let duration_ms = (elapsed.as_secs_f64() * 1e6).round() / 1e3;
    let line = route.as_ref();
    if elapsed > SLOW {
        warn!(target: "request", method, route = line, status, duration_ms, caller, query, "slow request");
    } else if line.starts_with(HEALTH) && status == 200 {
        debug!(target: "request", method, route = line, status, duration_ms, caller, query, "request");
    } else {
        info!(target: "request", method, route = line, status, duration_ms, caller, query, "request");
    }
    DURATION.record(
        elapsed.as_secs_f64(),
        &[
            KeyValue::new("service", service),
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route),
            KeyValue::new("http.response.status_code", i64::from(status)),
        ],
    );
}

/// The longest name that is taken for one.
const LONGEST_NAME: usize = 32;

/// The names of the parameters given, for the log: values may be personal,
/// and so may be what only looks like a name, such as a key pasted after `?`.
fn query_names(query: &str) -> String {
    let names: BTreeSet<Cow<'_, str>> =
        form_urlencoded::parse(query.as_bytes()).map(|(name, _)| plain_name(name)).collect();
    names.into_iter().collect::<Vec<_>>().join(",")
}

fn plain_name(name: Cow<'_, str>) -> Cow<'_, str> {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain && name.len() <= LONGEST_NAME { name } else { "other".into() }
}

/// Methods are a metric label, so callers may not invent any.
fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("_OTHER")
}

fn request_id(headers: &HeaderMap) -> String {
    let plain = |value: &&str| {
        (1..=128).contains(&value.len())
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            && !holds_key(value)
    };
    let given = headers.get("x-request-id").and_then(|value| value.to_str().ok()).filter(plain);
    given.map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Whether a text may hold a release key, which no log does: 40 hexadecimal
/// digits in a row. No id that is in use has as many.
fn holds_key(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_hexdigit()).any(|digits| digits.len() >= 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_that_could_harm_a_log_is_replaced() {
        for (given, kept) in [
            ("abc-1.2_3", true),
            ("a b", false),
            ("", false),
            ("a\"b", false),
            ("0123456789abcdef0123456789abcdef-01", true),
            ("x-0123456789abcdef0123456789abcdef01234567", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(
                HeaderName::from_static("x-request-id"),
                HeaderValue::from_str(given).unwrap(),
            );
            assert_eq!(request_id(&headers) == given, kept, "{given}");
        }
    }
}
