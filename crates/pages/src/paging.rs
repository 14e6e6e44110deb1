use url::form_urlencoded::Serializer;

/// Which page of a long list is shown, and the addresses of its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// The page that is shown, from 1.
    pub page: i64,
    /// How many there are, at least 1.
    pub pages: i64,
    path: String,
    query: Vec<(String, String)>,
}

impl Paging {
    /// The pages of a list of `count` entries at `path`, `size` to a page.
    /// `query` is what the addresses keep, beside `page`. A page that is not
    /// there counts as the nearest that is.
    pub fn new(path: &str, query: &[(&str, &str)], page: i64, size: i64, count: i64) -> Self {
        let size = size.max(1);
        let pages = (count.max(0) + size - 1).div_euclid(size).max(1);
        let kept = query.iter().filter(|(_, value)| !value.is_empty());
        Self {
            page: page.clamp(1, pages),
            pages,
            path: path.to_owned(),
            query: kept.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        }
    }

    /// Whether there is more than one page.
    pub fn is_needed(&self) -> bool {
        self.pages > 1
    }

    /// The address of the page before, if there is one.
    pub fn before(&self) -> Option<String> {
        (self.page > 1).then(|| self.address(self.page - 1))
    }

    /// The address of the page after, if there is one.
    pub fn after(&self) -> Option<String> {
        (self.page < self.pages).then(|| self.address(self.page + 1))
    }

    fn address(&self, page: i64) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.query).append_pair("page", &page.to_string());
        format!("{}?{}", self.path, query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_neighbours() {
        for (page, count, expected, before, after) in [
            (1, 0, (1, 1), None, None),
            (1, 50, (1, 1), None, None),
            (1, 51, (1, 2), None, Some("/a/?event=x+y&page=2")),
            (2, 101, (2, 3), Some("/a/?event=x+y&page=1"), Some("/a/?event=x+y&page=3")),
            (9, 101, (3, 3), Some("/a/?event=x+y&page=2"), None),
            (-4, 51, (1, 2), None, Some("/a/?event=x+y&page=2")),
        ] {
            let paging = Paging::new("/a/", &[("event", "x y"), ("who", "")], page, 50, count);
            assert_eq!((paging.page, paging.pages), expected, "{page} of {count}");
            assert_eq!(paging.before().as_deref(), before, "{page} of {count}");
            assert_eq!(paging.after().as_deref(), after, "{page} of {count}");
            assert_eq!(paging.is_needed(), paging.pages > 1);
        }
    }
}
