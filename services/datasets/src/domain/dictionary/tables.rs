use scraper::{ElementRef, Html};

use super::text::{name, text};
use super::{Pairs, elements, pair};

/// Columns beyond these are not looked at.
const MOST_COLUMNS: usize = 100;

/// The rows of every table whose first row names a column of codes and one of
/// texts. A row that lacks either is left out.
pub(super) fn options(page: &Html) -> Pairs {
    elements(page, "table").flat_map(pairs_of).collect()
}

fn pairs_of(table: ElementRef<'_>) -> Pairs {
    let mut rows = rows(table).into_iter();
    let Some(columns) = rows.next().and_then(|headings| Columns::named(&headings)) else {
        return Pairs::new();
    };
    rows.filter_map(|row| pair(row.get(columns.code)?, row.get(columns.text)?)).collect()
}

/// Where a table has its codes and its texts.
struct Columns {
    code: usize,
    text: usize,
}

impl Columns {
    /// By their headings; of several that will do the last one counts. A column
    /// that is called just `code` or `value` goes before one that has the word
    /// in its name, and that before one that would do for texts too.
    fn named(headings: &[String]) -> Option<Self> {
        let headings: Vec<String> = headings.iter().map(|name| name.to_lowercase()).collect();
        if headings.iter().filter(|name| !name.is_empty()).count() < 2 {
            return None;
        }
        let last = |fits: &dyn Fn(usize, &str) -> bool| {
            headings.iter().enumerate().rposition(|(column, name)| fits(column, name))
        };
        let is_code = |_: usize, name: &str| matches!(name, "code" | "value");
        let has_code = |name: &str| name.contains("code") || name.contains("value");
        let has_text =
            |name: &str| ["description", "name", "meaning"].iter().any(|word| name.contains(word));
        let code = last(&is_code)
            .or_else(|| last(&|_, name| has_code(name) && !has_text(name)))
            .or_else(|| last(&|_, name| has_code(name)))?;
        let text = last(&|column, name| column != code && has_text(name))?;
        Some(Self { code, text })
    }
}

/// The rows of a table, without those of tables inside it. A cell that spans
/// several columns or rows stands in the first of them, and nothing in the others.
fn rows(table: ElementRef<'_>) -> Vec<Vec<String>> {
    let sections =
        table.child_elements().filter(|part| matches!(name(*part), "thead" | "tbody" | "tfoot"));
    sections.flat_map(rows_of_section).collect()
}

fn rows_of_section(section: ElementRef<'_>) -> Vec<Vec<String>> {
    // For how many more rows each column is taken by a cell above.
    let mut taken = [0_usize; MOST_COLUMNS];
    let rows = section.child_elements().filter(|row| name(*row) == "tr");
    rows.map(|row| {
        let mut free = Vec::new();
        for (column, above) in taken.iter_mut().enumerate() {
            if *above == 0 {
                free.push(column);
            }
            *above = above.saturating_sub(1);
        }
        place(row, &free, &mut taken)
    })
    .collect()
}

/// Puts the cells of a row into the columns that are free.
fn place(row: ElementRef<'_>, free: &[usize], taken: &mut [usize]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut free = free.iter().copied();
    for cell in row.child_elements().filter(|cell| matches!(name(*cell), "th" | "td")) {
        let below = span(cell, "rowspan").saturating_sub(1);
        let mut columns = free.by_ref().take(span(cell, "colspan")).peekable();
        let Some(first) = columns.peek().copied() else { break };
        for column in columns {
            if let Some(rows) = taken.get_mut(column) {
                *rows = below;
            }
        }
        texts.resize(first, String::new());
        texts.push(text(cell, &["table"]));
    }
    texts
}

/// How many columns or rows a cell takes: 1 unless it says otherwise.
fn span(cell: ElementRef<'_>, attribute: &str) -> usize {
    let given = cell.attr(attribute).and_then(|text| text.trim().parse().ok());
    match (given, attribute) {
        (Some(0), "rowspan") => usize::MAX,
        (Some(count), _) if count > 0 => count,
        _ => 1,
    }
}
