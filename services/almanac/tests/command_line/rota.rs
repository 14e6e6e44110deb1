//! Rotas: made, proven, and set up.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};
use diesel_async::AsyncPgConnection;
use rota::RotaError;
use rota::changes::{self, Who, working_terms};
use rota::domain::{
    ClinicianId, Days, LeaveStatus, PracticeId, WorkingTerm, WorkingTermId, WorkingTermType,
};
use rota::store::{generation_runs, leave_requests, shifts};
use serde_json::{Value, json};
use store::DatabaseUrl;

use crate::support::{Done, Installation};

const TODAY: &str = "2026-03-04";
/// A week beyond the fixed period, without a bank holiday.
const WEEK: [&str; 4] = ["--start-date", "2026-05-11", "--end-date", "2026-05-17"];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A practice where one partner and one salaried doctor work.
struct Surgery {
    installation: Installation,
    organization: i64,
    /// The salaried one, who works on Mondays and Tuesdays.
    salaried: ClinicianId,
    /// The partner's term.
    term: i64,
}

impl Surgery {
    fn new() -> Self {
        let installation = Installation::new();
        let organization = organization(&installation, "The Old Forge Surgery");
        let who = who(organization);
        let fixed = [Weekday::Mon, Weekday::Tue].into_iter().collect();
        let (partner, salaried) = with_rota(&installation, async |connection| {
            let partner = employ(connection, &who, WorkingTermType::Partner, Days::NONE).await;
            (partner, employ(connection, &who, WorkingTermType::Salaried, fixed).await)
        });
        let (salaried, term) = (salaried.clinician_id, partner.id.0);
        Self { installation, organization, salaried, term }
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let arguments = [&["rota"][..], arguments, &["--today", TODAY]].concat();
        self.installation.run(&arguments, "")
    }

    /// Runs a command that must succeed; its output, read.
    fn json(&self, arguments: &[&str]) -> Value {
        let done = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(done.code, 0, "{arguments:?}: {} {}", done.stdout, done.stderr);
        serde_json::from_str(&done.stdout).unwrap()
    }

    /// Makes the rota of a week.
    fn generate(&self, more: &[&str]) -> Value {
        self.json(&[&["generate", "--phase", "all"][..], &WEEK, more].concat())
    }

    fn count_shifts(&self) -> usize {
        let (first, last) = (day("2026-01-01"), day("2026-12-31"));
        let practice = PracticeId(self.organization);
        with_rota(&self.installation, async |connection| {
            shifts::between(connection, practice, first, last).await.unwrap().len()
        })
    }
}

fn organization(installation: &Installation, name: &str) -> i64 {
    installation.ok(&["organization", "add", name], "").trim().parse().unwrap()
}

async fn employ(
    connection: &mut AsyncPgConnection,
    who: &Who,
    type_: WorkingTermType,
    fixed: Days,
) -> WorkingTerm {
    let name = format!("Dr {type_}");
    let row = changes::clinicians::create(connection, who, &name, true).await.unwrap();
    let term = working_terms::Edit {
        clinician_id: Some(row.id),
        type_: Some(type_),
        start_date: Some(day("2025-01-01")),
        fixed_working_days: Some(fixed),
        ..working_terms::Edit::default()
    };
    working_terms::create(connection, who, &term).await.unwrap().0.term
}

fn who(organization: i64) -> Who {
    Who::program(PracticeId(organization), "tester", day(TODAY))
}

