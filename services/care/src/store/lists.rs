//! Pages of documents.

use chrono::{NaiveDate, NaiveTime};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use resources::{Attribute, Kind, Resource};
use serde_json::value::RawValue;

use super::Source;
use super::shape::{column, document, records, table};
use super::statement::{Bound, Statement};
use crate::domain::listing::{Condition, Listing, Sort};

/// So many documents are sorted when they are asked for.
const FEW: i64 = 1_000;

/// A page of documents.
#[derive(Debug)]
pub(crate) struct Listed {
    /// How many there are on all pages.
    pub(crate) count: i64,
    /// Those of the page, each as it is on the wire.
    pub(crate) items: Vec<Box<RawValue>>,
}

/// The documents that are asked for, and how many there are of them in all, at
/// one time.
pub(crate) async fn list(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    source: &Source,
    listing: &Listing,
) -> QueryResult<Listed> {
    let mut snapshot = connection.build_transaction().read_only().repeatable_read();
    snapshot.run(async |connection| page(connection, resource, source, listing).await).await
}

async fn page(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    source: &Source,
    listing: &Listing,
) -> QueryResult<Listed> {
    let mut statement = Statement::default();
    let from = rows(resource, source, &mut statement);
    let condition = conditions(source, &listing.conditions, &mut statement);
    let mut count = statement.clone();
    count.sql(&format!("SELECT count(*) AS number FROM {from} AS a WHERE {condition}"));
    let count = count.number(connection).await?;
    if listing.offset() >= count {
        return Ok(Listed { count, items: Vec::new() });
    }
    let way = Way::to(listing, count);
    let found = if listing.conditions.is_empty() || count > FEW {
        format!("{from} AS a WHERE {condition}")
    } else {
        // Few are found sooner than the order is walked through.
        format!("(SELECT a.* FROM {from} AS a WHERE {condition} OFFSET 0) AS a")
    };
    let limit = statement.bind(Bound::Number(way.limit));
    let offset = statement.bind(Bound::Number(way.offset));
    let document = document(listing.attributes.iter().copied());
    // The ids first: they are in the index that the list is sorted by, so that
    // rows before the page are passed over without being read.
    statement.sql(&format!(
        "SELECT {document} FROM {from} AS a WHERE {} AND a.id = ANY(ARRAY(\
         SELECT a.id FROM {found} ORDER BY {} LIMIT {limit} OFFSET {offset})) ORDER BY {}",
        own(source),
        order(&listing.sorts, way.backwards),
        order(&listing.sorts, false),
    ));
    let items = statement.documents(connection).await?;
    Ok(Listed { count, items })
}

/// How the documents of a page are come to: from the end that is nearer.
#[derive(Debug, PartialEq, Eq)]
struct Way {
    backwards: bool,
    offset: i64,
    limit: i64,
}

impl Way {
    /// That to a page of a list of so many documents, which is not past its end.
    fn to(listing: &Listing, count: i64) -> Self {
        let offset = listing.offset();
        let limit = listing.per_page.min(count - offset);
        let behind = count - offset - limit;
        if behind < offset {
            Self { backwards: true, offset: behind, limit }
        } else {
            Self { backwards: false, offset, limit }
        }
    }
}

/// Where the rows are. What every statement is about is its first value.
pub(super) fn rows(
    resource: &'static Resource,
    source: &Source,
    statement: &mut Statement,
) -> String {
    match source {
        Source::Table(organization) => {
            statement.bind(Bound::Number(organization.0));
            table(resource)
        }
        Source::Members(members) => {
            let members = statement.bind(Bound::Json(members.records()));
            records(resource, &members)
        }
    }
}

/// That a row belongs to the account.
pub(super) fn own(source: &Source) -> &'static str {
    match source {
        Source::Table(_) => "a.organization_id = $1",
        Source::Members(_) => "true",
    }
}

fn conditions(source: &Source, conditions: &[Condition], statement: &mut Statement) -> String {
    let mut all = vec![own(source).to_owned()];
    for condition in conditions {
        all.extend(terms(condition, statement));
    }
    all.join(" AND ")
}

