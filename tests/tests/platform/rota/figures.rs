//! Staffing, availability and workload in numbers.

use ::rota::domain::configuration::Nation;
use ::rota::domain::{ClinicianId, Configuration, LeaveStatus, PracticeId, bank_holidays};
use ::rota::store::{clinicians, leave_requests, people, practices, working_terms};
use access::Role;
use end_to_end::Platform;
use end_to_end::reads::{reads, watch};
use end_to_end::rota::{Practice, WEEK, merged};
use serde_json::{Value, json};

use super::{TODAY, number};

#[tokio::test(flavor = "multi_thread")]
async fn a_forecast_counts_heads_against_the_minimum() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let minimum = json!({ "Monday": 2, "Tuesday": 2, "Wednesday": 1, "Thursday": 1, "Friday": 1 });
    practice.configure(json!({ "minimum_doctors": minimum })).await;
    let mut doctors = Vec::new();
    for name in ["Dr A", "Dr B", "Dr C", "Dr D"] {
        doctors.push(practice.clinician(name).await);
    }
    let half = json!({ "duration": "HALF" });
    for (doctor, date, more) in [
        (0, "2024-06-03", json!({})),
        (1, "2024-06-03", json!({ "type": "DUTY", "is_pinned": true })),
        (2, "2024-06-03", half.clone()),
        (0, "2024-06-04", half.clone()),
        (1, "2024-06-04", json!({ "status": "COMPLETED" })),
        // None of these is there to see patients.
        (2, "2024-06-04", json!({ "type": "STUDY_LEAVE" })),
        (3, "2024-06-04", json!({ "type": "CORONERS" })),
        (0, "2024-06-05", json!({ "status": "CANCELLED" })),
        (0, "2024-06-08", json!({})),
        (0, "2024-08-26", json!({})),
    ] {
        practice.shift(doctors[doctor], date, more).await;
    }
    // What is decided is not pending any more.
    practice.leave(doctors[3], "STUDY_LEAVE", "2024-05-31", "2024-06-03").await;
    practice.leave(doctors[3], "PLANNED_SICK", "2024-06-05", "2024-06-05").await;
    practice.leave(doctors[2], "CORONERS", "2024-06-06", "2024-06-06").await;
    practice.leave(doctors[1], "ANNUAL_LEAVE", "2024-06-06", "2024-06-06").await;

    let get = async |path: &str| practice.member.get(path).await.with(200);
    let path = "/api/statistics/forecast/?start_date=2024-06-03&end_date=2024-06-08";
    let expected = json!([
        { "date": "2024-06-03", "day_of_week": "Monday", "minimum_required": 2,
          "scheduled_count": 3, "pending_leave": 1, "status": "above" },
        { "date": "2024-06-04", "day_of_week": "Tuesday", "minimum_required": 2,
          "scheduled_count": 2, "pending_leave": 0, "status": "at" },
        { "date": "2024-06-05", "day_of_week": "Wednesday", "minimum_required": 1,
          "scheduled_count": 0, "pending_leave": 0, "status": "below" },
        { "date": "2024-06-06", "day_of_week": "Thursday", "minimum_required": 1,
          "scheduled_count": 0, "pending_leave": 2, "status": "below" },
        { "date": "2024-06-07", "day_of_week": "Friday", "minimum_required": 1,
          "scheduled_count": 0, "pending_leave": 0, "status": "below" },
        { "date": "2024-06-08", "day_of_week": "Saturday", "minimum_required": 0,
          "scheduled_count": 1, "pending_leave": 0, "status": "above" },
    ]);
    assert_eq!(get(path).await, expected);
    let holiday = get("/api/statistics/forecast/?start_date=2024-08-26&end_date=2024-08-26").await;
    assert_eq!(holiday[0]["minimum_required"], 0, "{holiday}");
    assert_eq!(holiday[0]["scheduled_count"], 1, "{holiday}");

    let availability = get("availability/?start_date=2024-06-03&end_date=2024-06-05").await;
    let expected = json!([
        { "date": "2024-06-03", "doctors_count": 3 },
        { "date": "2024-06-04", "doctors_count": 2 },
        { "date": "2024-06-05", "doctors_count": 0 },
    ]);
    assert_eq!(availability, expected);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ranges_begin_today_and_take_four_weeks() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for (query, first, last, days) in [
        ("", "2024-06-03", "2024-07-01", 29),
        ("?start_date=2024-02-28", "2024-02-28", "2024-03-27", 29),
        ("?end_date=2024-06-03", "2024-06-03", "2024-06-03", 1),
        ("?start_date=2024-01-01&end_date=2024-12-31", "2024-01-01", "2024-12-31", 366),
        ("?weeks=2", "2024-06-03", "2024-06-17", 15),
        ("?weeks=52", "2024-06-03", "2025-06-02", 365),
        ("?start_date=2024-12-31&weeks=1", "2024-12-31", "2025-01-07", 8),
        ("?end_date=2024-06-04&weeks=9", "2024-06-03", "2024-06-04", 2),
    ] {
        let forecast = member.get(&format!("statistics/forecast/{query}")).await.with(200);
        let ends = (forecast["start_date"].as_str(), forecast["end_date"].as_str());
        assert_eq!(ends, (Some(first), Some(last)), "{query}");
        for rows in [
            forecast["results"].clone(),
            member.get(&format!("/api/statistics/forecast/{query}")).await.with(200),
            member.get(&format!("availability/{query}")).await.with(200),
        ] {
            let rows = rows.as_array().unwrap();
            if rows[0].get("doctors_count").is_none() || !query.contains("weeks") {
                let dates: Vec<&str> =
                    rows.iter().map(|row| row["date"].as_str().unwrap()).collect();
                assert_eq!((dates[0], dates[dates.len() - 1], dates.len()), (first, last, days));
                assert!(dates.is_sorted_by(|a, b| a < b), "{query}");
            }
        }
    }
    for path in ["statistics/forecast/", "/api/statistics/forecast/", "availability/"] {
        for query in [
            "?start_date=2024-06-04&end_date=2024-06-03",
            "?end_date=2024-06-02",
            "?start_date=2024-01-01&end_date=2025-01-01",
            "?start_date=2024-06-31",
            "?start_date=2024-6-1",
            "?end_date=tomorrow",
        ] {
            let refused = member.get(&format!("{path}{query}")).await.with(400);
            assert!(refused.as_object().unwrap().values().all(Value::is_array), "{refused}");
        }
    }
    for weeks in ["0", "53", "-1", "1.5", "many", "99999999999999999999"] {
        let path = format!("statistics/forecast/?weeks={weeks}");
        let refused = member.get(&path).await.with(400);
        assert!(refused["weeks"].is_array(), "{weeks}: {refused}");
    }
    platform.stop().await;
}