/// Does what no command can with the rota database.
fn with_rota<T>(
    installation: &Installation,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> T,
) -> T {
    let command = installation.almanac();
    let mut variables = command.get_envs();
    let url = variables.find(|(name, _)| name.to_str() == Some("ROTA_DATABASE_URL"));
    let url: DatabaseUrl = url.unwrap().1.unwrap().to_str().unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let connection: &mut AsyncPgConnection = &mut store::pool(&url, 1).get().await.unwrap();
        work(connection).await
    })
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn what_a_run_is_refused_for_is_named() {
    let surgery = Surgery::new();
    let all = ["--phase", "all"];
    let soon = ["--start-date", "2026-04-14", "--end-date", "2026-04-17"];
    let backwards = ["--start-date", "2026-05-12", "--end-date", "2026-05-11"];
    let long = ["--start-date", "2026-05-12", "--end-date", "2027-05-13"];
    let nonsense = ["--start-date", "12/05/2026", "--end-date", "2026-05-13"];
    for (arguments, code, told) in [
        ([&all[..], &soon].concat(), 1, "--override-fixed-period"),
        ([&all[..], &backwards].concat(), 1, "--end-date"),
        ([&all[..], &long].concat(), 1, "--end-date"),
        ([&all[..], &WEEK, &["--clinician", "999"]].concat(), 1, "--clinician 999"),
        ([&["--phase", "2"][..], &WEEK].concat(), 2, "1, 3, 4, 6 or all"),
        ([&["--phase", "5"][..], &WEEK].concat(), 2, "1, 3, 4, 6 or all"),
        (WEEK.to_vec(), 2, "--phase"),
        ([&all[..], &nonsense].concat(), 2, "YYYY-MM-DD"),
        ([&all[..], &WEEK, &["--time-limit", "9999"]].concat(), 2, "--time-limit"),
    ] {
        let done = surgery.run(&[&["generate"][..], &arguments].concat());
        assert_eq!(done.code, code, "{arguments:?}: {}", done.stderr);
        assert!(done.stderr.contains(told), "{arguments:?}: {}", done.stderr);
    }
    assert_eq!(surgery.count_shifts(), 0);
    let overriding = [&all[..], &soon, &["--override-fixed-period"]].concat();
    let done = surgery.run(&[&["generate_rota"][..], &overriding].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(surgery.count_shifts() > 0);
}

#[test]
fn a_rota_is_made_once_and_keeps_the_rules() {
    let surgery = Surgery::new();
    let planned = surgery.generate(&["--dry-run"]);
    assert_eq!(surgery.count_shifts(), 0, "a dry run writes nothing");
    assert_eq!((&planned["run_id"], &planned["dry_run"]), (&json!(null), &json!(true)));
    let shift = &planned["shifts"][0];
    assert_eq!((&shift["date"], &shift["change"]), (&json!("2026-05-11"), &json!("CREATED")));
    let of_a_shift = ["change", "clinician_id", "clinician_name", "date", "duration", "type"];
    assert_eq!(keys(shift), BTreeSet::from(of_a_shift));

    // The salaried doctor's two days, and the four that a partner has at most.
    let made = surgery.generate(&[]);
    assert_eq!(made["changes"], json!({ "created": 6, "updated": 0, "deleted": 0 }));
    assert_eq!(planned["changes"], made["changes"]);
    assert_eq!(surgery.count_shifts(), 6);
    let of_a_run =
        ["changes", "dry_run", "objective", "phases", "run_id", "seed", "unmet", "warnings"];
    assert_eq!(keys(&made), BTreeSet::from(of_a_run));
    let phases = made["phases"].as_array().unwrap();
    let of_a_phase = [
        "alerts",
        "created",
        "deleted",
        "duration_ms",
        "phase",
        "preserved_pinned",
        "skipped",
        "updated",
    ];
    assert!(phases.iter().all(|phase| keys(phase) == BTreeSet::from(of_a_phase)), "{made}");
    let numbers: Vec<&Value> = phases.iter().map(|phase| &phase["phase"]).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    // Two doctors are too few for any day, as alerts say.
    let monday = json!({ "date": "2026-05-11", "minimum": 9, "scheduled": 2 });
    assert_eq!(made["unmet"][0], monday, "{made}");
    assert_eq!(made["unmet"].as_array().unwrap().len(), 5);
    assert!(phases[5]["alerts"].as_u64().unwrap() > 0, "{made}");

    let again = surgery.generate(&["--no-optimise"]);
    assert_eq!(again["changes"], json!({ "created": 0, "updated": 0, "deleted": 0 }));
    let text = surgery.run(&[&["generate", "--phase", "1", "--json"][..], &WEEK].concat());
    assert!(text.stdout.starts_with('{'), "{}", text.stdout);
    let format = ["--phase", "1", "--format", "text", "--dry-run"];
    let text = surgery.run(&[&["generate"][..], &format, &WEEK].concat()).stdout;
    for told in ["1 Fixed shifts", "short on 2026-05-11, a Monday: 2 of 9 doctors", "dry run"] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn what_breaks_a_rule_is_found() {
    let surgery = Surgery::new();
    surgery.generate(&["--no-optimise"]);
    let check = [&["check"][..], &WEEK].concat();
    assert_eq!(surgery.json(&check), json!([]));
    let (who, salaried) = (who(surgery.organization), surgery.salaried);
    with_rota(&surgery.installation, async |connection| {
        let gone = changes::clinicians::update(connection, &who, salaried, None, Some(false));
        gone.await.unwrap();
    });
    let done = surgery.run(&check);
    assert_eq!(done.code, 1);
    assert_eq!(done.stdout.matches("inactive-clinician").count(), 2, "{}", done.stdout);
    assert!(done.stderr.contains("breaks rules 2 times"), "{}", done.stderr);
    // What was broken before a run does not keep it from beginning.
    surgery.generate(&["--overwrite", "--no-optimise"]);
}

#[test]
fn a_practice_says_how_it_runs_its_rota() {
    let surgery = Surgery::new();
    for (key, value, code, told) in [
        ("bogus", "1", 1, "bogus"),
        ("minimum_doctors", "{\"Monday\": 0}", 1, "minimum_doctors"),
        ("fixed_period_weeks", "-1", 1, "fixed_period_weeks"),
        ("nation", "scotland", 2, "JSON"),
    ] {
        let done = surgery.run(&["set-config", key, value]);
        assert_eq!(done.code, code, "{key}: {}", done.stderr);
        assert!(done.stderr.contains(told), "{key}: {}", done.stderr);
    }
    let set = surgery.json(&["set-config", "fixed_period_weeks", "1"]);
    assert_eq!(set, json!({ "key": "fixed_period_weeks", "value": 1 }));
    let soon = ["--start-date", "2026-03-11", "--end-date", "2026-03-13", "--dry-run"];
    surgery.json(&[&["generate", "--phase", "1"][..], &soon].concat());

    let dates = || -> Vec<String> {
        let list = surgery.json(&["bank-holidays", "list", "--year", "2026"]);
        let dates = list.as_array().unwrap().iter().map(|row| row["date"].as_str().unwrap());
        dates.map(str::to_owned).collect()
    };
    let published = dates();
    assert!(published.contains(&"2026-05-04".to_owned()), "{published:?}");
    surgery.json(&["bank-holidays", "remove", "2026-05-04"]);
    surgery.json(&["bank-holidays", "add", "2026-05-12", "Closed for training"]);
    let changed = dates();
    assert_eq!(changed.len(), published.len());
    assert!(changed.contains(&"2026-05-12".to_owned()), "{changed:?}");
    let planned = surgery.generate(&["--dry-run", "--no-optimise"]);
    let shifts = planned["shifts"].as_array().unwrap();
    assert!(shifts.iter().all(|shift| shift["date"] != "2026-05-12"), "{planned}");
}

#[test]
fn leave_is_adjusted() {
    let surgery = Surgery::new();
    let salaried = surgery.salaried.to_string();
    let adjust = |clinician: &str, amount: &str, more: &[&str]| {
        let arguments = ["adjust-leave", clinician, "--year", "2026", "--amount", amount];
        surgery.run(&[&arguments[..], &["--json"], more].concat())
    };
    let reason = ["--reason", "Taken too much last year"];
    let done = adjust(&salaried, "-0.5", &reason);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let added: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&added["amount"], &added["year"]), (&json!("-0.50"), &json!(2026)));
    assert_eq!(added["type"], "ANNUAL_LEAVE_ADJUSTMENT");
    for (clinician, amount, more, code) in [
        ("999", "1", reason.to_vec(), 1),
        (&*salaried, "1", vec!["--reason", " "], 1),
        (&*salaried, "0.125", reason.to_vec(), 2),
        (&*salaried, "much", reason.to_vec(), 2),
        (&*salaried, "1", vec![], 2),
        (&*salaried, "1", [&reason[..], &["--type", "BONUS"]].concat(), 2),
    ] {
        let done = adjust(clinician, amount, &more);
        assert_eq!(done.code, code, "{clinician} {amount} {more:?}: {}", done.stderr);
    }
}

