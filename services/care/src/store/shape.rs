//! The text of SQL about a resource.

use resources::{Attribute, Kind, Resource};

/// A name, quoted: some attributes have the names of SQL's words.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The table of a resource.
pub(super) fn table(resource: &Resource) -> String {
    quoted(&resource.table())
}

/// The column of an attribute.
pub(super) fn column(name: &str) -> String {
    quoted(if name == Attribute::ID.name { "id" } else { name })
}

/// The type of an attribute's column.
fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "date",
        Kind::DateTime | Kind::Mark => "timestamptz",
        Kind::Flag | Kind::Maybe => "boolean",
        Kind::Integer(..) => "integer",
        Kind::Number(..) => "double precision",
        Kind::Address => "jsonb",
        kind if kind.is_list() => "text[]",
        _ => "text",
    }
}

/// The document of the row `a`, as JSON text: these attributes, in this order.
pub(super) fn document<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> String {
    let members: Vec<String> = attributes
        .into_iter()
        .map(|own| {
            let column = column(own.name);
            let value = match own.kind {
                Kind::DateTime | Kind::Mark => {
                    format!("to_char(a.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')")
                }
                _ => format!("a.{column}"),
            };
            format!("{value} AS {}", quoted(own.name))
        })
        .collect();
    format!("(SELECT row_to_json(w) FROM (SELECT {}) AS w)::text AS document", members.join(", "))
}

/// The attributes of a resource as rows, from JSON in `parameter`: what is not
/// in a table can be asked as if it were.
pub(super) fn records(resource: &'static Resource, parameter: &str) -> String {
    let columns: Vec<String> = resource
        .attributes()
        .map(|own| format!("{} {}", column(own.name), sql_type(own.kind)))
        .collect();
    let searched: Vec<String> = resource.searched.iter().map(|name| column(name)).collect();
    format!(
        "(SELECT *, lower((' ' || concat_ws(' ', {})) COLLATE \"und-x-icu\") AS search \
         FROM jsonb_to_recordset({parameter}) AS r({}))",
        searched.join(", "),
        columns.join(", ")
    )
}
