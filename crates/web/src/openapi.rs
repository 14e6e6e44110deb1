//! OpenAPI documents: one per service, generated from its routes, and their
//! merger into one for the whole platform.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use thiserror::Error;
use utoipa::ToSchema;
use utoipa::openapi::path::{
    HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{
    ComponentsBuilder, Content, Info, KnownFormat, ObjectBuilder, OpenApi, OpenApiBuilder, Paths,
    RefOr, Required, Response, ResponseBuilder, Schema, SchemaFormat, Type,
};

use crate::{ErrorShape, Format};

/// The body of every error that is not about single parameters.
#[derive(Debug, ToSchema, serde::Serialize)]
#[schema(as = web::Error)]
pub struct ErrorBody {
    /// What went wrong, in a sentence.
    pub detail: String,
}

/// The body of every error of releases, as TRUD's API has it.
#[derive(Debug, ToSchema, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[schema(as = web::Message)]
pub struct MessageBody {
    /// The version of the API.
    #[schema(example = "1")]
    pub api_version: String,
    /// The status of the answer.
    #[schema(example = 404)]
    pub http_status: u16,
    /// What went wrong.
    #[schema(example = "NOT FOUND")]
    pub message: String,
}

/// The body of every error of care, as CareHQ's API has it.
#[derive(Debug, ToSchema, serde::Serialize)]
#[schema(as = web::Hint)]
pub struct HintBody {
    /// What went wrong, in a sentence.
    #[schema(example = "Some parameters are missing or wrong.")]
    pub hint: String,
    /// What is wrong with each parameter, by its name; only there where that is the matter.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({ "per_page": ["A whole number from 1 to 100 is wanted."] }))]
    pub arg_errors: BTreeMap<String, Vec<String>>,
}

/// The body of an error about what was sent: what is wrong, by the name of the
/// parameter or field; or `detail`, where that is none in particular.
#[derive(Debug, ToSchema, serde::Serialize)]
#[schema(as = web::Invalid, example = json!({ "icb": ["\"?\" is not an ODS code."] }))]
pub struct Invalid {
    /// What is wrong with the whole, in a sentence; nothing else is then told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What is wrong with each parameter or field.
    #[serde(flatten)]
    pub fields: BTreeMap<String, Vec<String>>,
}

/// One page of a list.
#[derive(Debug, ToSchema, serde::Serialize)]
#[schema(as = web::Page)]
pub struct PageOf<T: ToSchema> {
    /// Rows in the whole list.
    pub count: u64,
    /// The next page, or null on the last.
    pub next: Option<String>,
    /// The page before, or null on the first.
    pub previous: Option<String>,
    /// The rows of this page.
    pub results: Vec<T>,
}

/// A response with the common error body, as an API words it. Every document has
/// the schema of [`ErrorBody`]; endpoints bring that of another.
pub fn error_response(shape: ErrorShape, description: &str) -> RefOr<Response> {
    use utoipa::openapi::Ref;
    use utoipa::openapi::content::ContentBuilder;
    let schema = match shape {
        ErrorShape::Detail => "web.Error",
        ErrorShape::Hint => "web.Hint",
        ErrorShape::Message => "web.Message",
    };
    ResponseBuilder::new()
        .description(description)
        .content(
            "application/json",
            ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).build(),
        )
        .build()
        .into()
}

/// A document with nothing but our own `info` and the common schemas.
pub(crate) fn skeleton(service: &str) -> OpenApi {
    let mut info = Info::new(format!("Almanac {service}"), "1".to_owned());
    info.license = None;
    let components = ComponentsBuilder::new().schema_from::<ErrorBody>().build();
    OpenApiBuilder::new().info(info).components(Some(components)).paths(Paths::new()).build()
}

pub(crate) fn add(
    document: &mut OpenApi,
    path: &str,
    methods: &[HttpMethod],
    operation: &Operation,
    schemas: &[(String, RefOr<Schema>)],
) {
    let item = PathItem::from_http_methods(methods.to_vec(), operation.clone());
    match document.paths.paths.get_mut(path) {
        Some(existing) => existing.merge_operations(item),
        None => {
            document.paths.paths.insert(path.to_owned(), item);
        }
    }
    let components = document.components.get_or_insert_default();
    components.schemas.extend(schemas.iter().cloned());
}

/// Documents the forms an operation's 200 can take: `?format=`, in the place of
/// what the handler says of it, where there is a choice, and a media type for each.
pub(crate) fn offer(operation: &mut Operation, formats: &[Format]) {
    let parameters = operation.parameters.get_or_insert_default();
    parameters.retain(|known| !matches!(known, RefOr::T(known) if known.name == "format"));
    if formats.len() > 1 {
        parameters.push(RefOr::T(format_parameter(formats)));
    }
    let Some(RefOr::T(success)) = operation.responses.responses.get_mut("200") else { return };
    for format in formats {
        let described = success.content.contains_key(format.media_type());
        if !described {
            let content = Content::new(Some(file(*format)));
            success.content.insert(format.media_type().to_owned(), RefOr::T(content));
        }
    }
}

