//! The OpenAPI document of a resource, from its description.

mod parameters;
mod schemas;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use resources::{Resource, Rule};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::encoding::EncodingBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder, ParameterStyle};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{
    Content, HeaderBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
    Type,
};
use utoipa::{PartialSchema, ToSchema};
use web::openapi::{HintBody, error_response};
use web::{ErrorShape, FORM};

use self::schemas::Sent;

/// The schemas that an operation refers to, by name.
pub(crate) type Schemas = Vec<(String, RefOr<Schema>)>;

const JSON: &str = "application/json";

/// What every answer says of how often its caller may call.
const LIMITS: [(&str, &str); 3] = [
    ("X-CareHQ-RateLimit-Limit", "How many calls may come at once."),
    ("X-CareHQ-RateLimit-Remaining", "How many of them are left."),
    ("X-CareHQ-RateLimit-Reset", "When there are more again, in seconds since 1970."),
];

/// The documentation of the list.
pub(crate) fn list(resource: &'static Resource) -> (Operation, Schemas) {
    let page = schemas::named(resource, "Page");
    let description = format!(
        "{} What all filters ask for must hold. A page past the last one is empty.",
        resource.about
    );
    let summary = format!("List {}", resource.name.replace('-', " "));
    let operation = operation(format!("list_{}", resource.table()), summary)
        .description(Some(description))
        .parameters(Some(parameters::of_list(resource)))
        .response("200", success("A page of the list.", Ref::from_schema_name(&page)))
        .response("400", refusal("A parameter is wrong; `arg_errors` names each."));
    let page = (page, schemas::page(resource).into());
    (operation.build(), vec![schemas::document(resource), page, hint()])
}

/// The documentation of what makes a document by this method.
pub(crate) fn create(resource: &'static Resource, method: &HttpMethod) -> (Operation, Schemas) {
    let description = format!(
        "Answers with the whole of it, whatever the key may read.{}{}",
        one_of(resource),
        order(resource)
    );
    let mut operation = to_one("Create", resource)
        .description(Some(description))
        .request_body(Some(body(resource, true)))
        .response("200", success("What was made.", document(resource)))
        .response("400", refusal(WRONG))
        .response("413", refusal(TOO_LARGE))
        .response("415", refusal(NO_FORM))
        .build();
    if *method == HttpMethod::Post {
        operation.operation_id = operation.operation_id.map(|id| format!("{id}_by_post"));
        operation.description = Some("The same as `PUT`.".to_owned());
    }
    (operation, bodies(resource, true))
}

/// The documentation of what tells of one document.
pub(crate) fn retrieve(resource: &'static Resource) -> (Operation, Schemas) {
    let operation = to_one("Retrieve", resource)
        .description(Some("All of it, unless `attributes` asks for less."))
        .parameters(Some([parameters::id(), parameters::attributes(resource, None)]))
        .response("200", success("What is asked for of it.", document(resource)))
        .response("404", refusal(UNKNOWN));
    (operation.build(), vec![schemas::document(resource), hint()])
}

/// The documentation of what changes a document.
pub(crate) fn update(resource: &'static Resource) -> (Operation, Schemas) {
    let description = format!(
        "Changes what is told, and answers with the whole of it. What is not told stays as it \
         is.{}",
        order(resource)
    );
    let operation = to_one("Update", resource)
        .description(Some(description))
        .parameters(Some([parameters::id()]))
        .request_body(Some(body(resource, false)))
        .response("200", success("What it has become.", document(resource)))
        .response("400", refusal(WRONG))
        .response("403", refusal(may_not_write(resource)))
        .response("404", refusal(UNKNOWN))
        .response("413", refusal(TOO_LARGE))
        .response("415", refusal(NO_FORM));
    (operation.build(), bodies(resource, false))
}

/// The documentation of what deletes a document.
pub(crate) fn delete(resource: &'static Resource) -> (Operation, Schemas) {
    let parts = quoted(resource.parts().map(|(part, _)| part));
    let others = resource.references().filter(|(_, attribute)| !attribute.part);
    let others = quoted(others.map(|(other, _)| other));
    let mut description = "There is no way back.".to_owned();
    if !parts.is_empty() {
        description += &format!(" What is part of it goes with it: {parts}.");
    }
    let nothing = ObjectBuilder::new().schema_type(Type::Object).max_properties(Some(0));
    let mut operation = to_one("Delete", resource)
        .parameters(Some([parameters::id()]))
        .response("200", success("It is gone.", nothing))
        .response("403", refusal(may_not_write(resource)))
        .response("404", refusal(UNKNOWN));
    if !others.is_empty() {
        description += &format!(" It stays while any of these refer to it: {others}.");
        operation = operation.response("400", refusal("Something refers to it."));
    }
    (operation.description(Some(description)).build(), vec![hint()])
}

