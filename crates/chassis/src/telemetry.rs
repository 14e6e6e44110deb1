use std::io::{self, IsTerminal};
use std::os::fd::AsFd;

use opentelemetry::global;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, MetricExporter, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use prometheus::Registry;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry as Subscriber};
use url::Url;

use crate::log::{JsonLines, TextLines};
use crate::log_writer::{Flusher, LogWriter};
use crate::{BoxError, LogFormat, TelemetryConfig};

type BoxLayer = Box<dyn Layer<Subscriber> + Send + Sync>;

/// Logs, traces and metrics of this process. Dropping it writes what is left.
pub struct Telemetry {
    registry: Registry,
    meters: SdkMeterProvider,
    exporters: Option<(SdkTracerProvider, SdkLoggerProvider)>,
    _flusher: Flusher,
}

impl Telemetry {
    /// Starts logging to `stdout` when serving, or to `stderr` when not:
    /// a command's output is for its user. Can be called once per process.
    pub fn init(
        name: &'static str,
        config: &TelemetryConfig,
        serving: bool,
    ) -> Result<Self, BoxError> {
        let resource = Resource::builder().with_service_name(name).build();
        let registry = Registry::new();
        let mut meters = SdkMeterProvider::builder().with_resource(resource.clone()).with_reader(
            opentelemetry_prometheus::exporter()
                .with_registry(registry.clone())
                .without_scope_info()
                .build()?,
        );
        let mut layers: Vec<BoxLayer> = Vec::new();
        let mut exporters = None;
        if let Some(endpoint) = &config.otlp_endpoint {
            let otlp = Otlp { endpoint, resource };
            meters = meters.with_periodic_exporter(otlp.metrics()?);
            let (traces, logs) = (otlp.traces()?, otlp.logs()?);
            global::set_text_map_propagator(TraceContextPropagator::new());
            layers
                .push(tracing_opentelemetry::layer().with_tracer(traces.tracer("almanac")).boxed());
            layers.push(OpenTelemetryTracingBridge::new(&logs).boxed());
            exporters = Some((traces, logs));
        }
        let meters = meters.build();
        global::set_meter_provider(meters.clone());
        let (layer, flusher) = log_layer(config.log_format, serving)?;
        layers.push(layer);
        subscribe(layers, serving)?;
        Ok(Self { registry, meters, exporters, _flusher: flusher })
    }

    /// Everything measured in this process, for `/metrics`.
    pub fn registry(&self) -> Registry {
        self.registry.clone()
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        // Nobody is left to be told when the last export fails.
        if let Some((traces, logs)) = &self.exporters {
            let _ = traces.shutdown();
            let _ = logs.shutdown();
        }
        let _ = self.meters.shutdown();
    }
}

/// What is logged: `RUST_LOG` in the form `info,store=debug`, by default INFO
/// and above of a server and WARN and above of a command.
fn subscribe(layers: Vec<BoxLayer>, serving: bool) -> Result<(), BoxError> {
    let level = if serving { LevelFilter::INFO } else { LevelFilter::WARN };
    let targets = match std::env::var("RUST_LOG") {
        Ok(text) if !text.is_empty() => {
            text.parse::<Targets>().map_err(|error| format!("RUST_LOG: {error}"))?
        }
        _ => Targets::new().with_default(level),
    };
    // What the exporters themselves log must not be exported again, what actix
    // says of its workers is news to nobody, and that a solver has used up the
    // time that it was given, or that a page has odd tables, is no warning.
    let targets = [
        ("hyper", LevelFilter::WARN),
        ("reqwest", LevelFilter::WARN),
        ("h2", LevelFilter::WARN),
        ("opentelemetry", LevelFilter::WARN),
        ("actix_server", LevelFilter::WARN),
        ("highs", LevelFilter::ERROR),
        ("html5ever", LevelFilter::ERROR),
    ]
    .into_iter()
    .filter(|(quiet, _)| targets.iter().all(|(target, _)| target != *quiet))
    .collect::<Vec<_>>()
    .into_iter()
    .fold(targets, |targets, (quiet, level)| targets.with_target(quiet, level));
    Ok(tracing_subscriber::registry().with(layers).with(targets).try_init()?)
}

fn log_layer(format: Option<LogFormat>, serving: bool) -> io::Result<(BoxLayer, Flusher)> {
    let (stream, terminal) = if serving {
        (LogWriter::new(io::stdout().as_fd())?, io::stdout().is_terminal())
    } else {
        (LogWriter::new(io::stderr().as_fd())?, io::stderr().is_terminal())
    };
    let (writer, flusher) = stream;
    let by_default = if terminal { LogFormat::Text } else { LogFormat::Json };
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(terminal);
    let layer: BoxLayer = match format.unwrap_or(by_default) {
        LogFormat::Text => layer.map_event_format(TextLines).boxed(),
        LogFormat::Json => layer.event_format(JsonLines).boxed(),
    };
    Ok((layer, flusher))
}

struct Otlp<'a> {
    endpoint: &'a Url,
    resource: Resource,
}

impl Otlp<'_> {
    fn address(&self, signal: &str) -> String {
        format!("{}/v1/{signal}", self.endpoint.as_str().trim_end_matches('/'))
    }

    fn traces(&self) -> Result<SdkTracerProvider, BoxError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(self.address("traces"))
            .build()?;
        let builder = SdkTracerProvider::builder().with_batch_exporter(exporter);
        Ok(builder.with_resource(self.resource.clone()).build())
    }

    fn logs(&self) -> Result<SdkLoggerProvider, BoxError> {
        let exporter = LogExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(self.address("logs"))
            .build()?;
        let builder = SdkLoggerProvider::builder().with_batch_exporter(exporter);
        Ok(builder.with_resource(self.resource.clone()).build())
    }

    fn metrics(&self) -> Result<MetricExporter, BoxError> {
        Ok(MetricExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(self.address("metrics"))
            .build()?)
    }
}
