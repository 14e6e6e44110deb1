//! Lists to try the service with: nine of the NHS Data Dictionary and all of
//! NHS organisations, laid out as a sync finds them where they are published.
//! NOTICE tells where they are from.

use std::path::Path;
use std::{fs, io};

use rust_embed::Embed;
use url::Url;

#[derive(Embed)]
#[folder = "src/demo/nhs-data-dictionary"]
struct Dictionary;

#[derive(Embed)]
#[folder = "src/demo/organisations"]
struct Organisations;

/// Writes the lists below a folder, over what was written before. The answer is
/// what to sync from: the `file:` addresses in place of the NHS Data Dictionary's
/// pages and of the API of organisations. Both end with a slash.
pub fn write(folder: &Path) -> io::Result<(Url, Url)> {
    let folder = std::path::absolute(folder)?;
    let dictionary = write_all::<Dictionary>(&folder.join("nhs-data-dictionary"))?;
    let organisations = write_all::<Organisations>(&folder.join("organisations"))?;
    Ok((dictionary, organisations))
}

fn write_all<Files: Embed>(folder: &Path) -> io::Result<Url> {
    for name in Files::iter() {
        let file = Files::get(&name).ok_or(io::ErrorKind::NotFound)?;
        let path = folder.join(&*name);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, file.data)?;
    }
    Url::from_directory_path(folder).map_err(|()| io::ErrorKind::InvalidFilename.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Options, catalogue, dictionary, organisations};

    /// What is written, as a sync reads it.
    fn written() -> (tempfile::TempDir, Url, Url) {
        let folder = tempfile::tempdir().unwrap();
        let (dictionary, organisations) = write(&folder.path().join("demo")).unwrap();
        (folder, dictionary, organisations)
    }

    fn read(base: &Url, name: &str) -> String {
        fs::read_to_string(base.join(name).unwrap().to_file_path().unwrap()).unwrap()
    }

    fn list(base: &Url, list: &organisations::List) -> Options {
        let path = format!("{}index.json", list.path.trim_start_matches('/'));
        let (options, skipped) = organisations::read(list, &read(base, &path)).unwrap();
        assert_eq!(skipped, 0, "{}", list.key);
        options
    }

    #[test]
    fn pages_are_of_the_catalogue_and_have_options() {
        let (_folder, base, _) = written();
        let expected = [
            ("ethnic_category", 18),
            ("main_specialty_code", 95),
            ("treatment_function_code", 153),
            ("admission_source_hospital_provider", 16),
            ("care_professional_job_role_code", 392),
            ("care_professional_main_specialty_code", 95),
            ("mental_health_act_legal_status_code", 27),
            ("out-patient_attendance_outcome", 3),
            ("person_stated_gender_code", 4),
        ];
        for (key, count) in expected {
            let entry = catalogue::find(key).unwrap();
            let html = read(&base, entry.page);
            assert!(html.contains(&format!("<title>{}</title>", entry.name)), "{key}");
            assert!(!dictionary::looks_cut_off(&html), "{key}");
            let options = dictionary::extract(&html);
            assert_eq!(options.len(), count, "{key}");
            assert!(options.iter().all(|(code, text)| !code.is_empty() && text == text.trim()));
        }
        assert_eq!(Dictionary::iter().count(), expected.len());
    }

    #[test]
    fn lists_of_organisations_have_options() {
        let (_folder, _, base) = written();
        let expected = [
            ("hospitals_england_wales", 337),
            ("nhs_trusts", 241),
            ("welsh_lhbs", 35),
            ("london_boroughs", 33),
            ("nhs_england_regions", 7),
            ("paediatric_diabetes_units", 171),
            ("integrated_care_boards", 42),
        ];
        for (key, count) in expected {
            let found = list(&base, organisations::find(key).unwrap());
            assert_eq!(found.len(), count, "{key}");
            assert!(found.iter().all(|(code, text)| !code.is_empty() && !text.is_empty()));
        }
        assert_eq!(Organisations::iter().count(), organisations::LISTS.len());
        assert_eq!(expected.len(), organisations::LISTS.len());
    }

    #[test]
    fn texts_are_those_of_the_codes() {
        let (_folder, pages, lists) = written();
        let specialties =
            dictionary::extract(&read(&pages, "main_specialty_code__mental_health_.html"));
        let first: Vec<_> = specialties.iter().take(2).collect();
        assert_eq!(first, [("100", "General Surgery"), ("101", "Urology")]);
        assert_eq!(specialties.get("110"), Some("Trauma and Orthopaedics"));
        for (key, code, text) in [
            ("hospitals_england_wales", "RGT01", "Addenbrooke's Hospital"),
            ("nhs_trusts", "RP4", "Great Ormond Street Hospital for Children NHS Foundation Trust"),
            ("welsh_lhbs", "7A1", "Betsi Cadwaladr University Health Board"),
            ("welsh_lhbs", "7A1AU", "  Ysbyty Gwynedd"),
            ("london_boroughs", "E09000033", "Westminster"),
        ] {
            let list = list(&lists, organisations::find(key).unwrap());
            assert_eq!(list.get(code), Some(text), "{key}");
        }
    }

    #[test]
    fn writing_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(folder.path()).unwrap();
        let before = read(&first.0, "ethnic_category.html");
        assert_eq!(write(folder.path()).unwrap(), first);
        assert_eq!(read(&first.0, "ethnic_category.html"), before);
        for base in [&first.0, &first.1] {
            assert_eq!(base.scheme(), "file");
            assert!(base.path().ends_with('/'), "{base}");
        }
    }
}