#[test]
fn every_other_week_is_said_for_a_term() {
    let surgery = Surgery::new();
    let term = surgery.term.to_string();
    let set = |more: &[&str]| surgery.run(&[&["alternate-weeks", "set", &term][..], more].concat());
    assert_eq!(set(&["--week", "A", "--days", "Mon,Fri"]).code, 0);
    assert_eq!(set(&["--week", "b", "--half-days", "wednesday"]).code, 0);
    assert_eq!(set(&["--week", "C", "--days", "Mon"]).code, 2);
    assert_eq!(set(&["--week", "A", "--days", "Mon,Sat"]).code, 2);
    assert_eq!(set(&["--week", "A"]).code, 2);
    let list = surgery.json(&["alternate-weeks", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 2, "{list}");
    assert_eq!((&list[0]["week"], &list[0]["days"]), (&json!("A"), &json!(["Monday", "Friday"])));
    assert_eq!(list[1]["half_days"], json!(["Wednesday"]));
    let of_a_pattern = ["clinician_name", "days", "half_days", "week", "working_term_id"];
    assert_eq!(keys(&list[0]), BTreeSet::from(of_a_pattern));

    // The weeks stay where they are though the term starts in another one.
    let later = working_terms::Edit {
        start_date: Some(day("2025-01-08")),
        ..working_terms::Edit::default()
    };
    let friday = Days::NONE.with(Weekday::Fri);
    let never =
        working_terms::Edit { cannot_work_days: Some(friday), ..working_terms::Edit::default() };
    let who = who(surgery.organization);
    with_rota(&surgery.installation, async |connection| {
        let id = WorkingTermId(surgery.term);
        working_terms::update(connection, &who, id, &later).await.unwrap();
        let refused = working_terms::update(connection, &who, id, &never).await.unwrap_err();
        let RotaError::Invalid(fields) = refused else { panic!("{refused}") };
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["cannot_work_days"]);
    });
    let list = surgery.json(&["alternate-weeks", "list"]);
    assert_eq!((&list[0]["week"], &list[0]["half_days"]), (&json!("A"), &json!(["Wednesday"])));
    assert_eq!((&list[1]["week"], &list[1]["days"]), (&json!("B"), &json!(["Monday", "Friday"])));
    assert_eq!(surgery.run(&["alternate-weeks", "remove", "999"]).code, 1);
    surgery.json(&["alternate-weeks", "remove", &term]);
    assert_eq!(surgery.json(&["alternate-weeks", "list"]), json!([]));
}

