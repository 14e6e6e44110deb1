//! Lists as answers: a page of JSON, or the whole of them as a file.

mod csv;
mod fields;
mod fragment;
mod render;

use std::ops::Range;

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use futures_util::stream;
use serde::Serialize;
use web::{ApiError, Format, PageRequest, Query};

pub use fields::Fields;
pub use fragment::{Fragment, Object};

pub use self::render::ExportError;
use crate::domain::Day;

/// A list that is known whole: what a filter selected of a view.
pub trait List: Send + Sync + 'static {
    /// A row, as serde writes it.
    type Row<'a>: Serialize
    where
        Self: 'a;

    /// Rows in the whole list.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says, once and before any other question, which places will be asked
    /// for: a list need not have found its rows before.
    fn narrow(&mut self, _places: Range<usize>) {}

    /// The row at a place. Cheap: it borrows.
    fn row(&self, at: usize) -> Option<Self::Row<'_>>;

    /// Appends the same row as JSON; lists that have it written already, in
    /// whole or in pieces, need not serialize it.
    fn write(&self, at: usize, json: &mut Vec<u8>) -> Result<(), ExportError> {
        let row = self.row(at).ok_or(ExportError::Missing(at))?;
        Ok(serde_json::to_writer(json, &row)?)
    }

    /// The Arrow columns of a row, in order, named as serde names the fields.
    fn columns() -> Vec<FieldRef>;

    /// What CSV spreads over columns.
    fn spread() -> Option<Spread> {
        None
    }
}

/// A list of structures in a row that CSV spreads over columns, one for each
/// of the structures' fields and each key: `age_bands_0_4_male`.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The field that is a list.
    pub list: &'static str,
    /// The field that tells its items apart.
    pub key: &'static str,
    /// What that can be, in order.
    pub keys: &'static [&'static str],
}

/// What every list can be asked for: `format` (or `Accept`), `page`,
/// `page_size` and `fields`. `as_of` was read before, by whoever chose the view.
pub struct Wanted {
    format: Format,
    page: PageRequest,
    fields: Fields,
}

impl Wanted {
    /// Reads the parameters.
    pub fn read<L: List>(request: &HttpRequest, query: &mut Query<'_>) -> Self {
        // Only to say that it is no day, or that it is known.
        let _: Option<Day> = query.one("as_of");
        Self { format: Format::of(request), page: query.page(), fields: Fields::read::<L>(query) }
    }
}

/// Answers with a list in the form that was negotiated: JSON a page at a time,
/// the others all at once, unless the request itself names a page.
pub fn respond<L: List>(
    request: &HttpRequest,
    wanted: Wanted,
    mut list: L,
) -> Result<HttpResponse, ApiError> {
    let Wanted { format, page, fields } = wanted;
    if format == Format::Json {
        return json(request, page, &fields, list);
    }
    let places = if page.is_named() { page.cut(list.len())?.rows } else { 0..list.len() };
    let mut response = HttpResponse::Ok();
    response.content_type(format.content_type());
    response.insert_header((header::CONTENT_DISPOSITION, attachment(request.path(), format)));
    if request.method() == Method::HEAD {
        return Ok(response.streaming(stream::empty::<Result<_, ExportError>>()));
    }
    list.narrow(places.clone());
    let renderer = render::renderer(format, list, places, fields).map_err(ApiError::internal)?;
    Ok(response.streaming(render::chunks(renderer)))
}

fn json<L: List>(
    request: &HttpRequest,
    page: PageRequest,
    fields: &Fields,
    mut list: L,
) -> Result<HttpResponse, ApiError> {
    let page = page.cut(list.len())?;
    list.narrow(page.rows.clone());
    if fields.are_all() {
        return page.respond(request, |at, json| list.write(at, json));
    }
    let mut row = Vec::new();
    page.respond(request, |at, json| {
        row.clear();
        list.write(at, &mut row)?;
        Ok::<_, ExportError>(serde_json::to_writer(json, &fields.of(&row)?)?)
    })
}

/// What `Content-Disposition` says (RFC 6266 §4): a file named for the resource.
fn attachment(path: &str, format: Format) -> String {
    let resource = path.strip_prefix("/api/v1/").unwrap_or(path).trim_matches('/');
    // Some resources are named by the caller; only what needs no quoting is kept.
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    let stem: String = resource.replace('/', "-").chars().filter(plain).collect();
    let stem = if stem.is_empty() { "export" } else { &stem };
    format!("attachment; filename=\"{stem}.{}\"", format.name())
}

