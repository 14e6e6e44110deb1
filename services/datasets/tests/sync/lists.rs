//! What becomes of datasets.

use datasets::domain::due::Source;
use datasets::domain::{Category, SourceType};
use datasets::store::versions;
use datasets::sync::{Change, Counts, Outcome, Request};

use crate::site::{html, json, status};
use crate::{PAGE, SPECIALTIES, World, at, failed, page};

const TRUSTS: &str = r#"[{"ods_code":"R1A","name":"One"}]"#;

fn owned(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_list_is_whole_at_version_1() {
    let world = World::new().await;
    let options = [("110", "Trauma & Orthopaedics"), ("100", "General Surgery")];
    world.site.put(PAGE, &[html(&page(&options))]);
    let line = world.specialties(0, false).await;
    assert_eq!((line.outcome, line.change), (Outcome::Created, Some(Change::Created)));
    let (row, kept) = world.image(SPECIALTIES).await.unwrap();
    assert_eq!(kept, owned(&options));
    assert_eq!((row.version, row.options_count), (1, 2));
    assert_eq!((row.category, row.source_type), (Category::NhsDd, SourceType::Scrape));
    assert_eq!((row.is_custom, row.is_global, row.is_active), (false, true, true));
    assert_eq!((row.organization_id, row.created_by, row.published_at), (None, None, None));
    assert_eq!(row.description, "NHS Data Dictionary - Main Specialty Code");
    assert_eq!(row.format_pattern, "code - description");
    assert_eq!(row.tags, ["medical", "specialty", "NHS"]);
    let times = [Some(row.created_at), Some(row.updated_at), row.last_scraped, Some(at(0))];
    assert!(times.is_sorted() && row.last_synced_at.is_none(), "{times:?}");
    let mut connection = world.pool.get().await.unwrap();
    assert_eq!(versions::count(&mut connection, row.id, 1).await.unwrap(), 1);

    world.site.put("trusts/", &[json(TRUSTS)]);
    let request = world.request(Source::External, 0);
    let line = world.one(&Request { dataset: Some("nhs_trusts"), ..request }).await;
    assert_eq!(line.outcome, Outcome::Created);
    let (row, kept) = world.image("nhs_trusts").await.unwrap();
    assert_eq!(kept, owned(&[("R1A", "One")]));
    assert_eq!((row.category, row.source_type), (Category::Rcpch, SourceType::Api));
    let times = [Some(row.created_at), Some(row.updated_at), row.last_synced_at, Some(at(0))];
    assert!(times.is_sorted() && row.last_scraped.is_none(), "{times:?}");
    assert_eq!((row.version, row.sync_frequency_hours), (1, Some(24)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changes_counts() {
    let world = World::new().await;
    let (one, other) = ([("1", "One"), ("2", "Two")], [("2", "Two"), ("1", "One")]);
    for (day, options, outcome, version) in [
        (0, one, Outcome::Created, 1),
        (6, other, Outcome::Skipped, 1),
        (7, one, Outcome::Unchanged, 1),
        (14, other, Outcome::Updated, 2),
        (21, other, Outcome::Unchanged, 2),
        (28, one, Outcome::Updated, 3),
    ] {
        world.site.put(PAGE, &[html(&page(&options))]);
        let (before, begun) = (world.row(SPECIALTIES).await, at(0));
        assert_eq!(world.specialties(day, false).await.outcome, outcome, "day {day}");
        let (row, kept) = world.image(SPECIALTIES).await.unwrap();
        assert_eq!(row.version, version, "day {day}");
        if outcome != Outcome::Skipped {
            assert_eq!(kept, owned(&options), "day {day}");
            let times = [Some(begun), row.last_scraped, Some(at(0))];
            assert!(times.is_sorted() && Some(row.updated_at) <= row.last_scraped, "day {day}");
        }
        if let Some(before) = before {
            let is_changed = outcome == Outcome::Updated;
            assert_eq!(row.updated_at != before.updated_at, is_changed, "day {day}");
        }
        let mut connection = world.pool.get().await.unwrap();
        let versions = versions::count(&mut connection, row.id, 1).await.unwrap();
        assert_eq!(versions, i64::from(version), "day {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_read_stands_empty_until_it_can() {
    let world = World::new().await;
    let line = world.specialties(0, false).await;
    assert!(failed(&line).contains("404"), "{line:?}");
    assert_eq!(line.change, Some(Change::Created));
    let (row, kept) = world.image(SPECIALTIES).await.unwrap();
    assert_eq!((row.version, row.is_active, row.last_scraped), (1, true, None));
    assert!(kept.is_empty());

    world.site.put(PAGE, &[html(&page(&[("1", "One")]))]);
    assert_eq!(world.specialties(1, false).await.outcome, Outcome::Updated);
    let (row, kept) = world.image(SPECIALTIES).await.unwrap();
    assert_eq!((row.version, row.last_scraped), (2, Some(row.updated_at)));
    assert_eq!(kept, owned(&[("1", "One")]));

    let request = world.request(Source::External, 0);
    let line = world.one(&Request { dataset: Some("nhs_trusts"), ..request }).await;
    assert_eq!((line.outcome, line.change), (Outcome::Failed, None));
    assert!(world.row("nhs_trusts").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_page_is_kept_in_step_even_where_it_fails() {
    let world = World::new().await;
    world.site.put(PAGE, &[html(&page(&[("1", "One")])), status("404 No")]);
    world.specialties(0, false).await;
    let scraped = world.row(SPECIALTIES).await.unwrap().last_scraped;
    let sql = "UPDATE datasets SET name = 'Old', tags = '{old}', updated_at = '2000-01-01'";
    world.database.execute(sql).await;
    let line = world.specialties(7, false).await;
    assert_eq!((line.outcome, line.change), (Outcome::Failed, Some(Change::Updated)));
    let (row, kept) = world.image(SPECIALTIES).await.unwrap();
    assert_eq!(row.name, "Main Specialty Code");
    assert_eq!(row.tags, ["medical", "specialty", "NHS"]);
    assert_eq!((row.version, row.last_scraped), (2, scraped));
    assert!(Some(row.updated_at) > scraped && row.updated_at <= at(0));
    assert_eq!(kept, owned(&[("1", "One")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_external_lists_only_options_are_kept_in_step() {
    let world = World::new().await;
    world.site.put("trusts/", &[json(TRUSTS)]);
    let request = world.request(Source::External, 0);
    let request = Request { dataset: Some("nhs_trusts"), ..request };
    world.one(&request).await;
    let first = world.row("nhs_trusts").await.unwrap().last_synced_at;
    world.database.execute("UPDATE datasets SET name = 'Ours', tags = '{ours}'").await;
    let line = world.one(&Request { now: at(1), ..request.clone() }).await;
    assert_eq!(line.outcome, Outcome::Unchanged);
    let second = world.row("nhs_trusts").await.unwrap().last_synced_at;
    assert!(second > first);
    world.database.execute("UPDATE datasets SET sync_frequency_hours = 0").await;
    let line = world.one(&Request { now: at(100), ..request.clone() }).await;
    assert_eq!(line.outcome, Outcome::Skipped);
    let row = world.row("nhs_trusts").await.unwrap();
    assert_eq!((row.name.as_str(), row.version, row.last_synced_at), ("Ours", 1, second));
    assert_eq!(row.tags, ["ours"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ours_or_hidden_is_left_alone() {
    let world = World::new().await;
    let taken = "INSERT INTO option_lists (digest, options, count) VALUES (sha256('{}'), '{}', 0); \
                 INSERT INTO datasets (key, name, category, source_type, is_custom, is_global, \
                                       option_list_id, options_count) \
                 SELECT 'nhs_trusts', 'Mine', 'user_created', 'manual', true, false, id, 0 \
                 FROM option_lists";
    world.database.execute(taken).await;
    world.site.put("trusts/", &[json(TRUSTS)]);
    let request = world.request(Source::External, 0);
    let request = Request { dataset: Some("nhs_trusts"), force: true, ..request };
    let line = world.one(&request).await;
    assert!(failed(&line).contains("key is taken"), "{line:?}");
    assert!(world.site.asked().is_empty());
    let row = world.row("nhs_trusts").await.unwrap();
    assert_eq!((row.name.as_str(), row.version, row.options_count), ("Mine", 1, 0));

    world.database.execute("UPDATE datasets SET category = 'rcpch', is_active = false").await;
    assert_eq!(world.one(&request).await.outcome, Outcome::Hidden);
    let row = world.row("nhs_trusts").await.unwrap();
    assert_eq!((row.is_active, row.version, row.last_synced_at), (false, 1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_keeps_no_other_from_it() {
    let world = World::new().await;
    let regions = r#"[{"region_code":"Y56","name":"London"}]"#;
    world.site.put("trusts/", &[status("404 No")]);
    world.site.put("london_boroughs/", &[json(r#"[{"gss_code":"E09000001","name":"City"}]"#)]);
    world.site.put("nhs_england_regions/", &[json(regions)]);
    let report = world.run(&world.request(Source::External, 0)).await.unwrap();
    assert_eq!(report.counts, Counts::External { synced: 2, skipped: 0, errors: 5 });
    assert!(world.row("nhs_england_regions").await.is_some());
    assert!(world.row("nhs_trusts").await.is_none());
    let report = world.run(&world.request(Source::External, 0)).await.unwrap();
    assert_eq!(report.counts, Counts::External { synced: 0, skipped: 2, errors: 5 });

    world.site.put(PAGE, &[html(&page(&[("1", "One")]))]);
    let report = world.run(&world.request(Source::NhsDd, 0)).await.unwrap();
    let (created, scraped, errors, total) = (48, 1, 47, 48);
    let expected = Counts::NhsDd { created, updated: 0, scraped, skipped: 0, errors, total };
    assert_eq!(report.counts, expected);
    let report = world.run(&world.request(Source::NhsDd, 1)).await.unwrap();
    let expected = Counts::NhsDd { created: 0, updated: 0, scraped: 0, skipped: 1, errors, total };
    assert_eq!(report.counts, expected);
}
