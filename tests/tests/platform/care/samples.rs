//! A document of every resource, made from its description: whatever is
//! described is tried.

use std::collections::BTreeMap;

use resources::{
    ADDRESS, ALL, Action, Attribute, GROUPS, Kind, Resource, Rule, Settable, Test, USERS,
};
use serde_json::{Map, Value, json};

use super::{Api, all_attributes, id_of, lent};

/// When everything happened.
pub(super) const TIME: &str = "2026-01-05 09:00:00";

/// Parameters, in the order they are sent in.
pub(super) type Pairs = Vec<(String, String)>;

/// A document and how it came about.
pub(super) struct Made {
    /// What whoever made it said, as it should be told.
    pub(super) said: Map<String, Value>,
    /// How it was answered.
    pub(super) told: Value,
}

/// An account that has one document of every resource, of which all is said that can be.
pub(super) struct World {
    /// A word that is in every text.
    word: String,
    /// A group of each type that something refers to.
    groups: BTreeMap<&'static str, String>,
    documents: BTreeMap<&'static str, Made>,
}

impl World {
    /// Fills an account whose texts all begin with `word`.
    pub(super) async fn fill(api: &Api, word: &str) -> Self {
        let mut world =
            Self { word: word.to_owned(), groups: BTreeMap::new(), documents: BTreeMap::new() };
        for group_type in ALL.iter().flat_map(|own| own.attributes).filter_map(group_type) {
            if !world.groups.contains_key(group_type) {
                world.groups.insert(group_type, api.group(group_type, word).await);
            }
        }
        let user = api.list(USERS.name, &all_attributes(&USERS)).await.remove(0);
        world.documents.insert(USERS.name, Made { said: Map::new(), told: user });
        let mut left: Vec<&'static Resource> =
            ALL.into_iter().filter(|own| own.allows(Action::Create)).collect();
        while !left.is_empty() {
            // No two refer to each other.
            let ready = left.iter().position(|own| world.has_all_for(own)).unwrap();
            let resource = left.remove(ready);
            let (pairs, said) = world.whole(resource);
            let told = api.put(resource.name, &lent(&pairs)).await.with(200);
            world.documents.insert(resource.name, Made { said, told });
        }
        world
    }

    /// The document of this resource.
    pub(super) fn of(&self, resource: &Resource) -> &Made {
        &self.documents[resource.name]
    }

    /// What the document of this resource is known by.
    pub(super) fn id(&self, resource: &Resource) -> &str {
        match self.documents.get(resource.name) {
            Some(made) => id_of(&made.told),
            None if resource.name == GROUPS.name => self.groups.values().next().unwrap(),
            None => panic!("there is nothing of {} yet", resource.name),
        }
    }

    /// What every document of a resource is known by.
    pub(super) fn ids(&self, resource: &Resource) -> Vec<String> {
        let groups = self.groups.values().filter(|_| resource.name == GROUPS.name);
        groups.cloned().chain([self.id(resource).to_owned()]).collect()
    }

    /// Everything that can be said of a new document, and how it is told.
    pub(super) fn whole(&self, resource: &'static Resource) -> (Pairs, Map<String, Value>) {
        let (mut pairs, mut said) = (Pairs::new(), Map::new());
        for attribute in sayable(resource) {
            let (own, told) = self.sample(attribute);
            pairs.extend(own);
            said.insert(attribute.name.to_owned(), told);
        }
        (pairs, said)
    }

    /// No more than a new document needs.
    pub(super) fn least(&self, resource: &'static Resource) -> Pairs {
        let needed = sayable(resource).filter(|own| is_needed(resource, own));
        needed.flat_map(|own| self.sample(own).0).collect()
    }