/// The names of resources, each once.
fn quoted(resources: impl Iterator<Item = &'static Resource>) -> String {
    let names: BTreeSet<&str> = resources.map(|resource| resource.name).collect();
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

const WRONG: &str = "An attribute is missing or wrong; `arg_errors` names each.";
const UNKNOWN: &str = "The account has no such document.";
const TOO_LARGE: &str = "The body has more than 1 MiB.";
const NO_FORM: &str = "The body is not a form, nor JSON from somebody who signed in.";
const MAY_NOT: &str = "The caller may not do this.";

fn may_not_write(resource: &Resource) -> &'static str {
    let protected = resource.rules.iter().any(|rule| matches!(rule, Rule::Protected(_)));
    if protected { "The caller may not do this, or nobody may: it is protected." } else { MAY_NOT }
}

/// What is done to one document, under a name like `create_care_enquiry`.
fn to_one(verb: &str, resource: &Resource) -> OperationBuilder {
    let article = if resource.one.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    let name = format!("{}_{}", verb.to_lowercase(), resource.one.replace(' ', "_"));
    operation(name, format!("{verb} {article} {}", resource.one))
}

/// What all operations have.
fn operation(name: String, summary: String) -> OperationBuilder {
    OperationBuilder::new()
        .tag("care")
        .operation_id(Some(name))
        .summary(Some(summary))
        .response("403", refusal(MAY_NOT))
        .response("429", refusal("Too many calls; the headers say when there are more."))
}

fn document(resource: &Resource) -> Ref {
    Ref::from_schema_name(schemas::named(resource, ""))
}

fn hint() -> (String, RefOr<Schema>) {
    (HintBody::name().into_owned(), HintBody::schema())
}

/// The two bodies that make a document, or change one.
fn sent(creates: bool) -> [Sent; 2] {
    [Sent { creates, form: false }, Sent { creates, form: true }]
}

fn bodies(resource: &Resource, creates: bool) -> Schemas {
    let mut schemas = vec![schemas::document(resource), hint()];
    schemas.extend(sent(creates).map(|sent| schemas::body(resource, sent)));
    schemas
}

fn body(resource: &Resource, creates: bool) -> RequestBody {
    let [json, form] = sent(creates).map(|sent| Ref::from_schema_name(sent.name(resource)));
    let mut content = ContentBuilder::new().schema(Some(form));
    for attribute in schemas::settable(resource, creates).filter(|own| own.kind.is_list()) {
        let repeated = EncodingBuilder::new().style(Some(ParameterStyle::Form)).explode(Some(true));
        content = content.encoding(attribute.name, repeated);
    }
    RequestBodyBuilder::new()
        .description(Some(
            "In a form blank text is null, a list comes as a name that is repeated, and one \
             blank value is an empty list. Signed requests send forms. What the resource does \
             not know is ignored.",
        ))
        .required(Some(Required::True))
        .content(FORM, content)
        .content(JSON, Content::new(Some(json)))
        .build()
}

fn one_of(resource: &Resource) -> String {
    let told = resource.rules.iter().filter_map(|rule| match rule {
        Rule::OneOf(names) => Some(format!(" Exactly one of `{}` is given.", names.join("`, `"))),
        _ => None,
    });
    told.collect()
}

fn order(resource: &Resource) -> String {
    let told = resource.rules.iter().filter_map(|rule| match rule {
        Rule::Order(first, last) => Some(format!(" `{last}` is not before `{first}`.")),
        _ => None,
    });
    told.collect()
}

fn success(description: &str, schema: impl Into<RefOr<Schema>>) -> RefOr<Response> {
    let content = Content::new(Some(schema));
    limited(ResponseBuilder::new().description(description).content(JSON, content).build())
}

fn refusal(description: &str) -> RefOr<Response> {
    match error_response(ErrorShape::Hint, description) {
        RefOr::T(refusal) => limited(refusal),
        elsewhere @ RefOr::Ref(_) => elsewhere,
    }
}

fn limited(mut response: Response) -> RefOr<Response> {
    response.headers.extend(LIMITS.map(|(name, description)| {
        let number = ObjectBuilder::new().schema_type(Type::Integer);
        let header = HeaderBuilder::new().description(Some(description)).schema(Some(number));
        (name.to_owned(), RefOr::T(header.build()))
    }));
    RefOr::T(response)
}
