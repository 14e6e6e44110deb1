use std::fmt;

use serde::ser::{SerializeMap, Serializer as _};
use serde_json::Serializer;
use serde_json::value::RawValue;
use tracing::{Event, Subscriber};
use tracing_serde::SerdeMapVisitor;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// One JSON object a line: time, level, the event's fields, and the fields of
/// the span it happened in under `span`.
///
/// The library's own JSON format reads a span's fields back for every event;
/// on the way of every request that is dearer than the rest of the line.
pub(crate) struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = Vec::with_capacity(512);
        write_event(context, event, &mut line).map_err(|_| fmt::Error)?;
        writer.write_str(std::str::from_utf8(&line).map_err(|_| fmt::Error)?)?;
        writer.write_char('\n')
    }
}

fn write_event<S, N>(
    context: &FmtContext<'_, S, N>,
    event: &Event<'_>,
    line: &mut Vec<u8>,
) -> Result<(), serde_json::Error>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
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
    if let Some(span) = context.lookup_current() {
        let extensions = span.extensions();
        // Written by `JsonFields`, so it is JSON already.
        if let Some(fields) = extensions.get::<FormattedFields<N>>() {
            map.serialize_entry("span", serde_json::from_str::<&RawValue>(&fields.fields)?)?;
        }
    }
    map.end()
}