/// Documents a body that may be left out as what it is where it is not: `utoipa`
/// has it as null too, which [`crate::Body`] refuses.
pub(crate) fn never_null(operation: &mut Operation) {
    let Some(RefOr::T(body)) = &mut operation.request_body else { return };
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        let Some(RefOr::T(Schema::OneOf(either))) = &content.schema else { continue };
        let mut others = either.items.iter().filter(|item| !is_null(item));
        if let (Some(only), None) = (others.next(), others.next()) {
            content.schema = Some(only.clone());
        }
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(of)) if of.schema_type == SchemaType::Type(Type::Null))
}

/// Documents that a read is answered with 304 where the caller holds the answer.
pub(crate) fn may_be_held(operation: &mut Operation) {
    let held = ResponseBuilder::new().description("The answer is as you hold it.").build();
    operation.responses.responses.entry("304".to_owned()).or_insert_with(|| held.into());
}

fn format_parameter(formats: &[Format]) -> Parameter {
    let names = formats.iter().map(|format| format.name());
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .default(formats.first().map(|format| json!(format.name())))
        .enum_values(Some(names));
    ParameterBuilder::new()
        .name("format")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(
            "The form of the answer; goes before `Accept`. All but `json` give the whole list at \
            once, unless `page` is given.",
        ))
        .schema(Some(schema))
        .build()
}

