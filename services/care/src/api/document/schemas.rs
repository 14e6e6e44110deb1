//! What is sent and what is answered.

use resources::{ADDRESS, ALWAYS_SORTED, Attribute, Initially, Kind, Resource, Settable};
use serde_json::{Value, json};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{
    ArrayBuilder, KnownFormat, Object, ObjectBuilder, Ref, RefOr, Schema, SchemaFormat, Type,
};

use crate::domain::values::{LONGEST_EMAIL, LONGEST_MEMBER, MOST_VALUES};

const ID: &str = "^[0-9a-f]{24}$";
const TIME: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";

/// A body that makes a document or changes one.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    /// Whether it makes one.
    pub(super) creates: bool,
    /// Whether it is a form, not JSON.
    pub(super) form: bool,
}

impl Sent {
    /// What its schema is called.
    pub(super) fn name(self, resource: &Resource) -> String {
        let suffix = match (self.creates, self.form) {
            (true, false) => "Input",
            (true, true) => "Form",
            (false, false) => "Patch",
            (false, true) => "PatchForm",
        };
        named(resource, suffix)
    }
}

/// What a schema of the resource is called: `care.CareEnquiry`, and a suffix.
pub(super) fn named(resource: &Resource, suffix: &str) -> String {
    let words = resource.one.split(' ').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    format!("care.{}{suffix}", words.collect::<String>())
}

/// A document, or as much of it as was asked for.
pub(super) fn document(resource: &Resource) -> (String, RefOr<Schema>) {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(format!("{} Only what is asked for is there.", resource.about)))
        .required(Attribute::ID.name);
    let schema = resource
        .attributes()
        .fold(schema, |schema, attribute| schema.property(attribute.name, answered(attribute)));
    (named(resource, ""), schema.into())
}

/// A page of a list.
pub(super) fn page(resource: &Resource) -> ObjectBuilder {
    let document = Ref::from_schema_name(named(resource, ""));
    let number = |about: &str, least: u32| {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least));
        number.description(Some(about))
    };
    let schema = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("A page of a list."))
        .property("item_count", number("Documents in the whole list.", 0))
        .property("items", ArrayBuilder::new().items(document))
        .property("page", number("Which page it is.", 1))
        .property("page_count", number("Pages in the whole list; none where it is empty.", 0))
        .property("per_page", number("Documents on a full page.", 1));
    let members = ["item_count", "items", "page", "page_count", "per_page"];
    members.into_iter().fold(schema, ObjectBuilder::required)
}

/// What makes a document or changes one.
pub(super) fn body(resource: &Resource, sent: Sent) -> (String, RefOr<Schema>) {
    let mut schema = ObjectBuilder::new().schema_type(Type::Object);
    for attribute in settable(resource, sent.creates) {
        schema = match attribute.kind {
            Kind::Address if sent.form => members(schema, attribute),
            _ => schema.property(attribute.name, taken(attribute, sent)),
        };
        let is_filled_in = !matches!(attribute.initially, Initially::Nothing);
        if sent.creates && attribute.required && !is_filled_in {
            schema = schema.required(attribute.name);
        }
    }
    (sent.name(resource), schema.into())
}

/// What whoever makes or changes a document decides.
pub(super) fn settable(
    resource: &Resource,
    creates: bool,
) -> impl Iterator<Item = &'static Attribute> + use<> {
    resource.attributes.iter().filter(move |attribute| match attribute.settable {
        Settable::Always => true,
        Settable::Once => creates,
        Settable::Never => false,
    })
}

/// Any text.
pub(super) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// One value of this kind; of a list, one of its values.
pub(super) fn value(kind: Kind) -> ObjectBuilder {
    let of = |schema_type: Type| ObjectBuilder::new().schema_type(schema_type);
    match kind {
        Kind::Id
        | Kind::Ids
        | Kind::Reference(_)
        | Kind::Group(_)
        | Kind::Groups(_)
        | Kind::User => text().pattern(Some(ID)),
        Kind::Text(most) => text().max_length(Some(most)),
        Kind::Email | Kind::Emails => {
            text().format(known(KnownFormat::Email)).max_length(Some(LONGEST_EMAIL))
        }
        Kind::Date => text().format(known(KnownFormat::Date)),
        Kind::DateTime | Kind::Mark => text().pattern(Some(TIME)).examples(["2026-11-22 17:05:06"]),
        Kind::Flag | Kind::Maybe => of(Type::Boolean),
        Kind::Integer(least, most) => of(Type::Integer).minimum(Some(least)).maximum(Some(most)),
        Kind::Number(least, most) => of(Type::Number).minimum(Some(least)).maximum(Some(most)),
        Kind::Choice(words) | Kind::Choices(words) => {
            text().enum_values(Some(words.iter().copied()))
        }
        Kind::Address => ADDRESS.into_iter().fold(of(Type::Object), |address, name| {
            address.property(name, or_null(member().build()))
        }),
    }
}

