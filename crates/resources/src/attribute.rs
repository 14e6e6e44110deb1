//! What documents are made of.

use crate::Resource;
use crate::groups::GROUPS;
use crate::users::USERS;

/// The members of [`Kind::Address`].
pub const ADDRESS: [&str; 6] = ["address_1", "address_2", "town", "county", "postcode", "country"];

/// What an attribute holds. All but flags and lists may be null.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// 24 hexadecimal digits: the document's own, or of something that is not kept here.
    Id,
    /// As [`Kind::Id`], any number of them.
    Ids,
    /// So many characters at most.
    Text(usize),
    /// An e-mail address.
    Email,
    /// E-mail addresses.
    Emails,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM:SS` in UTC.
    DateTime,
    /// When something was done, null where it was not. Whoever sets it says
    /// when, or that it is done now.
    Mark,
    /// True or false.
    Flag,
    /// True, false or null for not known.
    Maybe,
    /// A whole number from the first to the second.
    Integer(i32, i32),
    /// A number from the first to the second.
    Number(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of these words.
    Choices(&'static [&'static str]),
    /// A document of this resource.
    Reference(&'static Resource),
    /// A group of this type.
    Group(&'static str),
    /// Groups of this type.
    Groups(&'static str),
    /// A user of the account.
    User,
    /// An object of [`ADDRESS`].
    Address,
}

impl Kind {
    /// What it refers to.
    pub fn target(self) -> Option<&'static Resource> {
        match self {
            Self::Reference(target) => Some(target),
            Self::Group(_) | Self::Groups(_) => Some(&GROUPS),
            Self::User => Some(&USERS),
            _ => None,
        }
    }

    /// Whether it holds any number of values.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Ids | Self::Emails | Self::Choices(_) | Self::Groups(_))
    }
}

/// Who decides what an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settable {
    /// Whoever makes or changes the document.
    Always,
    /// Whoever makes it.
    Once,
    /// Care itself.
    Never,
}

/// What an attribute holds where nothing is said of it.
#[derive(Clone, Copy, Debug)]
pub enum Initially {
    /// Null, false or an empty list.
    Nothing,
    /// This word.
    Word(&'static str),
    /// What the document that this one is part of has in the attribute of the same name.
    OfWhole,
    /// The user who calls.
    Caller,
    /// What the caller is called, to be known by when they are gone.
    CallerName,
}

/// One attribute of a resource. Its column has the same name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// Its name: `first_name`.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means, for the documentation.
    pub about: &'static str,
    /// Whether a document cannot be without it.
    pub required: bool,
    /// Who decides what it holds.
    pub settable: Settable,
    /// What it holds where nothing is said of it.
    pub initially: Initially,
    /// Whether it tells of a person: it is emptied when the document is anonymised.
    pub personal: bool,
    /// Whether the document is part of the one that this refers to, and goes when that goes.
    pub part: bool,
}

impl Attribute {
    /// What every document is known by.
    pub const ID: Self = Self::new("_id", Kind::Id, "What the document is known by.").kept();

    /// When a document was made.
    pub const CREATED: Self = Self::new("created", Kind::DateTime, "When it was made.").kept();

    /// When a document was last changed.
    pub const MODIFIED: Self =
        Self::new("modified", Kind::DateTime, "When it was last changed.").kept();

    /// When a document was anonymised.
    pub const ANONYMIZED: Self = Self::new(
        "anonymized",
        Kind::DateTime,
        "When everything about a person was removed from it; null while it is there.",
    )
    .kept();

    /// One that is not required and may be set at any time.
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self {
            name,
            kind,
            about,
            required: false,
            settable: Settable::Always,
            initially: Initially::Nothing,
            personal: false,
            part: false,
        }
    }

    /// No document is without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// It is set when the document is made, and stays.
    #[must_use]
    pub const fn once(self) -> Self {
        Self { settable: Settable::Once, ..self }
    }

    /// Care alone decides what it holds.
    #[must_use]
    pub const fn kept(self) -> Self {
        Self { settable: Settable::Never, ..self }
    }

    /// It tells of a person.
    #[must_use]
    pub const fn personal(self) -> Self {
        Self { personal: true, ..self }
    }

    /// It holds this where nothing is said of it.
    #[must_use]
    pub const fn initially(self, initially: Initially) -> Self {
        Self { initially, ..self }
    }

    /// The document is part of what it refers to.
    #[must_use]
    pub const fn part(self) -> Self {
        Self { part: true, ..self }
    }
}
