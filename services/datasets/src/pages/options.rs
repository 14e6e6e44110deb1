//! The options of a list on a page, which has room for some of them.

use ::pages::{Paging, counted};
use web::ApiError;

use super::visit::aside;
use crate::domain::Options;

/// Options on one page.
const SIZE: i64 = 200;

/// Some of the options of a list.
pub(super) struct Shown {
    /// The page they are on.
    pub(super) path: String,
    /// What is looked for among them.
    pub(super) filter: String,
    /// How many were found.
    pub(super) told: String,
    /// Code and text of those on this page.
    pub(super) rows: Vec<(String, String)>,
    pub(super) paging: Paging,
}

/// The page of this number of the options that have `filter` in their code or
/// text, whatever the capitals.
pub(super) async fn shown(
    options: Options,
    path: String,
    filter: String,
    page: i64,
) -> Result<Shown, ApiError> {
    aside(move || found(&options, path, filter, page)).await
}

fn found(options: &Options, path: String, filter: String, page: i64) -> Shown {
    let wanted = filter.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let found: Vec<(&str, &str)> =
        options.iter().filter(|(code, text)| wanted.is_empty() || has(code) || has(text)).collect();
    let all = counted(options.len(), "option");
    let told = if wanted.is_empty() {
        all
    } else {
        format!("{} of {all}", counted(found.len(), "option"))
    };
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let paging = Paging::new(&path, &[("q", &filter)], page, SIZE, count);
    let before = usize::try_from((paging.page - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
    let most = usize::try_from(SIZE).unwrap_or(usize::MAX);
    let rows = found.into_iter().skip(before).take(most);
    let rows = rows.map(|(code, text)| (code.to_owned(), text.to_owned())).collect();
    Shown { path, filter, told, rows, paging }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_some_of_many() {
        let options: Options =
            (0..450).map(|number| (format!("c{number}"), format!("Étage {number}"))).collect();
        let shown = |filter: &str, page| {
            let shown = found(&options, "/x/".to_owned(), filter.to_owned(), page);
            let first = shown.rows.first().map(|(code, _)| code.clone());
            (shown.rows.len(), first, shown.paging.pages, shown.told)
        };
        let code = |code: &str| Some(code.to_owned());
        for (filter, page, expected) in [
            ("", 1, (200, code("c0"), 3, "450 options")),
            ("", 3, (50, code("c400"), 3, "450 options")),
            ("", 9, (50, code("c400"), 3, "450 options")),
            ("C44", 1, (11, code("c44"), 1, "11 options of 450 options")),
            ("éTAGE 449", 1, (1, code("c449"), 1, "1 option of 450 options")),
            ("nothing", 1, (0, None, 1, "0 options of 450 options")),
        ] {
            let (rows, first, pages, told) = expected;
            assert_eq!(shown(filter, page), (rows, first, pages, told.to_owned()), "{filter}");
        }
    }
}
