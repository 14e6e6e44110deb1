//! The demo's people, organizations and keys.

use std::fmt::Write;
use std::path::Path;

use access::{Action, ResourcePermission, Role, Scope};
use accounts::api_keys::ApiKey;
use accounts::passwords;
use accounts::store::audit::Actor;
use accounts::store::users::{self, NewUser};
use accounts::store::{api_keys, memberships, organizations, release_keys, signed_keys};
use chassis::BoxError;
use diesel_async::AsyncPgConnection;
use rand::distr::{Alphanumeric, SampleString};
use releases::changes::{By, grant};
use releases::demo::{IMAGING, ITEMS, MEDICINES, WEEKLY};
use releases::domain::ItemId;
use sealed::SecretKeys;
use secrecy::ExposeSecret;

/// The organisation that has a rota.
pub(super) const PRACTICE: &str = "Demo practice";

/// Variables that tell the ids of organisations.
const ORGANIZATIONS: [(&str, &str); 3] = [
    ("ALMANAC_PRACTICE", PRACTICE),
    ("ALMANAC_ORG", "Demo organization"),
    ("ALMANAC_OTHER_ORG", "Other demo organization"),
];

const CARE_PROVIDER: &str = "Demo care provider";

const OTHER_CARE_PROVIDER: &str = "Other demo care provider";

/// The organisations that have care enquiries.
pub(super) const CARE_PROVIDERS: [&str; 2] = [CARE_PROVIDER, OTHER_CARE_PROVIDER];

const STAFF: &str = "demo-staff";

/// Who is on the rota.
const CLINICIAN: &str = "demo-clinician";

/// Tells which clinician of the rota that is.
const CLINICIAN_ID: &str = "ALMANAC_CLINICIAN_ID";

/// Whose release key is given out.
const CREATOR: &str = "demo-creator";

/// Whose retired release key is given out.
const INDIVIDUAL: &str = "demo-individual";

/// Somebody to try the platform as.
struct Person {
    /// `ALMANAC_<variable>_USERNAME` and `_PASSWORD` tell how to sign in.
    variable: &'static str,
    username: &'static str,
    /// Oldest first.
    memberships: &'static [(&'static str, Role)],
}

const PEOPLE: [Person; 8] = [
    person("STAFF", STAFF, &[(PRACTICE, Role::Admin), (CARE_PROVIDER, Role::Admin)]),
    person("CLINICIAN", CLINICIAN, &[(PRACTICE, Role::Viewer)]),
    person("ORG_ADMIN", "demo-admin", &[("Demo organization", Role::Admin)]),
    person("ORG_CREATOR", CREATOR, &[("Demo organization", Role::Creator)]),
    person("ORG_VIEWER", "demo-viewer", &[("Demo organization", Role::Viewer)]),
    person("OTHER_ORG_ADMIN", "demo-other-admin", &[("Other demo organization", Role::Admin)]),
    person("INDIVIDUAL", INDIVIDUAL, &[]),
    // The one whose enquiries somebody sees: staff act for the practice.
    person("CARE", "demo-care", &[(CARE_PROVIDER, Role::Admin)]),
];

const fn person(
    variable: &'static str,
    username: &'static str,
    memberships: &'static [(&'static str, Role)],
) -> Person {
    Person { variable, username, memberships }
}

const API_KEYS: [&str; 4] = [
    "ALMANAC_API_KEY",
    "ALMANAC_API_KEY_THROTTLED",
    "ALMANAC_API_KEY_PRACTICES_ONLY",
    "ALMANAC_API_KEY_REVOKED",
];

/// Variables that tell the numbers of items: one that the holder of the release
/// key subscribes to, and one that they do not.
const RELEASES_ITEMS: [(&str, ItemId); 2] =
    [("ALMANAC_RELEASES_ITEM", WEEKLY), ("ALMANAC_RELEASES_ITEM_UNSUBSCRIBED", IMAGING)];

const RELEASES_KEY: &str = "ALMANAC_RELEASES_KEY";
const RELEASES_KEY_RETIRED: &str = "ALMANAC_RELEASES_KEY_RETIRED";

/// A key to sign requests with.
struct SignedKey {
    /// `ALMANAC_SIGNED<variable>_KEY` and `_SECRET` are the key.
    variable: &'static str,
    organization: &'static str,
    /// Whether `ALMANAC_SIGNED<variable>_ACCOUNT_ID` is told as well.
    tells_account: bool,
    read_only: bool,
    legacy_signatures: bool,
}