/// Panics unless the columns of a list are the fields that its rows document.
#[cfg(test)]
pub(crate) fn assert_columns<R: utoipa::PartialSchema, L: List>() {
    fn collect(schema: &serde_json::Value, names: &mut std::collections::BTreeSet<String>) {
        let own = schema["properties"].as_object().into_iter().flatten();
        names.extend(own.map(|(name, _)| name.clone()));
        for part in schema["allOf"].as_array().into_iter().flatten() {
            collect(part, names);
        }
    }
    let mut documented = std::collections::BTreeSet::new();
    collect(&serde_json::to_value(R::schema()).unwrap(), &mut documented);
    let columns = L::columns().iter().map(|column| column.name().clone()).collect();
    assert_eq!(documented, columns);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::test::TestRequest;
    use arrow_schema::{DataType, Field};
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde::Deserialize;
    use web::Query;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Practice {
        name: String,
        gp: Option<Gps>,
        tags: Vec<String>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Gps {
        headcount: u32,
        fte: Option<f64>,
    }

    struct Practices(Vec<Practice>);

    impl List for Practices {
        type Row<'a> = &'a Practice;

        fn len(&self) -> usize {
            self.0.len()
        }

        fn row(&self, at: usize) -> Option<&Practice> {
            self.0.get(at)
        }

        fn columns() -> Vec<FieldRef> {
            let gps = vec![
                Field::new("headcount", DataType::UInt32, false),
                Field::new("fte", DataType::Float64, true),
            ];
            [
                Field::new("name", DataType::Utf8, false),
                Field::new("gp", DataType::Struct(gps.into()), true),
                Field::new("tags", DataType::new_list(DataType::Utf8, false), false),
            ]
            .map(Arc::new)
            .into()
        }
    }

    fn practices() -> Vec<Practice> {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        vec![
            Practice {
                name: "ELM, OAK".to_owned(),
                gp: Some(Gps { headcount: 3, fte: Some(2.5) }),
                tags: tags(&["a", "b"]),
            },
            Practice { name: "ASH".to_owned(), gp: None, tags: tags(&[]) },
        ]
    }

    fn fields(query: &str) -> Result<Fields, ApiError> {
        let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
        let mut query = Query::new(&request);
        let fields = Fields::read::<Practices>(&mut query);
        query.finish().map(|()| fields)
    }

    fn file(format: Format, rows: Vec<Practice>, query: &str) -> Vec<u8> {
        let places = 0..rows.len();
        let fields = fields(query).unwrap();
        let mut renderer = render::renderer(format, Practices(rows), places, fields).unwrap();
        let mut file = Vec::new();
        while let Some(chunk) = renderer.chunk().unwrap() {
            file.extend_from_slice(&chunk);
        }
        file
    }

    fn text(format: Format, query: &str) -> String {
        String::from_utf8(file(format, practices(), query)).unwrap()
    }

    #[test]
    fn csv_flattens_structures() {
        for (query, expected) in [
            ("", "name,gp_headcount,gp_fte,tags\r\n\"ELM, OAK\",3,2.5,a; b\r\nASH,,,\r\n"),
            ("fields=tags,gp", "gp_headcount,gp_fte,tags\r\n3,2.5,a; b\r\n,,\r\n"),
            ("fields=name", "name\r\n\"ELM, OAK\"\r\nASH\r\n"),
        ] {
            assert_eq!(text(Format::Csv, query), expected, "{query}");
        }
        assert_eq!(file(Format::Csv, Vec::new(), "fields=name"), b"name\r\n");
    }

    #[test]
    fn ndjson_has_a_row_per_line() {
        let whole = concat!(
            r#"{"name":"ELM, OAK","gp":{"headcount":3,"fte":2.5},"tags":["a","b"]}"#,
            "\n",
            r#"{"name":"ASH","gp":null,"tags":[]}"#,
            "\n",
        );
        assert_eq!(text(Format::Ndjson, ""), whole);
        let some =
            "{\"name\":\"ELM, OAK\",\"tags\":[\"a\",\"b\"]}\n{\"name\":\"ASH\",\"tags\":[]}\n";
        assert_eq!(text(Format::Ndjson, "fields=tags,name"), some);
        assert_eq!(file(Format::Ndjson, Vec::new(), ""), b"");
    }

    #[test]
    fn parquet_keeps_structures() {
        let many: Vec<Practice> = practices().into_iter().cycle().take(70_001).collect();
        for rows in [many, Vec::new()] {
            let bytes = Bytes::from(file(Format::Parquet, rows.clone(), ""));
            let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
            assert_eq!(builder.metadata().num_row_groups(), rows.len().div_ceil(65_536));
            let mut read: Vec<Practice> = Vec::new();
            for batch in builder.build().unwrap() {
                let batch: Vec<Practice> = serde_arrow::from_record_batch(&batch.unwrap()).unwrap();
                read.extend(batch);
            }
            assert!(read == rows);
        }
        let bytes = Bytes::from(file(Format::Parquet, practices(), "fields=tags,name"));
        let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
        let names: Vec<_> = builder.schema().fields().iter().map(|field| field.name()).collect();
        assert_eq!(names, ["name", "tags"]);
    }

    #[test]
    fn a_row_that_is_not_there_breaks_the_file_off() {
        for format in [Format::Csv, Format::Ndjson, Format::Parquet] {
            let list = Practices(practices());
            let mut renderer = render::renderer(format, list, 0..3, fields("").unwrap()).unwrap();
            assert!(matches!(renderer.chunk(), Err(ExportError::Missing(2))), "{format:?}");
        }
    }

    #[test]
    fn unknown_fields_are_refused_by_name() {
        let refused = fields("fields=name,salary").unwrap_err().to_string();
        assert!(refused.contains("salary") && refused.contains("name, gp, tags"), "{refused}");
        assert!(fields("fields=").unwrap().are_all());
    }

    #[test]
    fn files_are_named_for_their_resource() {
        for (path, expected) in [
            ("/api/v1/practices/", "practices.csv"),
            ("/api/v1/practices/A81001/population/", "practices-A81001-population.csv"),
            ("/api/v1/x\"; y/", "xy.csv"),
            ("/api/v1/nhs-payments/practices/", "nhs-payments-practices.csv"),
            ("/", "export.csv"),
        ] {
            let expected = format!("attachment; filename=\"{expected}\"");
            assert_eq!(attachment(path, Format::Csv), expected);
        }
    }
}
