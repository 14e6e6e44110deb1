//! Which organisation a new dataset belongs to.

use web::{AnyPk, ApiError, Fields};

use super::sent::given;
use crate::DatasetsError;
use crate::domain::Viewer;
use crate::viewer::Visitor;

/// The field that says it.
pub(super) const FIELD: &str = "organization";

/// Whose somebody wants a new dataset to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// This organisation's, where they may change things; none: their own.
    Allowed(Option<i64>),
    /// That of an organisation where they may not.
    Refused,
    /// That of an organisation that there is not; its number.
    Unknown(String),
}

impl Whose {
    /// What the field `organization` says; where it says nothing, whose the
    /// things are that the visitor makes. 503 where accounts would have to be
    /// asked and is away.
    pub(super) async fn read(visitor: &Visitor, fields: &mut Fields) -> Result<Self, ApiError> {
        match named(fields) {
            None => Ok(Self::Allowed(visitor.viewer.default_organization())),
            Some(Err(number)) => Ok(Self::Unknown(number)),
            Some(Ok(id)) => match known(&visitor.viewer, id) {
                Some(whose) => Ok(whose),
                None => ask(visitor, id).await,
            },
        }
    }

    /// The organisation itself. 403 where the visitor may not say so, 404 where there is none.
    pub(super) fn organization(self) -> Result<Option<i64>, ApiError> {
        match self {
            Self::Allowed(organization) => Ok(organization),
            Self::Refused => Err(ApiError::forbidden(DatasetsError::Forbidden)),
            Self::Unknown(_) => Err(ApiError::not_found(DatasetsError::NoSuch)),
        }
    }
}

/// The number of an organisation, as text where it is beyond all that there are.
fn named(fields: &mut Fields) -> Option<Result<i64, String>> {
    given(fields, FIELD).map(|AnyPk(number)| number)
}

/// What memberships tell of an organisation.
fn known(viewer: &Viewer, id: i64) -> Option<Whose> {
    let membership = viewer.memberships.iter().find(|(organization, _)| *organization == id);
    membership.map(|(_, edits)| if *edits { Whose::Allowed(Some(id)) } else { Whose::Refused })
}

async fn ask(visitor: &Visitor, id: i64) -> Result<Whose, ApiError> {
    let names = visitor.state.access.names().look_up(&[], &[id]).await;
    let (_, organizations) = names.map_err(ApiError::unavailable)?;
    let is_there = organizations.contains_key(&id);
    Ok(if is_there { Whose::Refused } else { Whose::Unknown(id.to_string()) })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_organization_is_named_by_its_number() {
        let kind = |kind: &str| Err(format!("Incorrect type. Expected pk value, received {kind}."));
        for (value, expected) in [
            (json!(7), Ok(Some(Ok(7)))),
            (json!("7"), Ok(Some(Ok(7)))),
            (json!(0), Ok(Some(Ok(0)))),
            (json!(u64::MAX), Ok(Some(Err("18446744073709551615".to_owned())))),
            (json!("9".repeat(30)), Ok(Some(Err("9".repeat(30))))),
            (json!(-1e30), Ok(Some(Err("-1e+30".to_owned())))),
            (json!(null), Ok(None)),
            (json!(""), Ok(None)),
            (json!(true), kind("bool")),
            (json!(false), kind("bool")),
            (json!([7]), kind("list")),
            (json!({}), kind("dict")),
            (json!("ours"), kind("str")),
            (json!(" "), kind("str")),
            (json!(7.5), kind("float")),
        ] {
            let body: Value = json!({ "organization": value });
            let mut fields = Fields::new(body.as_object().unwrap().clone());
            let read = named(&mut fields);
            let told = fields.finish().map(|()| read);
            let told = told.map_err(|error| error.fields()["organization"].concat());
            assert_eq!(told, expected, "{body}");
        }
        assert_eq!(named(&mut Fields::default()), None);
    }

    #[test]
    fn memberships_tell_where_somebody_may_change_things() {
        let memberships = vec![(7, false), (8, true)];
        let viewer = Viewer { user_id: Some(1), memberships };
        assert_eq!(known(&viewer, 8), Some(Whose::Allowed(Some(8))));
        assert_eq!(known(&viewer, 7), Some(Whose::Refused));
        assert_eq!(known(&viewer, 9), None);
    }

    #[test]
    fn who_may_not_is_refused() {
        let status = |whose: Whose| whose.organization().map_err(|error| error.status().as_u16());
        assert_eq!(status(Whose::Allowed(Some(7))), Ok(Some(7)));
        assert_eq!(status(Whose::Allowed(None)), Ok(None));
        assert_eq!(status(Whose::Refused), Err(403));
        assert_eq!(status(Whose::Unknown("7".to_owned())), Err(404));
    }
}
