//! What is asked for at the same moment, here and at another replica.

use access::Role;
use end_to_end::rota::{Api, Practice, WEEK, every_phase, id_of, leave};
use end_to_end::{Platform, Served};
use futures_util::future::join_all;
use rota::generator::generate;
use serde_json::{Value, json};

use super::TODAY;

/// Eight days that people work on.
const DATES: [&str; 8] = [
    "2024-09-02",
    "2024-09-03",
    "2024-09-04",
    "2024-09-05",
    "2024-09-06",
    "2024-09-09",
    "2024-09-10",
    "2024-09-11",
];

/// A platform with two replicas of rota.
struct Race {
    platform: Platform,
    replica: Served,
}

impl Race {
    async fn start() -> Self {
        let platform = Platform::frozen_on(TODAY).await;
        let replica = platform.another_rota().await;
        Self { platform, replica }
    }

    async fn stop(self) {
        self.replica.stop().await;
        self.platform.stop().await;
    }
}

/// A session, turn by turn here and at the other replica.
fn in_turns<'a>(here: &'a Api, there: &'a Api) -> impl Iterator<Item = &'a Api> {
    [here, there].into_iter().cycle()
}

/// How many of these requests have this status.
fn count(requests: &[Value], status: &str) -> usize {
    requests.iter().filter(|request| request["status"] == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_of_a_quota_is_granted_once() {
    let race = Race::start().await;
    let practice = Practice::open(&race.platform, "first").await;
    let there = practice.member.at(&race.replica);
    for round in 0..3 {
        let term = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 1 });
        let of = practice.doctor("Dr Smith", "SALARIED", term).await;
        let asked = in_turns(&practice.member, &there).zip(DATES).map(|(api, date)| async move {
            let wish = leave(of, "ANNUAL_LEAVE", date, date);
            api.post("leave-requests/", wish).await.with(201)
        });
        let told = join_all(asked).await;
        let statuses = ["APPROVED", "REQUESTED"].map(|status| count(&told, status));
        assert_eq!(statuses, [1, 7], "round {round}: {told:?}");
        assert_eq!(practice.quota(of).await["remaining"], "0.00");

        // Nor is anybody away twice at once.
        practice.shift(of, "2024-10-08", json!({})).await;
        let asked = in_turns(&practice.member, &there).take(8).map(|api| async move {
            let wish = leave(of, "PLANNED_SICK", "2024-10-07", "2024-10-11");
            api.post("leave-requests/", wish).await.with(201)
        });
        let told = join_all(asked).await;
        let statuses = ["APPROVED", "DENIED"].map(|status| count(&told, status));
        assert_eq!(statuses, [1, 7], "round {round}: {told:?}");

        // And what was granted is taken back once.
        let granted = told.iter().find(|wish| wish["status"] == "APPROVED").unwrap();
        let path = format!("leave-requests/{}/cancel/", id_of(granted));
        let path = path.as_str();
        let asked = in_turns(&practice.member, &there)
            .take(8)
            .map(|api| async move { api.post(path, json!({})).await.status.as_u16() });
        let mut statuses = join_all(asked).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400, 400, 400, 400, 400, 400, 400], "round {round}");
        let shifts = practice.member.get(&format!("shifts/?clinician={of}")).await.with(200);
        assert_eq!(shifts.as_array().unwrap().len(), 1, "{shifts}");
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_has_one_shift_of_a_clinician() {
    let race = Race::start().await;
    let practice = Practice::open(&race.platform, "first").await;
    let member = &practice.member;
    let there = member.at(&race.replica);
    let taken = "The fields clinician, date must make a unique set.";
    for date in ["2024-06-10", "2024-06-11", "2024-06-12"] {
        let of = practice.clinician("Dr Smith").await;
        let elsewhere = practice.shift(of, "2024-06-20", json!({})).await;
        let path = format!("shifts/{elsewhere}/");
        let path = path.as_str();
        // Seven make one, and one moves another there.
        let asked = in_turns(member, &there).zip(0..8).map(|(api, turn)| async move {
            if turn == 3 {
                api.patch(path, json!({ "date": date })).await
            } else {
                api.post("shifts/", json!({ "clinician": of, "date": date })).await
            }
        });
        let mut done = 0;
        for answer in join_all(asked).await {
            match answer.status.as_u16() {
                200 | 201 => done += 1,
                _ => assert_eq!(answer.with(400), json!({ "non_field_errors": [taken] })),
            }
        }
        assert_eq!(done, 1, "{date}");
        let query = format!("shifts/?clinician={of}&date_from={date}&date_to={date}");
        assert_eq!(member.get(&query).await.with(200).as_array().unwrap().len(), 1);
        let staffing = member.get("alerts/").await.with(200);
        let of_date: Vec<&Value> = staffing
            .as_array()
            .unwrap()
            .iter()
            .filter(|alert| alert["date"] == date && alert["type"] == "BELOW_MINIMUM")
            .collect();
        assert_eq!(of_date.len(), 1, "{of_date:?}");
        assert_eq!(of_date[0]["details"]["scheduled"], 1);
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_left_at_work_on_the_day_their_leave_is_granted() {
    let race = Race::start().await;
    let practice = Practice::open(&race.platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    let (there, other) = (member.at(&race.replica), manager.at(&race.replica));
    let mut doctors = Vec::new();
    for place in 0..10 {
        let of = practice.clinician("Dr Smith").await;
        // Without a term, annual leave waits for a manager.
        let wish = practice.leave(of, "ANNUAL_LEAVE", "2024-06-10", "2024-06-11").await;
        let path = format!("leave-requests/{}/", id_of(&wish));
        let elsewhere = practice.shift(of, "2024-06-20", json!({})).await;
        doctors.push((place, of, path, format!("shifts/{elsewhere}/")));
    }
    let (there, other) = (&there, &other);
    let asked = doctors.iter().map(|(place, of, leave_request, shift)| async move {
        let grant = async {
            let api = if place % 2 == 0 { manager } else { other };
            api.patch(leave_request, json!({ "status": "APPROVED" })).await.with(200)
        };
        let make = async {
            let body = json!({ "clinician": of, "date": "2024-06-10" });
            let api = if place % 3 == 0 { member } else { there };
            api.post("shifts/", body).await
        };
        let move_there = async {
            let api = if place % 3 == 0 { there } else { member };
            api.patch(shift, json!({ "date": "2024-06-11" })).await
        };
        tokio::join!(grant, make, move_there)
    });
    for (granted, made, moved) in join_all(asked).await {
        assert_eq!(granted["status"], "APPROVED");
        for (answer, done) in [(made, 201), (moved, 200)] {
            if answer.status.as_u16() != done {
                let refused = answer.with(400);
                assert!(refused["non_field_errors"].is_array(), "{refused}");
            }
        }
    }
    for (_, of, _, _) in &doctors {
        let query = format!("shifts/?clinician={of}&date_from=2024-06-10&date_to=2024-06-11");
        let left = member.get(&query).await.with(200);
        assert_eq!(left, json!([]), "leave is granted, and these are left");
    }

    // The other way round: leave that is granted at once, while shifts are made.
    let asked = doctors.iter().map(|(place, of, _, _)| async move {
        let (of, date) = (*of, "2024-06-24");
        let (one, two) = if place % 2 == 0 { (member, there) } else { (there, member) };
        let wish = leave(of, "PLANNED_SICK", date, date);
        let shift = json!({ "clinician": of, "date": date });
        tokio::join!(one.post("leave-requests/", wish), two.post("shifts/", shift))
    });
    for (granted, made) in join_all(asked).await {
        let granted = granted.with(201);
        assert_eq!(granted["status"], "APPROVED");
        // Either came first, and both tell so.
        let expected = if made.status.as_u16() == 201 { 1 } else { 0 };
        assert_eq!(granted["affected_shift_count"], expected, "{}", made.body);
        assert!([201, 400].contains(&made.status.as_u16()), "{}", made.body);
    }
    let left = member.get("shifts/?date_from=2024-06-24&date_to=2024-06-24").await.with(200);
    assert_eq!(left, json!([]));
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_become_a_colleagues_is_left_alone() {
    let race = Race::start().await;
    let practice = Practice::open(&race.platform, "first").await;
    let manager = &practice.manager;
    let (own, other) = (practice.clinician("Dr Own").await, practice.clinician("Dr Other").await);
    let here = practice.person("own", Role::Viewer, own).await;
    let there = here.at(&race.replica);
    practice.configure(json!({ "enforce_roles": true })).await;
    for date in DATES {
        let made = here.post("shifts/", json!({ "clinician": own, "date": date })).await;
        let path = format!("shifts/{}/", id_of(&made.with(201)));
        let path = path.as_str();
        let given = manager.patch(path, json!({ "clinician": other }));
        let asked = in_turns(&here, &there).zip(0..8).map(|(api, turn)| async move {
            let duration = if turn % 2 == 0 { "HALF" } else { "FULL" };
            api.patch(path, json!({ "duration": duration })).await
        });
        let (given, told) = tokio::join!(given, join_all(asked));
        assert_eq!(given.with(200)["clinician"], other);
        for answer in told {
            match answer.status.as_u16() {
                200 => assert_eq!(answer.body["clinician"], own, "{}", answer.call),
                _ => drop(answer.with(403)),
            }
        }
        let left = manager.get(path).await.with(200);
        assert_eq!(left["modified_by"], "first-manager", "nobody came after: {left}");
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_side_by_side_all_come_to_an_end() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let ann = practice.doctor("Dr Ann", "SALARIED", json!({ "fixed_working_days": WEEK })).await;
    let runs = DATES.map(async |date| {
        let (mut connection, who) = practice.program().await;
        let date = date.parse().unwrap();
        generate(&mut connection, &who, &every_phase(date, date))
            .await
            .map(|report| report.changes.created)
    });
    for created in join_all(runs).await {
        assert_eq!(created.unwrap(), 1);
    }
    let made = practice.member.get(&format!("shifts/?clinician={ann}")).await.with(200);
    assert_eq!(made.as_array().unwrap().len(), DATES.len());
    platform.stop().await;
}
