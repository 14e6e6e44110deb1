//! The fields of a list, as forms carry them.

use std::fmt::Display;

use ::pages::{Choice, Errors, Form};
use serde_json::{Map, json};
use web::{ApiError, Fields};

use super::tags;
use crate::api::sent;
use crate::api::wire::Named;
use crate::changes::Edit;
use crate::domain::{Options, Viewer, lines};
use crate::store::DatasetRow;
use crate::viewer::Visitor;

/// What people call the fields, in the order of the form.
const LABELS: [(&str, &str); 8] = [
    ("name", "Name"),
    ("key", "Key"),
    ("organization", "Belongs to"),
    ("description", "Description"),
    ("tags", "Tags"),
    ("format_pattern", "How to show an option"),
    ("reference_url", "Where to read more"),
    ("options", "Options"),
];

/// A form about a list, as it was filled in or as it is to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) name: String,
    pub(super) description: String,
    /// In one line.
    pub(super) tags: String,
    pub(super) format_pattern: String,
    pub(super) reference_url: String,
    /// One a line.
    pub(super) options: String,
}

/// A field of a form, as text.
type Text = fn(&Filled) -> &str;

impl Filled {
    /// What a form says.
    pub(super) fn of(form: &Form) -> Self {
        Self {
            name: form.get("name").to_owned(),
            description: in_lines(form.get("description")),
            tags: form.get("tags").to_owned(),
            format_pattern: form.get("format_pattern").to_owned(),
            reference_url: form.get("reference_url").to_owned(),
            options: in_lines(form.raw("options")),
        }
    }

    /// What a form says of a list that nobody has changed anything about.
    pub(super) fn now(row: &DatasetRow, options: &Options) -> Self {
        Self {
            name: row.name.trim().to_owned(),
            description: in_lines(row.description.trim()),
            tags: tags::write(&row.tags),
            format_pattern: row.format_pattern.trim().to_owned(),
            reference_url: row.reference_url.trim().to_owned(),
            options: in_lines(&lines::write(options)),
        }
    }

    /// What is different from `before`, or everything where that is none.
    /// Mistakes are noted by field; what was not touched is none.
    pub(super) fn read(&self, before: Option<&Self>, errors: &mut Errors) -> Edit {
        let is_new = |field: Text| before.is_none_or(|before| field(before) != field(self));
        let texts: [(&str, Text); 4] = [
            ("name", |form| form.name.as_str()),
            ("description", |form| form.description.as_str()),
            ("format_pattern", |form| form.format_pattern.as_str()),
            ("reference_url", |form| form.reference_url.as_str()),
        ];
        let mut written = Map::new();
        for (field, text) in texts {
            if is_new(text) {
                written.insert(field.to_owned(), json!(text(self)));
            }
        }
        if is_new(|form| form.tags.as_str()) {
            written.insert("tags".to_owned(), json!(tags::read(&self.tags)));
        }
        let mut fields = Fields::new(written).partially();
        let edit = sent::words(&mut fields);
        told(fields, errors);
        let options = is_new(|form| form.options.as_str()).then(|| options(&self.options, errors));
        Edit { options, ..edit }
    }
}

/// Lines as they are kept, whatever ends them in a form. What follows the last
/// one is nothing.
fn in_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end_matches('\n').to_owned()
}

/// The name of a custom version; none where it is to be made.
pub(super) fn custom_name(form: &Form, errors: &mut Errors) -> Option<String> {
    let written = Map::from_iter([("name".to_owned(), json!(form.get("name")))]);
    let mut fields = Fields::new(written);
    let name = sent::custom_name(&mut fields);
    told(fields, errors);
    name
}

/// Notes what is wrong with fields, with what people call them.
fn told(fields: Fields, errors: &mut Errors) {
    let Err(refused) = fields.finish() else { return };
    for (field, _) in LABELS {
        for mistake in refused.fields().get(field).into_iter().flatten() {
            mistaken(errors, field, mistake);
        }
    }
}

/// Notes what is wrong with a field, with what people call it.
pub(super) fn mistaken(errors: &mut Errors, field: &str, mistake: impl Display) {
    match LABELS.iter().find(|(known, _)| *known == field) {
        Some((_, label)) => errors.add(field, format_args!("{label}: {mistake}")),
        None => errors.add(field, mistake),
    }
}

fn options(written: &str, errors: &mut Errors) -> Options {
    match lines::read(written) {
        Ok(options) => options,
        Err(mistakes) => {
            for (line, mistake) in mistakes {
                mistaken(errors, "options", format_args!("Line {line}: {mistake}"));
            }
            Options::default()
        }
    }
}

/// The organisation a form says that a new list belongs to, of those in which
/// the person may change things; none of them where there are none.
pub(super) fn organization(viewer: &Viewer, form: &Form, errors: &mut Errors) -> Option<i64> {
    let written = form.get("organization");
    if written.is_empty() {
        return viewer.default_organization();
    }
    let chosen = written.parse().ok().filter(|id| viewer.edits(*id));
    if chosen.is_none() {
        mistaken(errors, "organization", "Choose one of your organisations.");
    }
    chosen
}

