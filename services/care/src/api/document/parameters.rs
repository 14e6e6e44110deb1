//! What is asked in a path or a query.

use resources::{Attribute, Filter, Kind, Resource, Test};
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Required, Type};

use super::schemas::{text, value};
use crate::domain::listing::{MOST, USUAL};

/// What a filter of what is set may say.
const SET: [&str; 4] = ["yes", "no", "unset", "both"];

/// Which document is meant.
pub(super) fn id() -> Parameter {
    let id = ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(Attribute::ID.about));
    id.schema(Some(value(Kind::Id))).build()
}

/// What is told of a document.
pub(super) fn attributes(resource: &Resource, unless_told: Option<Value>) -> Parameter {
    let names = text().enum_values(Some(resource.attributes().map(|own| own.name)));
    let about = "What to tell of a document; `_id` is always told. Other names are ignored.";
    repeated("attributes", about, names, unless_told)
}

/// All that a list may be asked.
pub(super) fn of_list(resource: &Resource) -> Vec<Parameter> {
    let only_ids = json!([Attribute::ID.name]);
    let whole = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1_u32));
    let mut parameters = vec![
        attributes(resource, Some(only_ids.clone())),
        single("page", "Which page, from 1.", whole().default(Some(json!(1)))),
        single(
            "per_page",
            "How many documents a page has.",
            whole().maximum(Some(MOST)).default(Some(json!(USUAL))),
        ),
        repeated(
            "sort_by",
            "What to sort by, the most important first; `-` in front is for the greatest first.",
            text().enum_values(Some(sorts(resource))),
            Some(only_ids),
        ),
    ];
    parameters.extend(resource.filters().map(|filter| narrowing(resource, filter)));
    parameters
}

fn sorts(resource: &Resource) -> impl Iterator<Item = String> + use<> {
    resource.sorts().flat_map(|name| [name.to_owned(), format!("-{name}")])
}

fn narrowing(resource: &Resource, filter: &Filter) -> Parameter {
    let name = format!("filters-{}", filter.name);
    let attribute = filter.test.attribute().and_then(|name| resource.attribute(name));
    match filter.test {
        Test::In(_) | Test::Has(_) => {
            let one = attribute.map_or_else(text, |attribute| value(attribute.kind));
            repeated(&name, filter.about, one, None)
        }
        Test::After(_) | Test::Before(_) => {
            single(&name, &format!("{} In UTC.", filter.about), value(Kind::DateTime))
        }
        Test::From(_) | Test::Until(_) => single(&name, filter.about, value(Kind::Date)),
        Test::Set { unless_told, .. } => {
            let words = text().enum_values(Some(SET)).default(Some(json!(unless_told)));
            single(&name, filter.about, words)
        }
        Test::Keywords => {
            let about = format!("{} Looks at `{}`.", filter.about, resource.searched.join("`, `"));
            single(&name, &about, text())
        }
    }
}

fn single(name: &str, about: &str, schema: ObjectBuilder) -> Parameter {
    query(name, about).schema(Some(schema)).build()
}

/// One that may come several times.
fn repeated(name: &str, about: &str, one: ObjectBuilder, unless_told: Option<Value>) -> Parameter {
    query(name, about)
        .schema(Some(ArrayBuilder::new().items(one).default(unless_told)))
        .style(Some(ParameterStyle::Form))
        .explode(Some(true))
        .build()
}

fn query(name: &str, about: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about))
}
