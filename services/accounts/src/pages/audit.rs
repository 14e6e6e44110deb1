use ::pages::{Choice, Errors, Moment, Page, Paging};
use access::{Role, User};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use web::ApiError;

use super::visit::{Visit, failed, number, unknown};
use crate::store::audit::{self, Event, Filter, Recorded};
use crate::store::organizations;

/// Rows on one page.
const SIZE: i64 = 50;

/// What happened, for people.
const EVENTS: [(Event, &str); 26] = [
    (Event::SignedIn, "signed in"),
    (Event::SignInFailed, "failed to sign in"),
    (Event::SignedOut, "signed out"),
    (Event::TokenIssued, "got tokens"),
    (Event::PasswordChanged, "password changed"),
    (Event::EmailChanged, "e-mail address changed"),
    (Event::ClinicianChanged, "linked to another clinician, or to none"),
    (Event::StaffChanged, "made staff, or staff no more"),
    (Event::UserAdded, "user added"),
    (Event::UserDisabled, "user disabled"),
    (Event::UserEnabled, "user enabled"),
    (Event::KeyAdded, "key made"),
    (Event::KeyRevoked, "key revoked"),
    (Event::KeyUsed, "key used from an address for the first time in a day"),
    (Event::ReleaseKeyAdded, "release key made"),
    (Event::ReleaseKeyRetired, "release key retired"),
    (Event::MemberAdded, "member added"),
    (Event::RoleChanged, "role changed"),
    (Event::MemberRemoved, "member removed"),
    (Event::OrganizationAdded, "organisation added"),
    (Event::OrganizationDisabled, "organisation disabled"),
    (Event::OrganizationEnabled, "organisation enabled"),
    (Event::SandboxChanged, "organisation made a sandbox, or one no more"),
    (Event::TokenKeyAdded, "new key for signing tokens"),
    (Event::TokenKeyRetired, "key for signing tokens retired"),
    (Event::SecretsResealed, "kept secrets encrypted anew"),
];

#[derive(Template)]
#[template(path = "audit.html")]
struct History {
    page: Page,
    /// Nothing can be wrong with what is only chosen from lists.
    errors: Errors,
    places: Vec<Choice>,
    events: Vec<Choice>,
    rows: Vec<Row>,
    paging: Paging,
}

/// Something that happened, as pages tell it.
struct Row {
    at: Moment,
    what: String,
    subject: String,
    actor: String,
    address: String,
    more: String,
}

impl From<Recorded> for Row {
    fn from(recorded: Recorded) -> Self {
        let told = EVENTS.iter().find(|(event, _)| event.as_str() == recorded.event);
        let actor = match (recorded.actor, recorded.address.is_empty()) {
            (Some(name), _) => name,
            (None, true) => "the platform".to_owned(),
            (None, false) => "not known".to_owned(),
        };
        let kind = recorded.subject_kind.replace('_', " ").replace("organization", "organisation");
        Self {
            at: Moment::from(recorded.at),
            what: told.map_or(recorded.event, |(_, told)| (*told).to_owned()),
            subject: format!("{kind} {}", recorded.subject).trim_end().to_owned(),
            actor,
            address: recorded.address,
            more: details(&recorded.details),
        }
    }
}

/// What else there is to know, as `name: value` pairs.
fn details(details: &Value) -> String {
    let pairs = details.as_object().into_iter().flatten().map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    pairs.collect::<Vec<_>>().join(", ")
}

/// Whose history somebody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Everything: for staff.
    Everybody,
    /// Their own.
    Own,
    /// That of an organisation they run.
    Organization(i64),
}

impl Of {
    /// What the parameter `of` means to this user; nothing where it is not for them.
    fn read(word: Option<&str>, user: &User) -> Option<Self> {
        match word {
            None if user.staff => Some(Self::Everybody),
            None | Some("me") => Some(Self::Own),
            Some("everybody") => user.staff.then_some(Self::Everybody),
            Some(id) => {
                let id = number(id).ok()?;
                let runs = user.staff || user.role_in(id) == Some(Role::Admin);
                runs.then_some(Self::Organization(id))
            }
        }
    }

    fn word(self) -> String {
        match self {
            Self::Everybody => "everybody".to_owned(),
            Self::Own => "me".to_owned(),
            Self::Organization(id) => id.to_string(),
        }
    }

    fn filter(self, user: &User, event: Option<String>) -> Filter {
        let filter = Filter { event, ..Filter::default() };
        match self {
            Self::Everybody => filter,
            Self::Own => Filter { about_user: Some(user.id), ..filter },
            Self::Organization(id) => Filter { organizations: Some(vec![id]), ..filter },
        }
    }
}

