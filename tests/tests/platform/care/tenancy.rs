//! Accounts know nothing of each other.

mod people;

use std::collections::BTreeMap;

use resources::{ALL, Action, Resource, Settable};

use super::samples::{Pairs, sayable, saying, with_all};
use super::*;

/// Two accounts, each with a document of every resource.
struct Two<'a> {
    own: Provider<'a>,
    own_world: World,
    other: Provider<'a>,
    other_world: World,
}

impl<'a> Two<'a> {
    async fn open(platform: &'a Platform) -> Self {
        let own = Provider::open(platform, "sunny").await;
        let other = Provider::open(platform, "hidden").await;
        let own_world = World::fill(&own.api, "sunny").await;
        let other_world = World::fill(&other.api, "hidden").await;
        Self { own, own_world, other, other_world }
    }
}

/// What an answer tells that does not differ from one time to the next.
fn told(answer: &Answer) -> (u16, BTreeMap<&str, &str>, &Value) {
    let headers =
        answer.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let headers = headers.filter(|(name, _)| !["date", "x-request-id"].contains(name));
    (answer.status.as_u16(), headers.collect(), &answer.body)
}

/// Checks that an answer about a document of another account is the one about what nobody has.
#[track_caller]
fn same(theirs: &Answer, nobodys: &Answer) {
    assert_eq!(told(theirs), told(nobodys), "{}", theirs.call);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_account_has_is_not_there() {
    let platform = Platform::start().await;
    let two = Two::open(&platform).await;
    let api = &two.own.api;
    let before = kept(&two.other.api).await;
    for resource in ALL {
        let (name, theirs) = (resource.name, two.other_world.id(resource));
        // What would be a good change, a bad one, and none.
        let good: Pairs = sayable(resource)
            .filter(|own| own.settable == Settable::Always)
            .flat_map(|own| two.own_world.sample(own).0)
            .collect();
        for params in [&lent(&good)[..], &[("sales_channel", "x"), ("first_name", "")], &[]] {
            for method in ["GET", "PATCH", "DELETE", "PUT", "POST"] {
                let method: Method = method.parse().unwrap();
                let missing = api.call(method.clone(), &path(name, NOBODY), params).await;
                same(&api.call(method.clone(), &path(name, theirs), params).await, &missing);
                let action = match method.as_str() {
                    "GET" => Action::Read,
                    "PATCH" => Action::Update,
                    "DELETE" => Action::Delete,
                    _ => Action::Create,
                };
                let is_known = action != Action::Create && resource.allows(action);
                let expected: &[u16] = if is_known { &[404, 400] } else { &[405] };
                assert!(expected.contains(&missing.status.as_u16()), "{}", missing.call);
            }
        }
        api.get(&path(name, theirs), &[]).await.with(404);
    }
    assert_eq!(kept(&two.other.api).await, before, "nothing was changed");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_hold_what_the_account_has_however_they_are_sorted() {
    let platform = Platform::start().await;
    let two = Two::open(&platform).await;
    for (provider, world) in [(&two.own, &two.own_world), (&two.other, &two.other_world)] {
        for resource in ALL {
            let all = with_all(resource);
            let own = world.ids(resource);
            for sort in resource.sorts() {
                for sort in [sort.to_owned(), format!("-{sort}")] {
                    let params = [&lent(&all)[..], &[("sort_by", &sort)]].concat();
                    let ids = provider.api.ids(resource.name, &params).await;
                    assert_eq!(ids.len(), own.len(), "{} by {sort}", resource.name);
                    assert_eq!(set(&ids), set(&own), "{} by {sort}", resource.name);
                }
            }
        }
    }
    platform.stop().await;
}

/// The ids by which a filter would find another account's document.
fn foreign(two: &Two<'_>, resource: &'static Resource, attribute: &str) -> Vec<String> {
    let ids = match &two.other_world.of(resource).told[attribute] {
        Value::Array(values) => values.clone(),
        value => vec![value.clone()],
    };
    let is_id = |text: &&str| text.len() == 24 && text.bytes().all(|own| own.is_ascii_hexdigit());
    ids.iter().filter_map(Value::as_str).filter(is_id).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_filter_reaches_into_another_account() {
    let platform = Platform::start().await;
    let two = Two::open(&platform).await;
    let (api, mut tried) = (&two.own.api, 0);
    for resource in ALL {
        let (name, all) = (resource.name, with_all(resource));
        for filter in resource.filters() {
            let Some(attribute) = filter.test.attribute() else { continue };
            let theirs = foreign(&two, resource, attribute);
            if theirs.is_empty() {
                continue;
            }
            let nobodys = vec![NOBODY.to_owned(); theirs.len()];
            let filter = format!("filters-{}", filter.name);
            let ask = async |ids: &[String]| {
                let ids = ids.iter().map(|id| (filter.as_str(), id.as_str()));
                api.get(name, &ids.chain(lent(&all)).collect::<Vec<_>>()).await
            };
            let answer = ask(&theirs).await;
            same(&answer, &ask(&nobodys).await);
            assert_eq!(answer.with(200), nothing(), "{name} by {filter}");
            tried += 1;
        }
        // Neither by what their documents say.
        for words in ["hidden", "HIDDEN", "hidd", "hidden-admin@example.org"] {
            let asked = [&lent(&all)[..], &[("filters-q", words)]].concat();
            assert_eq!(api.get(name, &asked).await.with(200), nothing(), "{name}: {words}");
        }
    }
    assert!(tried > 20, "{tried}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_refer_to_what_another_account_has() {
    let platform = Platform::start().await;
    let two = Two::open(&platform).await;
    let (api, mut tried) = (&two.own.api, 0);
    let before = (kept(api).await, kept(&two.other.api).await);
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let (name, least) = (resource.name, two.own_world.least(resource));
        let one = path(name, two.own_world.id(resource));
        let settable = resource.attributes.iter().filter(|own| own.settable != Settable::Never);
        for attribute in settable.filter(|own| own.kind.target().is_some()) {
            let told = two.other_world.of(resource).told[attribute.name].clone();
            let target = attribute.kind.target().unwrap();
            let their_own = told.as_str().unwrap_or_else(|| two.other_world.id(target));
            // Those of the right kind, and of another.
            for theirs in ALL.map(|own| two.other_world.id(own)).into_iter().chain([their_own]) {
                let sent = |id: &str| saying(resource, least.clone(), attribute.name, id);
                let refused = api.put(name, &lent(&sent(theirs))).await;
                same(&refused, &api.put(name, &lent(&sent(NOBODY))).await);
                assert_eq!(wrong(refused), [attribute.name], "{name}");
                if attribute.settable == Settable::Always {
                    let refused = api.patch(&one, &[(attribute.name, theirs)]).await;
                    same(&refused, &api.patch(&one, &[(attribute.name, NOBODY)]).await);
                    assert_eq!(wrong(refused), [attribute.name], "{name}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert_eq!((kept(api).await, kept(&two.other.api).await), before);
    platform.stop().await;
}