/// What a condition asks of the row `a`.
fn terms(condition: &Condition, statement: &mut Statement) -> Vec<String> {
    let one = match condition {
        Condition::In(own, values) => {
            let values = statement.bind(Bound::Texts(values.clone()));
            format!("a.{} = ANY({values})", column(own.name))
        }
        Condition::Has(own, values) => {
            let values = statement.bind(Bound::Texts(values.clone()));
            format!("a.{} && {values}", column(own.name))
        }
        Condition::After(own, time) => {
            let time = statement.bind(Bound::Time(*time));
            format!("a.{} > {time}", column(own.name))
        }
        Condition::Before(own, time) => {
            let time = statement.bind(Bound::Time(*time));
            format!("a.{} < {time}", column(own.name))
        }
        Condition::From(own, day) => {
            let start = statement.bind(start(*day));
            format!("a.{} >= {start}", column(own.name))
        }
        Condition::Until(own, day) => {
            let start = statement.bind(start(*day));
            // Not `1 day`, which has 23 or 25 hours twice a year in some time zones.
            format!("a.{} < {start} + interval '24 hours'", column(own.name))
        }
        Condition::Set(own, wanted) => {
            let column = column(own.name);
            match (own.kind, *wanted) {
                (Kind::Flag, true) => format!("a.{column}"),
                (Kind::Flag, false) => format!("NOT a.{column}"),
                (_, true) => format!("a.{column} IS NOT NULL"),
                (_, false) => format!("a.{column} IS NULL"),
            }
        }
        Condition::Keywords(words) => return keywords(words, statement),
    };
    vec![one]
}

/// When a day begins, in UTC.
fn start(day: NaiveDate) -> Bound {
    Bound::Time(day.and_time(NaiveTime::MIN).and_utc())
}

fn keywords(words: &[String], statement: &mut Statement) -> Vec<String> {
    let terms = words.iter().map(|word| {
        let (column, pattern) = looked_for(word);
        let pattern = statement.bind(Bound::Text(pattern));
        format!("{column} LIKE lower({pattern} COLLATE \"und-x-icu\")")
    });
    terms.collect()
}

/// Where a keyword is looked for, and as which pattern of `LIKE`. The index knows
/// three letters or digits in a row, and what words begin with: one that is
/// shorter is looked for where words begin. What has neither is not looked for
/// in the index, which would be read from end to end.
fn looked_for(word: &str) -> (&'static str, String) {
    let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let in_a_row = word.split(|letter: char| !letter.is_ascii_alphanumeric());
    if in_a_row.into_iter().any(|run| run.len() >= 3) {
        ("a.search", format!("%{escaped}%"))
    } else if word.starts_with(|letter: char| letter.is_ascii_alphanumeric()) {
        ("a.search", format!("% {escaped}%"))
    } else {
        ("(a.search || '')", format!("%{escaped}%"))
    }
}

/// What a list is sorted by, or the opposite. Documents that are equal by that
/// are sorted by their ids, in the direction of the index that serves it.
fn order(sorts: &[Sort], backwards: bool) -> String {
    let mut terms: Vec<String> = Vec::new();
    let mut last = "";
    for sort in sorts {
        last = if sort.descending == backwards { "" } else { " DESC" };
        terms.push(format!("a.{}{last}", column(sort.attribute)));
        if sort.attribute == Attribute::ID.name {
            return terms.join(", ");
        }
    }
    terms.push(format!("a.id{last}"));
    terms.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Arguments;

    #[test]
    fn an_order_ends_with_the_id() {
        let sort = |attribute, descending| Sort { attribute, descending };
        for (sorts, expected) in [
            (vec![sort("_id", false)], r#"a."id""#),
            (vec![sort("_id", true), sort("created", false)], r#"a."id" DESC"#),
            (vec![sort("created", true)], r#"a."created" DESC, a.id DESC"#),
            (
                vec![sort("last_name", true), sort("first_name", false)],
                r#"a."last_name" DESC, a."first_name", a.id"#,
            ),
        ] {
            assert_eq!(order(&sorts, false), expected);
        }
        let sorts = [sort("last_name", true), sort("first_name", false)];
        assert_eq!(order(&sorts, true), r#"a."last_name", a."first_name" DESC, a.id DESC"#);
    }

    #[test]
    fn a_page_is_come_to_from_the_nearer_end() {
        for (page, count, expected) in [
            (1, 5, (false, 0, 5)),
            (1, 95, (false, 0, 10)),
            (5, 95, (false, 40, 10)),
            (6, 95, (true, 35, 10)),
            (10, 95, (true, 0, 5)),
        ] {
            let page = page.to_string();
            let arguments = Arguments::of(&[("page", &page)]);
            let listing = Listing::read(&resources::GROUPS, &arguments).unwrap();
            let Way { backwards, offset, limit } = Way::to(&listing, count);
            assert_eq!((backwards, offset, limit), expected, "{page} of {count}");
        }
    }

    #[test]
    fn what_is_looked_for_stands_for_itself() {
        for (word, column, pattern) in [
            ("smith", "a.search", "%smith%"),
            (r"100%_\", "a.search", r"%100\%\_\\%"),
            ("jo", "a.search", "% jo%"),
            ("o'", "a.search", "% o'%"),
            ("Zoë", "a.search", "% Zoë%"),
            ("ë", "(a.search || '')", "%ë%"),
            ("%", "(a.search || '')", r"%\%%"),
        ] {
            assert_eq!(looked_for(word), (column, pattern.to_owned()), "{word}");
        }
    }
}