const SIGNED_KEYS: [SignedKey; 4] = [
    SignedKey { tells_account: true, ..signed("", CARE_PROVIDER) },
    SignedKey { read_only: true, ..signed("_READONLY", CARE_PROVIDER) },
    SignedKey { legacy_signatures: true, ..signed("_LEGACY", CARE_PROVIDER) },
    SignedKey { tells_account: true, ..signed("_OTHER", OTHER_CARE_PROVIDER) },
];

const fn signed(variable: &'static str, organization: &'static str) -> SignedKey {
    SignedKey {
        variable,
        organization,
        tells_account: false,
        read_only: false,
        legacy_signatures: false,
    }
}

/// Every variable there is, in the order of the file.
fn variables() -> Vec<String> {
    let organizations = ORGANIZATIONS.iter().map(|(variable, _)| (*variable).to_owned());
    let people = PEOPLE.iter().flat_map(|person| {
        ["USERNAME", "PASSWORD"].map(|what| format!("ALMANAC_{}_{what}", person.variable))
    });
    let keys = [CLINICIAN_ID].into_iter().chain(API_KEYS);
    let keys = keys.chain([RELEASES_KEY, RELEASES_KEY_RETIRED]);
    let keys = keys.chain(RELEASES_ITEMS.map(|(variable, _)| variable));
    let signed = SIGNED_KEYS.iter().flat_map(|key| {
        let account = key.tells_account.then_some("ACCOUNT_ID");
        let parts = account.into_iter().chain(["KEY", "SECRET"]);
        parts.map(move |part| format!("ALMANAC_SIGNED{}_{part}", key.variable))
    });
    organizations.chain(people).chain(keys.map(str::to_owned)).chain(signed).collect()
}

/// Whether the credentials in the file are all there are, known to this
/// database and about this clinician of the rota. A file that was lost, that an
/// older version wrote, or that belongs to other databases, is made anew.
pub(super) async fn still_good(
    connection: &mut AsyncPgConnection,
    path: &Path,
    clinician: Option<i64>,
) -> Result<bool, BoxError> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(false) };
    let value = |variable: &str| {
        text.lines().find_map(|line| line.strip_prefix(variable)?.strip_prefix('='))
    };
    if !variables().iter().all(|variable| value(variable).is_some())
        || value(CLINICIAN_ID) != Some(id(clinician).as_str())
    {
        return Ok(false);
    }
    let Some(key) = value("ALMANAC_API_KEY").and_then(ApiKey::parse) else { return Ok(false) };
    let known = api_keys::find(connection, key.prefix()).await?;
    Ok(known.is_some_and(|known| key.matches(&known.hash)))
}

/// As the file has it; empty where there is none.
fn id(clinician: Option<i64>) -> String {
    clinician.map_or_else(String::new, |id| id.to_string())
}

/// A password, and what is kept of it. Hashing takes its time, so it is done
/// before any row is locked.
struct Password {
    text: String,
    hash: String,
}

impl Password {
    async fn random() -> Result<Self, BoxError> {
        let text = Alphanumeric.sample_string(&mut rand::rng(), 20);
        let hash = passwords::hash(text.as_str().into()).await?;
        Ok(Self { text, hash })
    }
}

/// The passwords of everybody.
pub(super) struct Passwords {
    of_people: Vec<(Person, Password)>,
    /// What one of them had before, so that the release key of then is retired.
    before: Password,
}

impl Passwords {
    pub(super) async fn random() -> Result<Self, BoxError> {
        let mut of_people = Vec::new();
        for person in PEOPLE {
            of_people.push((person, Password::random().await?));
        }
        Ok(Self { of_people, before: Password::random().await? })
    }
}