/// `GET /accounts/audit/`
pub(super) async fn list(visit: Visit) -> Result<HttpResponse, ApiError> {
    let of = Of::read(visit.query("of").as_deref(), &visit.user).ok_or_else(unknown)?;
    let event = event(visit.query("event").as_deref())?;
    let page = visit.query("page").map_or(Ok(1), |page| number(&page))?;
    if page < 1 {
        return Err(unknown());
    }
    let mut connection = visit.connection().await?;
    let filter = of.filter(&visit.user, event.map(|event| event.as_str().to_owned()));
    let offset = (page - 1).saturating_mul(SIZE);
    let count = audit::count(&mut connection, &filter).await.map_err(failed)?;
    let rows = audit::list(&mut connection, &filter, offset, SIZE).await.map_err(failed)?;
    if rows.is_empty() && page > 1 {
        return Err(unknown());
    }
    let word = of.word();
    let kept = [("of", word.as_str()), ("event", event.map_or("", Event::as_str))];
    let shown = History {
        page: visit.page("What has happened", "audit"),
        errors: Errors::default(),
        places: places(&mut connection, &visit.user, of).await?,
        events: events(event),
        rows: rows.into_iter().map(Row::from).collect(),
        paging: Paging::new("/accounts/audit/", &kept, page, SIZE, count),
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

fn event(word: Option<&str>) -> Result<Option<Event>, ApiError> {
    let Some(word) = word else { return Ok(None) };
    let known = EVENTS.iter().find(|(event, _)| event.as_str() == word);
    known.map(|(event, _)| Some(*event)).ok_or_else(unknown)
}

fn events(chosen: Option<Event>) -> Vec<Choice> {
    let all = Choice::new("", "anything", chosen.is_none());
    let each = EVENTS
        .iter()
        .map(|(event, told)| Choice::new(event.as_str(), *told, chosen == Some(*event)));
    std::iter::once(all).chain(each).collect()
}

/// Whose histories the user may choose from.
async fn places(
    connection: &mut AsyncPgConnection,
    user: &User,
    chosen: Of,
) -> Result<Vec<Choice>, ApiError> {
    let mut ids: Vec<i64> = user
        .memberships
        .iter()
        .filter(|own| user.staff || own.role == Role::Admin)
        .map(|own| own.organization)
        .collect();
    if let Of::Organization(id) = chosen {
        ids.push(id);
    }
    let run = organizations::by_ids(connection, &ids).await.map_err(failed)?;
    let everybody = user.staff.then_some((Of::Everybody, "everybody".to_owned()));
    let organizations = run.into_iter().map(|own| (Of::Organization(own.id), own.name));
    let all = everybody.into_iter().chain([(Of::Own, "me".to_owned())]).chain(organizations);
    Ok(all.map(|(of, name)| Choice::new(of.word(), name, of == chosen)).collect())
}

#[cfg(test)]
mod tests {
    use access::Membership;
    use serde_json::json;

    use super::*;

    fn user(staff: bool) -> User {
        let membership = |(id, role)| Membership { id, organization: id, role };
        let memberships = [(1, Role::Admin), (2, Role::Viewer)].map(membership).to_vec();
        User { id: 9, username: "jo".to_owned(), staff, clinician: None, memberships }
    }

    #[test]
    fn nobody_reads_what_is_not_theirs() {
        for (word, theirs, staffs) in [
            (None, Some(Of::Own), Some(Of::Everybody)),
            (Some("me"), Some(Of::Own), Some(Of::Own)),
            (Some("everybody"), None, Some(Of::Everybody)),
            (Some("1"), Some(Of::Organization(1)), Some(Of::Organization(1))),
            (Some("2"), None, Some(Of::Organization(2))),
            (Some("3"), None, Some(Of::Organization(3))),
            (Some("x"), None, None),
        ] {
            assert_eq!(Of::read(word, &user(false)), theirs, "{word:?}");
            assert_eq!(Of::read(word, &user(true)), staffs, "{word:?}");
        }
        let own = Of::Own.filter(&user(false), None);
        assert_eq!((own.about_user, own.organizations), (Some(9), None));
        let one = Of::Organization(1).filter(&user(false), Some("key_used".to_owned()));
        assert_eq!((one.about_user, one.organizations), (None, Some(vec![1])));
        assert_eq!(one.event.as_deref(), Some("key_used"));
    }

    #[test]
    fn events_are_told() {
        let choices = events(Some(Event::KeyUsed));
        assert_eq!(choices.iter().filter(|choice| choice.chosen).count(), 1);
        let mut words: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), EVENTS.len() + 1);
        assert_eq!(event(Some("key_used")).unwrap(), Some(Event::KeyUsed));
        assert_eq!(event(None).unwrap(), None);
        assert!(event(Some("key_eaten")).is_err());
    }

    #[test]
    fn details_read_well() {
        for (value, expected) in [
            (json!({}), ""),
            (json!(null), ""),
            (json!({ "from": "viewer", "to": "admin" }), "from: viewer, to: admin"),
            (json!({ "count": 3 }), "count: 3"),
        ] {
            assert_eq!(details(&value), expected);
        }
    }
}
