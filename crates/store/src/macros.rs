//! Types that are kept in columns: numbers that name things, and words.

/// Numbers that name things, `bigint` in the database: each kind has a type of
/// its own, so that a thing is never looked up by another's number.
///
/// ```text
/// store::ids! {
///     /// A shift.
///     ShiftId
///     /// An alert.
///     AlertId
/// }
/// ```
///
/// The crate that uses it depends on `diesel`, `diesel-derive-newtype` and `serde`.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])+ $name:ident)+) => {$(
        $(#[$doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize,
            ::serde::Deserialize, ::diesel_derive_newtype::DieselNewType,
        )]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

/// Enumerations that are the same words on the wire, in the database (`text`)
/// and in OpenAPI documents: the names of their variants in a case of serde's,
/// such as `SCREAMING_SNAKE_CASE` or `snake_case`. After `as` stands the name
/// of the schema, which begins with that of the service.
///
/// ```text
/// store::words! {
///     case "SCREAMING_SNAKE_CASE";
///
///     /// How long a shift is.
///     ShiftDuration as rota::ShiftDuration {
///         /// A day.
///         Full,
///         /// Half a day.
///         Half,
///     }
/// }
/// ```
///
/// `as_str` gives the word for one, `words` those of all in order, and `parse`
/// the one for a word. `VARIANTS` needs `strum::VariantArray` in scope. The
/// crate that uses it depends on `diesel`, `serde`, `strum` and `utoipa`.
#[macro_export]
macro_rules! words {
    // What is inside attributes must be a bare token: utoipa sees no other.
    (case $case:tt; $(
        $(#[$doc:meta])+
        $name:ident as $service:ident :: $schema:ident { $($(#[$of:meta])+ $word:ident,)+ }
    )+) => {$(
        $(#[$doc])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize,
            ::serde::Deserialize, ::strum::Display, ::strum::EnumString, ::strum::IntoStaticStr,
            ::strum::VariantArray, ::diesel::expression::AsExpression,
            ::diesel::deserialize::FromSqlRow, ::utoipa::ToSchema,
        )]
        #[diesel(sql_type = ::diesel::sql_types::Text)]
        #[schema(as = $service::$schema)]
        #[serde(rename_all = $case)]
        #[strum(serialize_all = $case)]
        pub enum $name { $($(#[$of])+ $word,)+ }

        impl $name {
            /// The word for it.
            pub fn as_str(self) -> &'static str {
                self.into()
            }

            /// The words of all of them, in order.
            pub fn words() -> impl Iterator<Item = &'static str> {
                <Self as ::strum::VariantArray>::VARIANTS.iter().map(|one| one.as_str())
            }
        }

        impl ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <str as ::diesel::serialize::ToSql<
                    ::diesel::sql_types::Text,
                    ::diesel::pg::Pg,
                >>::to_sql(self.as_str(), out)
            }
        }

        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg>
            for $name
        {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let text = <::std::string::String as ::diesel::deserialize::FromSql<
                    ::diesel::sql_types::Text,
                    ::diesel::pg::Pg,
                >>::from_sql(bytes)?;
                Ok(text.parse()?)
            }
        }
    )+};
}