fn known(format: KnownFormat) -> Option<SchemaFormat> {
    Some(SchemaFormat::KnownFormat(format))
}

/// A member of an address.
fn member() -> ObjectBuilder {
    text().max_length(Some(LONGEST_MEMBER))
}

/// The members of an address in a form, where names have dots.
fn members(schema: ObjectBuilder, attribute: &Attribute) -> ObjectBuilder {
    ADDRESS.into_iter().fold(schema, |schema, name| {
        let member = member().description(Some(attribute.about));
        schema.property(format!("{}.{name}", attribute.name), member)
    })
}

/// An attribute in an answer.
fn answered(attribute: &Attribute) -> RefOr<Schema> {
    let is_kept = attribute.settable == Settable::Never;
    let about = Some(meaning(attribute));
    if attribute.kind.is_list() {
        // Among the members that utoipa gives to arrays there is none for this.
        let mark: Option<Extensions> = is_kept.then(|| [("readOnly", true)].into_iter().collect());
        let list = ArrayBuilder::new().items(value(attribute.kind));
        return list.description(about).extensions(mark).into();
    }
    let mut schema = value(attribute.kind).description(about).build();
    schema.read_only = is_kept.then_some(true);
    let is_always = attribute.required
        || matches!(attribute.kind, Kind::Flag)
        || ALWAYS_SORTED.contains(&attribute.name);
    let schema = if is_always { schema } else { or_null(schema) };
    schema.into()
}

/// An attribute in a body.
fn taken(attribute: &Attribute, sent: Sent) -> RefOr<Schema> {
    let about = format!("{}{}", meaning(attribute), advice(attribute, sent));
    if attribute.kind.is_list() {
        let list = ArrayBuilder::new().items(value(attribute.kind));
        return list.description(Some(about)).max_items(Some(MOST_VALUES)).into();
    }
    let mut schema = value(attribute.kind).description(Some(about)).build();
    match attribute.kind {
        Kind::Mark => schema = or(schema, Type::Boolean),
        Kind::Maybe if sent.form => {
            schema = or(schema, Type::String);
            schema.enum_values = Some(vec![json!(true), json!(false), json!("unknown")]);
        }
        // Blank text is nothing.
        Kind::Text(_) if attribute.required => schema.pattern = Some(r"\S".to_owned()),
        _ => {}
    }
    if let (Initially::Word(word), true) = (attribute.initially, sent.creates) {
        schema.default = Some(json!(word));
    }
    let may_be_null = !(sent.form || attribute.required || matches!(attribute.kind, Kind::Flag));
    let schema = if may_be_null { or_null(schema) } else { schema };
    schema.into()
}

/// What an attribute means, and what it refers to.
fn meaning(attribute: &Attribute) -> String {
    let refers = match attribute.kind {
        Kind::Reference(target) => format!(" An id of `{}`.", target.name),
        Kind::User => " An id of `users`.".to_owned(),
        Kind::Group(group_type) => format!(" An id of `groups` of the type `{group_type}`."),
        Kind::Groups(group_type) => format!(" Ids of `groups` of the type `{group_type}`."),
        Kind::DateTime | Kind::Mark => " In UTC.".to_owned(),
        _ => String::new(),
    };
    format!("{}{refers}", attribute.about)
}

/// What to know before sending it.
fn advice(attribute: &Attribute, sent: Sent) -> &'static str {
    match (attribute.kind, attribute.initially) {
        (Kind::Mark, _) => " `true` is for now, `false` for null.",
        (Kind::Address, _) if !sent.creates => " Members that are not told stay as they are.",
        (_, Initially::OfWhole) if sent.creates => " Unless told, as in what it is part of.",
        _ => "",
    }
}

/// The same, or null.
fn or_null(mut schema: Object) -> Object {
    if let Some(words) = &mut schema.enum_values {
        words.push(Value::Null);
    }
    or(schema, Type::Null)
}

/// The same, or something of this type.
fn or(mut schema: Object, other: Type) -> Object {
    schema.schema_type = match schema.schema_type {
        SchemaType::Type(own) => SchemaType::Array(vec![own, other]),
        SchemaType::Array(mut own) => {
            own.push(other);
            SchemaType::Array(own)
        }
        SchemaType::AnyValue => SchemaType::AnyValue,
    };
    schema
}