/// Five days and a half of work since a term that began on 20 May, of which
/// one was a bank holiday.
#[tokio::test(flavor = "multi_thread")]
async fn who_worked_less_than_the_term_says_owes_days() {
    let platform = Platform::frozen_on("2024-06-01").await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let term = json!({ "start_date": "2024-05-20", "annual_leave_entitlement": "8.00" });
    let of = practice.doctor("Dr Smith", "PARTNER", term).await;
    let done = |more: Value| merged(json!({ "status": "COMPLETED" }), more);
    for (date, more) in [
        ("2024-05-20", done(json!({}))),
        ("2024-05-21", done(json!({ "type": "DUTY" }))),
        ("2024-05-23", done(json!({}))),
        ("2024-05-28", done(json!({}))),
        ("2024-05-30", json!({ "type": "CORONERS" })),
        ("2024-05-31", json!({ "duration": "HALF" })),
        // These count for nothing.
        ("2024-05-22", json!({ "status": "CANCELLED" })),
        ("2024-05-24", done(json!({ "type": "STUDY_LEAVE" }))),
    ] {
        practice.shift(of, date, more).await;
    }
    let owing = practice.doctor("Dr Zero", "LOCUM", json!({})).await;
    let stats = member.get(&format!("clinicians/{of}/stats/")).await.with(200);
    assert_eq!(number(&stats["current_deficiency"]), 0.8);
    assert_eq!(number(&stats["leave_balance_remaining"]), 4.94, "226 days of 366");
    let rest =
        ["clinician_name", "completed_shifts", "scheduled_shifts", "total_shifts", "as_of_date"]
            .map(|name| stats[name].clone());
    let expected = [json!("Dr Smith"), json!(4), json!(2), json!(6), json!("2024-06-01")];
    assert_eq!(rest, expected);
    let locum = member.get(&format!("clinicians/{owing}/stats/")).await.with(200);
    let numbers =
        ["current_deficiency", "leave_balance_remaining"].map(|name| number(&locum[name]));
    assert_eq!(numbers, [0.0, 0.0]);

    let workload = member.get("/api/statistics/workload/").await.with(200);
    let rows = workload["clinician_summaries"].as_array().unwrap();
    assert_eq!(rows.len(), 2, "{workload}");
    let row = &rows[0];
    for (name, expected) in [
        ("percentage", 100.0),
        ("target_shifts", 6.3),
        ("actual_shifts", 5.5),
        ("completed_shifts", 4.0),
        ("scheduled_shifts", 2.0),
        ("duty_shifts", 1.0),
        ("monday_shifts", 1.0),
        ("leave_days", 0.0),
        ("deficiency", 0.8),
    ] {
        assert_eq!(number(&row[name]), expected, "{name}: {row}");
    }
    let words = ["clinician_name", "working_term_type", "status"].map(|name| row[name].clone());
    assert_eq!(words, [json!("Dr Smith"), json!("PARTNER"), json!("under")]);
    assert!((number(&row["percent_of_target"]) - 87.3).abs() < 0.05, "{row}");

    // Earlier there was less to do, and in the other half of the year nothing.
    let earlier = member.get("/api/statistics/workload/?as_of_date=2024-05-21").await.with(200);
    let row = &earlier["clinician_summaries"][0];
    let numbers = ["target_shifts", "actual_shifts", "deficiency"].map(|name| number(&row[name]));
    assert_eq!(numbers, [1.4, 2.0, -0.6]);
    assert_eq!(row["status"], "over");
    let salaried = practice
        .doctor(
            "Dr Adams",
            "SALARIED",
            json!({ "fixed_working_days": WEEK, "fixed_half_days": ["Friday"] }),
        )
        .await;
    practice.leave(salaried, "PLANNED_SICK", "2024-07-01", "2024-07-03").await;
    let path = "/api/statistics/workload/?reporting_period=Period%202&as_of_date=2024-07-05";
    let later = member.get(path).await.with(200);
    assert_eq!(later["reporting_period"], "Period 2");
    let row = &later["clinician_summaries"][0];
    assert_eq!(row["clinician_id"], salaried, "by name: {later}");
    // A Thursday and half a Friday are left of that week.
    let numbers = ["target_shifts", "actual_shifts", "deficiency"].map(|name| number(&row[name]));
    assert_eq!(numbers, [1.5, 0.0, 1.5]);

    let refused = member.get("statistics/workload/?reporting_period=Spring").await.with(400);
    let told = refused["reporting_period"].to_string();
    assert!(told.contains("Period 1") && told.contains("Period 2"), "{refused}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_take_few_reads() {
    watch();
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let mut doctors = Vec::new();
    for name in ["Dr A", "Dr B", "Dr C"] {
        let of = practice.doctor(name, "PARTNER", json!({ "annual_leave_entitlement": 6 })).await;
        practice.shift(of, TODAY, json!({})).await;
        practice.leave(of, "PLANNED_SICK", "2024-06-10", "2024-06-14").await;
        doctors.push(of);
    }
    let own = practice.person("own", Role::Viewer, doctors[0]).await;
    let month = "calendar-data/?start_date=2024-06-01&end_date=2024-06-30";
    let stats = format!("clinicians/{}/stats/", doctors[0]);
    for (api, path, most) in [
        (&own, "statistics/forecast/", 3),
        (&own, "statistics/workload/", 3),
        (&own, "availability/", 1),
        (&own, month, 2),
        (&practice.manager, month, 3),
        (&own, stats.as_str(), 4),
        (&own, "/leave-booking/calendar-data/", 5),
        (&practice.manager, "/api/ext/reports/duty-fairness/", 3),
        (&practice.manager, "/api/ext/reports/remaining-leave/", 3),
    ] {
        let call = async { api.get(path).await.with(200) };
        let reads = reads(&platform.rota_database, call).await;
        assert!((1..=most).contains(&reads.len()), "{path}: {reads:#?}");
    }
    let asked = json!({ "clinician_ids": doctors });
    let call = async { own.post("calculations/bulk-leave-quota/", asked).await.with(200) };
    let reads = reads(&platform.rota_database, call).await;
    assert_eq!(reads.len(), 3, "{reads:#?}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_at_once_is_what_is_there() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let other = Practice::open(&platform, "second").await;
    for practice in [&practice, &other] {
        let several =
            practice.doctor("Dr B", "SALARIED", json!({ "end_date": "2023-12-31" })).await;
        practice.term(several, "PARTNER", json!({ "start_date": "2024-01-01" })).await;
        practice.clinician("Dr Without").await;
        let idle = practice.doctor("Dr A", "LOCUM", json!({})).await;
        let path = format!("clinicians/{idle}/");
        practice.member.patch(&path, json!({ "active": false })).await.with(200);
        for (type_, first, last) in [
            ("PLANNED_SICK", "2024-05-27", "2024-06-03"),
            ("PLANNED_SICK", "2024-06-28", "2024-07-05"),
            ("STUDY_LEAVE", "2024-06-10", "2024-06-11"),
            ("PLANNED_SICK", "2024-07-08", "2024-07-09"),
        ] {
            practice.leave(several, type_, first, last).await;
        }
    }
    practice.configure(json!({ "nation": "scotland", "fixed_period_weeks": 3 })).await;
    let changed = format!(
        "INSERT INTO bank_holiday_changes VALUES ({id}, 'scotland', '2024-06-05', 'Derby day'), \
         ({id}, 'scotland', '2024-01-02', NULL), ({id}, 'england-and-wales', '2024-06-06', 'No')",
        id = practice.id
    );
    platform.rota_database.execute(&changed).await;

    let pool = ::store::pool(&platform.rota_database.url, 1);
    let mut connection = pool.get().await.unwrap();
    let id = PracticeId(practice.id);
    let (configuration, calendar) = practices::rules(&mut connection, id).await.unwrap();
    assert_eq!(configuration, practices::configuration(&mut connection, id).await.unwrap());
    let apart = ::rota::store::bank_holidays::calendar(&mut connection, id, &configuration).await;
    assert_eq!(calendar, apart.unwrap());
    let days = ["2024-06-05", "2024-01-02", "2024-06-06"].map(|day| day.parse().unwrap());
    assert_eq!(days.map(|day| calendar.bank_holiday(day)), [Some("Derby day"), None, None]);
    let nobody = practices::rules(&mut connection, PracticeId(0)).await.unwrap();
    let published = bank_holidays::calendar(Nation::EnglandAndWales, &[]);
    assert_eq!(nobody, (Configuration::default(), published));

    let (first, last) = ("2024-06-01".parse().unwrap(), "2024-06-30".parse().unwrap());
    let everybody = clinicians::list(&mut connection, id).await.unwrap();
    let some: Vec<ClinicianId> = everybody[1..].iter().map(|clinician| clinician.id).collect();
    for whom in [None, Some(some.as_slice())] {
        let found = people::list(&mut connection, id, whom, first, last).await.unwrap();
        let (found, terms, leave) = people::apart(found);
        let is_meant = |id: ClinicianId| whom.is_none_or(|whom| whom.contains(&id));
        let mut expected = everybody.clone();
        expected.retain(|clinician| is_meant(clinician.id));
        assert_eq!(found, expected);
        let ids: Vec<ClinicianId> = found.iter().map(|clinician| clinician.id).collect();
        let place = |of: ClinicianId| ids.iter().position(|id| *id == of);
        let mut expected = working_terms::list(&mut connection, id).await.unwrap();
        expected.retain(|term| is_meant(term.clinician_id));
        expected.sort_by_key(|term| place(term.clinician_id));
        assert_eq!(terms, expected);
        let live = leave_requests::live_between(&mut connection, id, whom, first, last).await;
        let mut expected = live.unwrap();
        expected.retain(|leave| leave.status == LeaveStatus::Approved);
        assert_eq!((leave.len(), leave), (2, expected));
    }
    drop(connection);
    platform.stop().await;
}