/// The organisations that a new list can belong to; none: it is the person's own.
pub(super) async fn organizations(visitor: &Visitor, form: &Form) -> Result<Vec<Choice>, ApiError> {
    let viewer = &visitor.viewer;
    let own: Vec<i64> = viewer.organizations().into_iter().filter(|id| viewer.edits(*id)).collect();
    let names = Named::look_up(visitor, [], own.iter().copied().map(Some)).await?;
    let chosen = form.get("organization");
    let choice = |id: i64| {
        let word = id.to_string();
        let label = names.organization(Some(id)).unwrap_or(&word).to_owned();
        let is_chosen = word == chosen;
        Choice::new(word, label, is_chosen)
    };
    Ok(own.into_iter().map(choice).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(tags: &str, url: &str, options: &str) -> Filled {
        Filled {
            name: "Towns".to_owned(),
            tags: tags.to_owned(),
            reference_url: url.to_owned(),
            options: options.to_owned(),
            ..Filled::default()
        }
    }

    #[test]
    fn forms_are_read_as_browsers_send_them() {
        let form = Form::parse(
            b"name=+Towns+&description=One%0D%0Atwo%0D%0A&tags=a%2C+b%2C%2Ca\
              &options=L%2CLeeds%0D%0AY%2CYork%0D%0A",
        );
        let read = Filled::of(&form);
        assert_eq!(read.name, "Towns");
        assert_eq!(read.description, "One\ntwo");
        assert_eq!(read.options, "L,Leeds\nY,York");
        let mut errors = Errors::default();
        let edit = read.read(None, &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(edit.tags.unwrap(), ["a", "b"]);
        let options = edit.options.unwrap();
        assert_eq!(options.iter().collect::<Vec<_>>(), [("L", "Leeds"), ("Y", "York")]);
    }

    #[test]
    fn a_tag_with_a_comma_stays_one() {
        let tags = vec!["with, comma".to_owned(), "b".to_owned()];
        let row = DatasetRow { tags: tags.clone(), ..DatasetRow::example() };
        let now = Filled::now(&row, &Options::default());
        assert_eq!(now.tags, "\"with, comma\", b");
        let mut errors = Errors::default();
        assert_eq!(now.read(None, &mut errors).tags, Some(tags));
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn what_was_not_touched_stays_as_it_is() {
        let before = filled("a, b", "", "L,Leeds");
        let mut errors = Errors::default();
        assert_eq!(before.read(Some(&before), &mut errors), Edit::default());
        let after = Filled { name: "Cities".to_owned(), ..before.clone() };
        let expected = Edit { name: Some("Cities".to_owned()), ..Edit::default() };
        assert_eq!(after.read(Some(&before), &mut errors), expected);
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn mistakes_are_told_at_their_fields() {
        let good = filled("a", "https://example.org/", "L,Leeds");
        for (form, expected) in [
            (good.clone(), &[][..]),
            (Filled { name: String::new(), ..good.clone() }, &["name"]),
            (Filled { name: "é".repeat(255), ..good.clone() }, &[]),
            (Filled { name: "é".repeat(256), ..good.clone() }, &["name"]),
            (Filled { name: "a\0".to_owned(), ..good.clone() }, &["name"]),
            (Filled { description: "\0".to_owned(), ..good.clone() }, &["description"]),
            (Filled { format_pattern: "x".repeat(50), ..good.clone() }, &[]),
            (Filled { format_pattern: "x".repeat(51), ..good.clone() }, &["format_pattern"]),
            (Filled { tags: "a\0".to_owned(), ..good.clone() }, &["tags"]),
            (filled("a, ,b,,a", "", ""), &[]),
            (filled(&"t".repeat(101), "", ""), &["tags"]),
            (filled("", "example.org", ""), &["reference_url"]),
            (filled("", "ftp://example.org/", ""), &["reference_url"]),
            (filled("", "javascript:alert(1)", ""), &["reference_url"]),
            (filled("", &format!("https://x.org/{}", "y".repeat(187)), ""), &["reference_url"]),
            (filled("", "", "L,Leeds\nL,London"), &["options"]),
        ] {
            let mut errors = Errors::default();
            form.read(None, &mut errors);
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, expected, "{form:?}");
            for error in errors.iter() {
                let label = LABELS.iter().find(|(field, _)| *field == error.field).unwrap().1;
                assert!(error.message.starts_with(&format!("{label}: ")), "{error:?}");
            }
        }
    }

    #[test]
    fn a_custom_version_needs_no_name() {
        for (form, expected, is_good) in [
            ("", None, true),
            ("name=+", None, true),
            ("name=+Ours+", Some("Ours"), true),
            ("name=a%00", None, false),
        ] {
            let mut errors = Errors::default();
            let name = custom_name(&Form::parse(form.as_bytes()), &mut errors);
            assert_eq!((name.as_deref(), errors.is_empty()), (expected, is_good), "{form}");
        }
    }

    #[test]
    fn a_list_is_made_where_one_may_make_lists() {
        let viewer =
            Viewer { user_id: Some(1), memberships: vec![(7, false), (8, true), (9, true)] };
        for (form, expected, is_good) in [
            ("", Some(8), true),
            ("organization=", Some(8), true),
            ("organization=9", Some(9), true),
            ("organization=7", None, false),
            ("organization=10", None, false),
            ("organization=x", None, false),
        ] {
            let mut errors = Errors::default();
            let chosen = organization(&viewer, &Form::parse(form.as_bytes()), &mut errors);
            assert_eq!((chosen, errors.is_empty()), (expected, is_good), "{form}");
        }
        let individual = Viewer { user_id: Some(1), memberships: Vec::new() };
        let mut errors = Errors::default();
        assert_eq!(organization(&individual, &Form::default(), &mut errors), None);
        assert!(errors.is_empty());
    }
}