/// What a format is in OpenAPI, which sees no further than its bytes.
fn file(format: Format) -> ObjectBuilder {
    let (description, layout) = match format {
        Format::Json => ("JSON.", None),
        Format::Csv => ("A header line, then a line per row, as in RFC 4180.", None),
        Format::Ndjson => ("A row per line, each in JSON.", None),
        Format::Parquet => {
            ("A Parquet file.", Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        }
        Format::FhirJson => ("A resource of FHIR R4.", None),
    };
    ObjectBuilder::new().schema_type(Type::String).format(layout).description(Some(description))
}

/// Two services claim the same thing.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{service}: {what} is already described, and differently, by another service")]
pub struct Clash {
    /// The service that came second.
    pub service: String,
    /// What is claimed twice, as a path into the document.
    pub what: String,
}

/// Joins the documents of several services. Nothing is dropped and nothing
/// overwritten: what two of them describe differently is a [`Clash`].
pub fn merge<'a>(
    documents: impl IntoIterator<Item = (&'a str, &'a Value)>,
    server: &str,
) -> Result<Value, Clash> {
    let mut paths = Map::new();
    let mut components = Map::new();
    let mut tags: Vec<Value> = Vec::new();
    for (service, document) in documents {
        let clash = |what: String| Clash { service: service.to_owned(), what };
        for (path, item) in entries(document.get("paths")) {
            if paths.insert(path.clone(), item.clone()).is_some() {
                return Err(clash(path.clone()));
            }
        }
        for (kind, members) in entries(document.get("components")) {
            let merged = components.entry(kind).or_insert_with(|| json!({}));
            let Some(merged) = merged.as_object_mut() else { continue };
            for (name, member) in entries(Some(members)) {
                match merged.insert(name.clone(), member.clone()) {
                    Some(earlier) if earlier != *member => {
                        return Err(clash(format!("components.{kind}.{name}")));
                    }
                    _ => {}
                }
            }
        }
        let own = document.get("tags").and_then(Value::as_array);
        for tag in own.into_iter().flatten() {
            if tags.iter().any(|other| other["name"] == tag["name"]) {
                return Err(clash(format!("tag {}", tag["name"])));
            }
            tags.push(tag.clone());
        }
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Almanac",
            "version": "1",
            "description": "One platform for NHS primary care: reference data, rotas, pick-list datasets, signed releases and care enquiries. Contains public sector information licensed under the Open Government Licence v3.0.",
        },
        "servers": [{ "url": server }],
        "tags": tags,
        "paths": paths,
        "components": components,
    }))
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody as _;
    use utoipa::PartialSchema;
    use utoipa::openapi::path::OperationBuilder;
    use utoipa::openapi::request_body::RequestBodyBuilder;
    use utoipa::openapi::{OneOfBuilder, ResponsesBuilder};

    use super::*;
    use crate::ApiError;

    #[test]
    fn forms_are_documented_once() {
        let page = ResponseBuilder::new()
            .description("A page.")
            .content("application/json", Content::new(Some(ObjectBuilder::new())));
        let own = ParameterBuilder::new().name("format").parameter_in(ParameterIn::Query);
        let mut operation = OperationBuilder::new()
            .parameter(own)
            .responses(ResponsesBuilder::new().response("200", page).build())
            .build();
        offer(&mut operation, Format::EXPORTS);
        let operation = serde_json::to_value(&operation).unwrap();
        assert_eq!(operation["parameters"].as_array().unwrap().len(), 1);
        let schema = &operation["parameters"][0]["schema"];
        assert_eq!(schema["enum"], json!(["json", "csv", "ndjson", "parquet"]));
        let content = &operation["responses"]["200"]["content"];
        assert_eq!(content.as_object().unwrap().len(), 4);
        assert_eq!(content["application/json"]["schema"]["type"], "object");
    }

    #[test]
    fn errors_are_documented_in_the_words_of_their_api() {
        let schemas = [ErrorBody::schema(), HintBody::schema(), MessageBody::schema()];
        let shapes = [ErrorShape::Detail, ErrorShape::Hint, ErrorShape::Message];
        let names = [ErrorBody::name(), HintBody::name(), MessageBody::name()];
        let error = ApiError::invalid(&BTreeMap::from([("x".to_owned(), vec!["No.".to_owned()])]));
        for ((shape, name), schema) in shapes.into_iter().zip(names).zip(schemas) {
            let told = serde_json::to_value(error_response(shape, "Why.")).unwrap();
            let schema_of = &told["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(*schema_of, format!("#/components/schemas/{name}"));
            if shape == ErrorShape::Detail {
                continue;
            }
            let body = error.rendered_as(shape).into_body().try_into_bytes().unwrap();
            let body: Map<String, Value> = serde_json::from_slice(&body).unwrap();
            let schema = serde_json::to_value(schema).unwrap();
            let properties = schema["properties"].as_object().unwrap();
            assert!(body.keys().eq(properties.keys()), "{body:?} {properties:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_parameters_is_not_always_told() {
        let schema = serde_json::to_value(HintBody::schema()).unwrap();
        assert_eq!(schema["required"], json!(["hint"]));
        assert_eq!(schema["properties"]["arg_errors"]["type"], "object");
        let body = HintBody { hint: "No.".to_owned(), arg_errors: BTreeMap::new() };
        assert_eq!(json!(body), json!({ "hint": "No." }));
    }

    #[test]
    fn what_is_wrong_may_have_no_name() {
        let schema = serde_json::to_value(Invalid::schema()).unwrap();
        assert_eq!(schema["properties"]["detail"]["type"], "string");
        assert_eq!(schema["additionalProperties"]["type"], "array");
        assert_eq!(schema.get("required"), None);
    }

    #[test]
    fn where_there_is_one_form_there_is_no_choice() {
        let told = ResponseBuilder::new()
            .description("A resource.")
            .content("application/fhir+json", Content::new(Some(ObjectBuilder::new())));
        let responses = ResponsesBuilder::new().response("200", told).build();
        let mut operation = OperationBuilder::new().responses(responses).build();
        offer(&mut operation, Format::FHIR);
        let operation = serde_json::to_value(&operation).unwrap();
        assert_eq!(operation.pointer("/parameters/0"), None);
        let content = operation["responses"]["200"]["content"].as_object().unwrap();
        assert!(content.keys().eq(["application/fhir+json"]), "{content:?}");
    }

    #[test]
    fn a_body_is_null_nowhere() {
        let null = ObjectBuilder::new().schema_type(Type::Null);
        let name = || ObjectBuilder::new().schema_type(Type::String);
        let schema_of = |items: OneOfBuilder| {
            let body = RequestBodyBuilder::new();
            let body = body.content("application/json", Content::new(Some(items))).build();
            let mut operation = OperationBuilder::new().request_body(Some(body)).build();
            never_null(&mut operation);
            let body = json!(operation)["requestBody"].clone();
            assert_eq!(body.get("required"), None);
            body["content"]["application/json"]["schema"].clone()
        };
        let optional = OneOfBuilder::new().item(null).item(name());
        assert_eq!(schema_of(optional), json!({ "type": "string" }));
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        let choice = schema_of(OneOfBuilder::new().item(name()).item(number));
        assert_eq!(choice["oneOf"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn a_path_or_a_schema_has_one_owner() {
        let one = json!({
            "paths": { "/a/": {} },
            "components": { "schemas": { "E": { "type": "object" }, "A": {} } },
        });
        let same = json!({
            "paths": { "/b/": {} },
            "components": { "schemas": { "E": { "type": "object" }, "B": {} } },
        });
        let merged = merge([("one", &one), ("two", &same)], "http://x").unwrap();
        assert_eq!(merged["paths"].as_object().unwrap().len(), 2);
        assert_eq!(merged["components"]["schemas"].as_object().unwrap().len(), 3);

        let clashing_path = merge([("one", &one), ("two", &one)], "http://x").unwrap_err();
        assert_eq!((clashing_path.service.as_str(), clashing_path.what.as_str()), ("two", "/a/"));

        let other = json!({ "components": { "schemas": { "E": { "type": "string" } } } });
        let clash = merge([("one", &one), ("two", &other)], "http://x").unwrap_err();
        assert_eq!(clash.what, "components.schemas.E");
    }
}