    /// What a form says of an attribute, and how that is told.
    pub(super) fn sample(&self, attribute: &Attribute) -> (Pairs, Value) {
        let name = attribute.name;
        let one = |text: &str, told: Value| (vec![(name.to_owned(), text.to_owned())], told);
        let word = |text: &str| one(text, json!(text));
        let list = |texts: &[&str]| {
            let pairs = texts.iter().map(|text| (name.to_owned(), (*text).to_owned()));
            (pairs.collect(), json!(texts))
        };
        match attribute.kind {
            Kind::Text(most) => word(&self.text(name, most)),
            Kind::Email => word("zoe+care@example.org"),
            Kind::Emails => list(&["zoe@example.org", "al@example.com"]),
            Kind::Date => word("1940-02-29"),
            Kind::DateTime | Kind::Mark => word(TIME),
            Kind::Flag => one("True", json!(true)),
            Kind::Maybe => one("False", json!(false)),
            Kind::Integer(_, most) => one(&most.to_string(), json!(most)),
            Kind::Number(_, most) => one(&(most - 0.25).to_string(), json!(most - 0.25)),
            Kind::Choice(words) => word(words.last().unwrap()),
            Kind::Choices(words) => list(&words[..2]),
            Kind::Id | Kind::Ids => panic!("nobody can say {name}"),
            Kind::Reference(target) => word(self.id(target)),
            Kind::User => word(self.id(&USERS)),
            Kind::Group(group_type) => word(&self.groups[group_type]),
            Kind::Groups(group_type) => list(&[&self.groups[group_type]]),
            Kind::Address => self.address(name),
        }
    }

    /// A text that fits, with what has to be encoded, and with lines where it is a long one.
    fn text(&self, name: &str, most: usize) -> String {
        let lines = if most > 1000 { "\r\nl2 = é\n\ttab" } else { "" };
        let text = format!("{} é+%26 & 100% {name}{lines}", self.word);
        text.chars().take(most).collect()
    }

    fn address(&self, name: &str) -> (Pairs, Value) {
        let member = |own: &str| format!("{} {own} é", self.word);
        let pairs = ADDRESS.map(|own| (format!("{name}.{own}"), member(own)));
        let told = ADDRESS.map(|own| (own.to_owned(), json!(member(own))));
        (pairs.into(), Value::Object(told.into_iter().collect()))
    }

    /// Whether everything is there that a whole document refers to.
    fn has_all_for(&self, resource: &Resource) -> bool {
        let targets = sayable(resource).filter_map(|own| own.kind.target());
        let mut others = targets.filter(|own| own.name != GROUPS.name);
        others.all(|own| self.documents.contains_key(own.name))
    }
}

/// What whoever makes a document can say of it. Of attributes that exclude each
/// other it is the first.
pub(super) fn sayable(resource: &Resource) -> impl Iterator<Item = &'static Attribute> {
    let excluded = |own: &Attribute| {
        resource.rules.iter().any(|rule| match rule {
            Rule::OneOf(names) => names.iter().skip(1).any(|name| *name == own.name),
            _ => false,
        })
    };
    let settable = resource.attributes.iter().filter(|own| own.settable != Settable::Never);
    settable.filter(move |own| !excluded(own)).collect::<Vec<_>>().into_iter()
}

/// Whether no document can be without it.
pub(super) fn is_needed(resource: &Resource, attribute: &Attribute) -> bool {
    let is_subject =
        |rule: &Rule| matches!(rule, Rule::OneOf([first, ..]) if *first == attribute.name);
    attribute.required || resource.rules.iter().any(is_subject)
}

/// Parameters that say this of an attribute, and nothing that excludes it.
pub(super) fn saying(resource: &Resource, pairs: Pairs, name: &str, value: &str) -> Pairs {
    let excludes = |own: &str| {
        resource.rules.iter().any(
            |rule| matches!(rule, Rule::OneOf(names) if names.contains(&own) && names.contains(&name)),
        )
    };
    let others = pairs.into_iter().filter(|(own, _)| own != name && !excludes(own));
    others.chain([(name.to_owned(), value.to_owned())]).collect()
}

/// What a list has to be asked with so that it leaves nothing out.
pub(super) fn with_all(resource: &Resource) -> Pairs {
    let narrowing =
        resource.filters().filter(|own| matches!(own.test, Test::Set { unless_told: "no", .. }));
    narrowing.map(|own| (format!("filters-{}", own.name), "both".to_owned())).collect()
}

/// The type of the groups that an attribute refers to.
fn group_type(attribute: &Attribute) -> Option<&'static str> {
    match attribute.kind {
        Kind::Group(group_type) | Kind::Groups(group_type) => Some(group_type),
        _ => None,
    }
}
