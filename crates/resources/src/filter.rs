//! What lists are narrowed by.

/// One filter of a list, sent as `filters-<name>`.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Its name: `locations`.
    pub name: &'static str,
    /// What it asks of a document.
    pub test: Test,
    /// What it means, for the documentation.
    pub about: &'static str,
}

/// What a filter asks of a document. Each names the attribute it looks at, and
/// that says what the filter's values may be.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// The attribute is one of the values.
    In(&'static str),
    /// The attribute, a list, has one of the values.
    Has(&'static str),
    /// The attribute is later than the value, a date and time.
    After(&'static str),
    /// The attribute is earlier than the value, a date and time.
    Before(&'static str),
    /// The attribute is on the day of the value or later.
    From(&'static str),
    /// The attribute is on the day of the value or earlier.
    Until(&'static str),
    /// `yes`: the attribute is set; `no`: it is not; `unset` and `both`: either.
    Set {
        /// A flag, or a time that may be null.
        attribute: &'static str,
        /// What is meant where nothing is said: `no` or `unset`.
        unless_told: &'static str,
    },
    /// Every word of the value is in what the resource is searched by, in any
    /// case: where words begin, unless it has three letters or digits in a row.
    Keywords,
}

impl Filter {
    /// What every list can be narrowed by.
    pub const COMMON: [Self; 4] = [
        Self::new("ids", Test::In("_id"), "Those with these ids."),
        Self::new("modified_after", Test::After("modified"), "Changed after this time."),
        Self::new("modified_before", Test::Before("modified"), "Changed before this time."),
        Self::new(
            "q",
            Test::Keywords,
            "Those with all of these words, in any case. One without three letters or digits in a \
             row is looked for where words begin.",
        ),
    ];

    /// Joins the parts.
    pub const fn new(name: &'static str, test: Test, about: &'static str) -> Self {
        Self { name, test, about }
    }
}

impl Test {
    /// The attribute it looks at; none for keywords, which look at several.
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::In(name)
            | Self::Has(name)
            | Self::After(name)
            | Self::Before(name)
            | Self::From(name)
            | Self::Until(name)
            | Self::Set { attribute: name, .. } => Some(name),
            Self::Keywords => None,
        }
    }
}
