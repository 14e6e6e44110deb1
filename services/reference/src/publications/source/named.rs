//! What the names of a file tell of its content, where that is silent.

use chrono::NaiveDate;

use super::{Source, SourceError};
use crate::domain::{FinancialYear, Regions};
use crate::publications::dates;

impl Source<'_> {
    /// The names that may tell what a file is about: of the members or sheets
    /// that were read, of the file and of its folder.
    pub fn names(&self) -> Vec<String> {
        let folder = self.path.canonicalize().ok();
        let folder = folder.as_deref().and_then(|path| path.parent()?.file_name());
        let folder = folder.map(|name| name.to_string_lossy().into_owned());
        self.members.iter().cloned().chain([self.name.clone()]).chain(folder).collect()
    }

    /// The first day of the month that the names tell.
    pub fn month(&self) -> Result<NaiveDate, SourceError> {
        let month = |name: &str| {
            let named = dates::named(name)?;
            NaiveDate::from_ymd_opt(named.year, named.month, 1)
        };
        self.told(month, "month", "Jan_26")
    }

    /// The financial year that the names tell.
    pub fn year(&self) -> Result<FinancialYear, SourceError> {
        self.told(dates::financial_year, "year", "2526")
    }

    /// The regions that the members, or else the file, are named for; nothing
    /// where one of them is named for none, and so has all.
    pub fn regions(&self) -> Option<Regions> {
        let members = if self.members.is_empty() {
            std::slice::from_ref(&self.name)
        } else {
            self.members.as_slice()
        };
        let regions = members.iter().map(|name| Regions::named_in(name));
        let all = regions.reduce(|one, other| Some(one?.union(other?)))?;
        all.filter(|regions| regions.missing().is_some())
    }

    /// What the first of the names tells that tells any; two of the file's own
    /// that tell different things are an error.
    fn told<T: PartialEq + std::fmt::Display>(
        &self,
        tell: impl Fn(&str) -> Option<T>,
        what: &str,
        example: &str,
    ) -> Result<T, SourceError> {
        let names = self.names();
        let mut own = names.iter().take(self.members.len() + 1).filter_map(|name| tell(name));
        let Some(first) = own.next() else {
            let folder = names.last().and_then(|name| tell(name));
            return folder.ok_or_else(|| {
                self.refuse(format!(
                    "neither the file's name nor its folder's tells the {what}, as {example} does"
                ))
            });
        };
        match own.find(|other| *other != first) {
            None => Ok(first),
            Some(other) => {
                Err(self.refuse(format!("one name tells the {what} {first}, another {other}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::publications::{Silent, Source};

    fn of<T>(path: &str, members: &[&str], ask: impl Fn(&Source<'_>) -> T) -> T {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "").unwrap();
        let mut source = Source::new(&path, &Silent);
        source.members = members.iter().map(|name| (*name).to_owned()).collect();
        ask(&source)
    }

    #[test]
    fn names_tell_the_period_from_the_inside_out() {
        let year = |path: &str, members: &[&str]| {
            let told = of(path, members, |source| source.year().map(|year| year.to_string()));
            told.map_err(|error| error.to_string())
        };
        for (path, members, expected) in [
            ("22-23.csv", &[][..], Ok("2022/23")),
            ("a/QOF2425.zip", &["PREVALENCE_2425.csv"], Ok("2024/25")),
            ("a/qof.zip", &["PREVALENCE_2425.csv"], Ok("2024/25")),
            ("2024-25/PREVALENCE.csv", &[], Ok("2024/25")),
            ("2024-25/PREVALENCE_2021_v2.csv", &[], Ok("2020/21")),
            ("a/QOF2324.zip", &["PREVALENCE_2425.csv"], Err("2023/24")),
            ("a/b.csv", &[], Err("tells the year")),
        ] {
            match (year(path, members), expected) {
                (Ok(told), Ok(expected)) => assert_eq!(told, expected, "{path}"),
                (Err(told), Err(expected)) => assert!(told.contains(expected), "{told}"),
                (told, expected) => panic!("{path}: {told:?}, {expected:?}"),
            }
        }
        let month = of("2025-08/Mapping.csv", &[], |source| source.month().unwrap());
        assert_eq!(month.to_string(), "2025-08-01");
    }

    #[test]
    fn members_of_all_regions_are_the_whole() {
        for (members, expected) in [
            (&[][..], Some("london")),
            (&["London_East_South.csv", "Midlands_North.csv"], None),
            (&["NORTH_WEST.csv", "LONDON.csv"], Some("london,north-west")),
            (&["NORTH_WEST.csv", "all.csv"], None),
        ] {
            let told = of("ACHIEVEMENT_LONDON_2425.csv", members, |source| source.regions());
            let told = told.map(|regions| regions.to_string());
            assert_eq!(told.as_deref(), expected, "{members:?}");
        }
    }
}