#[test]
fn days_gone_by_are_done() {
    let surgery = Surgery::new();
    let week = ["--start-date", "2026-03-02", "--end-date", "2026-03-08"];
    let how = ["generate", "--phase", "all", "--override-fixed-period", "--no-optimise"];
    surgery.json(&[&how[..], &week].concat());
    // Both doctors work on Monday and Tuesday; today is Wednesday.
    assert_eq!(surgery.json(&["complete-past"]), json!({ "completed": 4 }));
    assert_eq!(surgery.json(&["complete-past"]), json!({ "completed": 0 }));
}

#[test]
fn the_practice_is_named_where_there_are_several() {
    let installation = Installation::new();
    let none = installation.run(&["rota", "check"], "");
    assert_eq!(none.code, 1);
    assert!(none.stderr.contains("--organization"), "{}", none.stderr);
    let ids = ["The Willows", "The Elms"].map(|name| organization(&installation, name).to_string());
    let set = |id: &str| {
        let arguments = ["rota", "set-config", "duty_doctors_per_day", "2", "--organization", id];
        installation.run(&arguments, "").code
    };
    assert_eq!((set(&ids[0]), set("999")), (0, 1));
    installation.ok(&["rota", "check"], "");
    assert_eq!(set(&ids[1]), 0);
    let several = installation.run(&["rota", "check"], "");
    assert_eq!(several.code, 1);
    for told in ["--organization", &ids[0], "The Willows", &ids[1], "The Elms"] {
        assert!(several.stderr.contains(told), "{told}: {}", several.stderr);
    }
    installation.ok(&["rota", "check", "--organization", &ids[1]], "");
}

#[test]
fn the_demo_practice_is_staffed() {
    let installation = Installation::new();
    let practice = PracticeId(1);
    let fill = || {
        with_rota(&installation, async |connection| {
            let partner = rota::demo::fill(connection, practice, day(TODAY)).await.unwrap();
            let runs = generation_runs::recent(connection, practice, 10).await.unwrap();
            (partner, runs)
        })
    };
    let (partner, runs) = fill();
    assert_eq!(runs.len(), 2);
    for run in &runs {
        // With leave, of twenty working days and of sixty-one.
        let unmet = run.report["unmet"].as_array().unwrap().len();
        assert!(unmet <= 3, "{}", run.report);
    }
    let range = ["--start-date", "2026-02-02", "--end-date", "2026-05-31"];
    installation.ok(&[&["rota", "check"][..], &range].concat(), "");
    let leave = with_rota(&installation, async |connection| {
        let all = leave_requests::Filter::default();
        leave_requests::rows(connection, practice, &all).await.unwrap()
    });
    for status in
        [LeaveStatus::Requested, LeaveStatus::Approved, LeaveStatus::Denied, LeaveStatus::Cancelled]
    {
        assert!(leave.iter().any(|(row, _)| row.request.status == status), "{status}");
    }
    let (again, runs) = fill();
    assert!(partner.is_some());
    assert_eq!((again, runs.len()), (partner, 2), "it is filled once");
}
