//! What is asked for at the same moment, here and at another replica.

use end_to_end::Served;
use futures_util::future::join_all;

use super::*;

/// A provider, and the same calls at two replicas of care.
struct Race<'a> {
    provider: Provider<'a>,
    replica: Served,
    here: Api,
    there: Api,
    channel: String,
}

impl<'a> Race<'a> {
    async fn start(platform: &'a Platform) -> Self {
        let provider = Provider::open(platform, "sunny").await;
        let replica = platform.another_care().await;
        let here = provider.api.clone();
        let there = here.at(&format!("http://{}", replica.address));
        let channel = here.group("sales_channel", "Website").await;
        Self { provider, replica, here, there, channel }
    }

    /// The caller, turn by turn here and at the other replica.
    fn in_turns(&self) -> impl Iterator<Item = &Api> {
        [&self.here, &self.there].into_iter().cycle()
    }

    async fn stop(self) {
        self.replica.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_change_is_lost() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    let changes = [
        ("first_name", "Ann"),
        ("last_name", "Jones"),
        ("email", "ann@example.org"),
        ("phone", "01632 960001"),
        ("mobile", "07700 900001"),
        ("funding_type", "chc"),
        ("genders", "female"),
        ("care_requirements", "Help."),
    ];
    for round in 0..3 {
        let one = path("care-enquiries", &race.here.enquiry(&race.channel, &[]).await);
        let asked = race.in_turns().zip(&changes).map(|(api, change)| {
            let one = one.as_str();
            async move { api.patch(one, &[*change]).await.with(200) }
        });
        for (told, (name, value)) in join_all(asked).await.iter().zip(changes) {
            let expected = if name == "genders" { json!([value]) } else { json!(value) };
            assert_eq!(told[name], expected, "round {round}");
        }
        let shown = race.there.get(&one, &[]).await.with(200);
        for (name, value) in changes {
            let expected = if name == "genders" { json!([value]) } else { json!(value) };
            assert_eq!(shown[name], expected, "round {round}: {shown}");
        }
    }
    race.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_refers_to_what_is_gone() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    for round in 0..8 {
        let location = race.here.make("locations", &[("name", "Rose House")]).await;
        let sent = enquiry(&race.channel, &[("location", &location)]);
        let one = path("locations", &location);
        let (deleted, made) = if round % 2 == 0 {
            tokio::join!(race.here.delete(&one), race.there.put("care-enquiries", &sent))
        } else {
            let (made, deleted) =
                tokio::join!(race.there.put("care-enquiries", &sent), race.here.delete(&one));
            (deleted, made)
        };
        let left = [("filters-locations", location.as_str())];
        let left = race.here.ids("care-enquiries", &left).await.len();
        let told = (deleted.status.as_u16(), made.status.as_u16(), left);
        assert!([(200, 400, 0), (400, 200, 1)].contains(&told), "round {round}: {told:?}");
        let kept = race.there.get(&one, &[]).await.status;
        assert_eq!(kept, if told.0 == 200 { 404 } else { 200 }, "round {round}");
        if made.status == 400 {
            assert_eq!(wrong(made), ["location"]);
        }
    }
    race.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_part_outlives_the_whole() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    for round in 0..8 {
        let id = race.here.enquiry(&race.channel, &[]).await;
        let one = path("care-enquiries", &id);
        let said = [("care_enquiry", id.as_str()), ("comment", "Rang.")];
        let visit = [("care_enquiry", id.as_str()), ("date_time", "2030-01-05 10:00:00")];
        let (comment, deleted, visit) = tokio::join!(
            race.there.put("comments", &said),
            race.here.delete(&one),
            race.there.put("home-visits", &visit),
        );
        deleted.with(200);
        for (made, resource) in [(comment, "comments"), (visit, "home-visits")] {
            if made.status == 400 {
                assert_eq!(wrong(made), ["care_enquiry"], "round {round}");
            } else {
                let made = made.with(200);
                race.here.get(&path(resource, id_of(&made)), &[]).await.with(404);
            }
            assert_eq!(race.here.ids(resource, &[]).await.len(), 0, "round {round}");
        }
    }
    race.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_document_is_removed_once() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    for round in 0..3 {
        let one = path("care-enquiries", &race.here.enquiry(&race.channel, &[]).await);
        let asked = race.in_turns().take(8).map(|api| {
            let one = one.as_str();
            async move { api.delete(one).await.status.as_u16() }
        });
        let mut statuses = join_all(asked).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 404, 404, 404, 404, 404, 404, 404], "round {round}");
    }
    race.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_made_at_once_and_each_has_its_id() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    let asked = race.in_turns().take(20).map(|api| api.enquiry(&race.channel, &[]));
    let made = join_all(asked).await;
    assert_eq!(set(&made).len(), 20, "{made:?}");
    assert_eq!(set(&race.provider.api.ids("care-enquiries", &[]).await), set(&made));
    race.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_stays_in_order_whoever_changes_it() {
    let platform = Platform::start().await;
    let race = Race::start(&platform).await;
    let resident = [("first_name", "Al"), ("last_name", "Jones")];
    let resident = race.here.make("service-users", &resident).await;
    for round in 0..8 {
        let said = [
            ("service_user", resident.as_str()),
            ("starts", "2026-01-05 10:00:00"),
            ("ends", "2026-01-09 10:00:00"),
        ];
        let one = path("absences", &race.here.make("absences", &said).await);
        let (late, early) = tokio::join!(
            race.here.patch(&one, &[("starts", "2026-01-08 10:00:00")]),
            race.there.patch(&one, &[("ends", "2026-01-06 10:00:00")]),
        );
        let mut statuses = [late.status.as_u16(), early.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400], "round {round}");
    }
    race.stop().await;
    platform.stop().await;
}