/// Makes the demo organisations, their people, one of whom is this clinician of
/// the rota, and their keys; tells them as `KEY=value` lines. Whoever is there
/// already gets what is new of them.
pub(super) async fn make(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    passwords: Passwords,
    clinician: Option<i64>,
) -> Result<String, BoxError> {
    let mut text = String::new();
    for (variable, name) in ORGANIZATIONS {
        let organization = organizations::find_or_add(connection, &Actor::command(), name).await?;
        writeln!(text, "{variable}={}", organization.id)?;
    }
    let retired = retired_release_key(connection, keys, passwords.before).await?;
    for (person, password) in passwords.of_people {
        let variable = person.variable;
        writeln!(text, "ALMANAC_{variable}_USERNAME={}", person.username)?;
        writeln!(text, "ALMANAC_{variable}_PASSWORD={}", password.text)?;
        let clinician = clinician.filter(|_| person.username == CLINICIAN);
        add_person(connection, &person, password.hash, clinician).await?;
    }
    writeln!(text, "{CLINICIAN_ID}={}", id(clinician))?;
    add_api_keys(connection, &mut text).await?;
    let creator = users::find(connection, CREATOR).await?.id;
    let current = release_keys::current(connection, &Actor::command(), keys, creator).await?;
    writeln!(text, "{RELEASES_KEY}={}", current.key.expose_secret())?;
    writeln!(text, "{RELEASES_KEY_RETIRED}={retired}")?;
    for (variable, item) in RELEASES_ITEMS {
        writeln!(text, "{variable}={item}")?;
    }
    for key in SIGNED_KEYS {
        add_signed_key(connection, keys, &key, &mut text).await?;
    }
    Ok(text)
}

/// Subscribes demo people to those of the demo's items that are there.
pub(super) async fn subscribe(
    accounts: &mut AsyncPgConnection,
    releases: &mut AsyncPgConnection,
    items: &[ItemId],
) -> Result<(), BoxError> {
    let creator = users::find(accounts, CREATOR).await?.id;
    let staff = users::find(accounts, STAFF).await?.id;
    let some = [WEEKLY, MEDICINES].map(|item| (creator, item)).into_iter();
    for (user, item) in some.chain(ITEMS.iter().map(|item| (staff, item.id))) {
        if items.contains(&item) {
            grant(releases, By::Command, user, item).await?;
        }
    }
    Ok(())
}

/// A release key of a password that its user will not have for long.
async fn retired_release_key(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    before: Password,
) -> Result<String, BoxError> {
    let actor = Actor::command();
    let user = NewUser::new(INDIVIDUAL, None, before.hash)?;
    let user = users::add_or_replace(connection, &actor, &user).await?;
    let current = release_keys::current(connection, &actor, keys, user.id).await?;
    Ok(current.key.expose_secret().to_owned())
}

async fn add_person(
    connection: &mut AsyncPgConnection,
    person: &Person,
    hash: String,
    clinician: Option<i64>,
) -> Result<(), BoxError> {
    let actor = Actor::command();
    let mut user = NewUser::new(person.username, None, hash)?;
    user.staff = person.username == STAFF;
    user.clinician_id = clinician;
    users::add_or_replace(connection, &actor, &user).await?;
    for (name, role) in person.memberships {
        let organization = organizations::find_or_add(connection, &actor, name).await?.id;
        memberships::add(connection, &actor, organization, person.username, *role).await?;
    }
    Ok(())
}

async fn add_api_keys(
    connection: &mut AsyncPgConnection,
    text: &mut String,
) -> Result<(), BoxError> {
    let [unlimited, _, some, revoked] = API_KEYS;
    for variable in API_KEYS {
        let terms = api_keys::Terms {
            label: variable.to_owned(),
            scopes: if variable == some { vec![Scope::Practices, Scope::Pcns] } else { vec![] },
            throttle: if [unlimited, some].contains(&variable) { "off".parse().ok() } else { None },
            expires_at: None,
        };
        let actor = Actor::command();
        let (id, key) = api_keys::add(connection, &actor, STAFF, &terms).await?;
        if variable == revoked {
            api_keys::revoke(connection, &actor, id).await?;
        }
        writeln!(text, "{variable}={}", key.expose())?;
    }
    Ok(())
}

async fn add_signed_key(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    key: &SignedKey,
    text: &mut String,
) -> Result<(), BoxError> {
    let actor = Actor::command();
    let organization = organizations::find_or_add(connection, &actor, key.organization).await?.id;
    let allowed = |own: &ResourcePermission| !key.read_only || own.action == Action::Read;
    let variable = format!("ALMANAC_SIGNED{}", key.variable);
    let terms = signed_keys::Terms {
        label: format!("{variable}_KEY"),
        permissions: ResourcePermission::all().filter(allowed).collect(),
        networks: Vec::new(),
        legacy_signatures: key.legacy_signatures,
        throttle: None,
        expires_at: None,
    };
    let made = signed_keys::add(connection, &actor, keys, organization, &terms).await?;
    if key.tells_account {
        writeln!(text, "{variable}_ACCOUNT_ID={}", made.account_id)?;
    }
    writeln!(text, "{variable}_KEY={}", made.key)?;
    writeln!(text, "{variable}_SECRET={}", made.secret.expose_secret())?;
    Ok(())
}
