//! A collector of telemetry, which keeps what it is sent (OTLP over HTTP,
//! protobuf: OpenTelemetry protocol 1.5 §OTLP/HTTP).

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::web::{Bytes, Data, PayloadConfig, post};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use crate::services::LOCAL;

/// What was sent: the path, and the body.
type Sent = Arc<Mutex<Vec<(String, Bytes)>>>;

/// A receiver of traces, metrics and logs.
pub struct Collector {
    /// Where it is, for `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub url: String,
    sent: Sent,
    server: ServerHandle,
}

impl Collector {
    /// Starts on a free port. Must be called on a Tokio runtime.
    pub fn start() -> Self {
        let listener = TcpListener::bind(LOCAL).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sent = Sent::default();
        let kept = Data::new(Arc::clone(&sent));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::clone(&kept))
                .app_data(PayloadConfig::new(16 << 20))
                .route("/v1/{signal}", post().to(keep))
        });
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { url, sent, server: handle }
    }

    /// Stops listening.
    pub async fn stop(&self) {
        self.server.stop(false).await;
    }

    /// Every byte that was sent, for what must not be among them.
    pub fn bytes(&self) -> Vec<u8> {
        let sent = self.sent.lock().unwrap();
        sent.iter().flat_map(|(_, body)| body.iter().copied()).collect()
    }

    /// Every span, with the name of the service that sent it.
    pub fn spans(&self) -> Vec<(String, Span)> {
        let mut all = Vec::new();
        for request in self.requests::<ExportTraceServiceRequest>("traces") {
            for group in request.resource_spans {
                let service = service(group.resource);
                let spans = group.scope_spans.into_iter().flat_map(|scope| scope.spans);
                all.extend(spans.map(|span| (service.clone(), span)));
            }
        }
        all
    }

    /// Every metric, each time it was sent, with the name of the service.
    pub fn metrics(&self) -> Vec<(String, Metric)> {
        let mut all = Vec::new();
        for request in self.requests::<ExportMetricsServiceRequest>("metrics") {
            for group in request.resource_metrics {
                let service = service(group.resource);
                let metrics = group.scope_metrics.into_iter().flat_map(|scope| scope.metrics);
                all.extend(metrics.map(|metric| (service.clone(), metric)));
            }
        }
        all
    }

    /// Every line of the log, with the name of the service.
    pub fn logs(&self) -> Vec<(String, LogRecord)> {
        let mut all = Vec::new();
        for request in self.requests::<ExportLogsServiceRequest>("logs") {
            for group in request.resource_logs {
                let service = service(group.resource);
                let lines = group.scope_logs.into_iter().flat_map(|scope| scope.log_records);
                all.extend(lines.map(|line| (service.clone(), line)));
            }
        }
        all
    }

    fn requests<T: Message + Default>(&self, signal: &str) -> Vec<T> {
        let sent = self.sent.lock().unwrap();
        let of_signal = sent.iter().filter(|(path, _)| path.ends_with(signal));
        of_signal.map(|(_, body)| T::decode(body.as_ref()).unwrap()).collect()
    }
}

async fn keep(request: HttpRequest, sent: Data<Sent>, body: Bytes) -> HttpResponse {
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok());
    if kind != Some("application/x-protobuf") {
        return HttpResponse::UnsupportedMediaType().finish();
    }
    sent.lock().unwrap().push((request.path().to_owned(), body));
    // An empty message says that all of it was taken.
    HttpResponse::Ok().content_type("application/x-protobuf").finish()
}

fn service(resource: Option<Resource>) -> String {
    text(&resource.unwrap().attributes, "service.name").unwrap()
}

/// The attribute of this name, as text.
pub fn text(attributes: &[KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == name)?;
    Some(match found.value.as_ref()?.value.as_ref()? {
        any_value::Value::StringValue(text) => text.clone(),
        any_value::Value::IntValue(number) => number.to_string(),
        any_value::Value::BoolValue(truth) => truth.to_string(),
        any_value::Value::DoubleValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}
