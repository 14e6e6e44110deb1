use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer as _};
use serde_json::Serializer;
use tracing::{Event, Subscriber};
use tracing_serde::SerdeMapVisitor;
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::registry::LookupSpan;
use web::RequestContext;

/// One JSON object a line: time, level, the event's fields and, under `span`,
/// the request it belongs to.
pub(crate) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Vec::with_capacity(512);
        write_event(event, &mut line).map_err(|_| fmt::Error)?;
        writer.write_str(std::str::from_utf8(&line).map_err(|_| fmt::Error)?)?;
        writer.write_char('\n')
    }
}

fn write_event(event: &Event<'_>, line: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    use serde::ser::Error as _;
    let mut time = String::with_capacity(32);
    SystemTime.format_time(&mut Writer::new(&mut time)).map_err(serde_json::Error::custom)?;
    let metadata = event.metadata();
    let mut serializer = Serializer::new(line);
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("timestamp", &time)?;
    map.serialize_entry("level", metadata.level().as_str())?;
    map.serialize_entry("target", metadata.target())?;
    let mut fields = SerdeMapVisitor::new(map);
    event.record(&mut fields);
    let mut map = fields.take_serializer()?;
    let span = RequestContext::with(|request| map.serialize_entry("span", &Span::of(request)));
    span.unwrap_or(Ok(()))?;
    map.end()
}

#[derive(Serialize)]
struct Span<'a> {
    request_id: &'a str,
    service: &'a str,
    trace_id: &'a str,
}

impl<'a> Span<'a> {
    fn of(request: &'a RequestContext) -> Self {
        Self {
            request_id: &request.request_id,
            service: request.service,
            trace_id: &request.trace_id,
        }
    }
}

/// Lines for people, led by the request they belong to.
pub(crate) struct TextLines<F>(pub(crate) F);

impl<S, N, F> FormatEvent<S, N> for TextLines<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let led = RequestContext::with(|request| {
            write!(writer, "{} {} ", request.service, request.request_id)
        });
        led.unwrap_or(Ok(()))?;
        self.0.format_event(context, writer, event)
    }
}
