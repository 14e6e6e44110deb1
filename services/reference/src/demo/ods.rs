//! The files of the Organisation Data Service.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::at;
use super::england::{Area, England, Membership, Pcn, Practice};
use super::files::write_ods;
use crate::domain::Status;

/// Practices and other prescribing cost centres.
pub(super) fn write_epraccur(england: &England, folder: &Path) -> io::Result<PathBuf> {
    let all = england.practices.iter().chain(&england.others);
    write_ods(folder.join("epraccur.csv"), all.map(|practice| epraccur(england, practice)))
}

fn epraccur(england: &England, practice: &Practice) -> [String; 27] {
    let place = england.geography(practice.sub_icb);
    let status = match practice.status {
        Status::Active | Status::Proposed => "ACTIVE",
        Status::Closed => "INACTIVE",
        Status::Dormant => "DORMANT",
    };
    let text = |text: &str| text.to_owned();
    let blank = String::new;
    [
        text(&practice.code),
        text(&practice.name),
        text(&place.region.code),
        text(&place.board.code),
        text(&practice.street),
        blank(),
        blank(),
        text(practice.town),
        blank(),
        text(&practice.postcode),
        date(practice.opened),
        last_day(practice.closed),
        text(status),
        text("B"),
        text(&place.sub_icb.code),
        date(practice.joined),
        blank(),
        text(&practice.phone),
        blank(),
        blank(),
        blank(),
        text("1"),
        blank(),
        text(&place.sub_icb.code),
        blank(),
        text(practice.role),
        blank(),
    ]
}

/// PCNs.
pub(super) fn write_epcn(england: &England, folder: &Path) -> io::Result<PathBuf> {
    write_ods(folder.join("epcn.csv"), england.pcns.iter().map(|pcn| epcn(england, pcn)))
}

fn epcn(england: &England, pcn: &Pcn) -> [String; 12] {
    let sub_icb = england.geography(pcn.sub_icb).sub_icb;
    [
        pcn.code.clone(),
        pcn.name.clone(),
        sub_icb.code.clone(),
        sub_icb.name.to_uppercase(),
        date(pcn.opened),
        last_day(pcn.closed),
        pcn.street.clone(),
        String::new(),
        String::new(),
        pcn.town.to_owned(),
        String::new(),
        pcn.postcode.clone(),
    ]
}

/// Which practices are, and were, members of which PCN.
pub(super) fn write_core_partners(england: &England, folder: &Path) -> io::Result<PathBuf> {
    let spells = england.practices.iter().flat_map(|practice| {
        let memberships = practice.memberships.iter();
        memberships.map(move |membership| core_partner(england, practice, membership))
    });
    write_ods(folder.join("epcncorepartnerdetails.csv"), spells)
}

fn core_partner(england: &England, practice: &Practice, spell: &Membership) -> [String; 11] {
    let pcn = at(&england.pcns, spell.pcn);
    let own = england.geography(practice.sub_icb).sub_icb;
    let theirs = england.geography(pcn.sub_icb).sub_icb;
    let matches = if own.code == theirs.code { "1" } else { "0" };
    [
        practice.code.clone(),
        practice.name.clone(),
        own.code.clone(),
        own.name.to_uppercase(),
        pcn.code.clone(),
        pcn.name.clone(),
        theirs.code.clone(),
        theirs.name.to_uppercase(),
        date(spell.from),
        last_day(spell.to),
        matches.to_owned(),
    ]
}

/// Which commissioner a practice belongs to, and belonged to before.
pub(super) fn write_epcmem(england: &England, folder: &Path) -> io::Result<PathBuf> {
    let all = england.practices.iter().chain(&england.others);
    let spells =
        all.flat_map(|practice| epcmem(practice, england.geography(practice.sub_icb).sub_icb));
    write_ods(folder.join("epcmem.csv"), spells)
}

fn epcmem(practice: &Practice, sub_icb: &Area) -> Vec<[String; 6]> {
    let spell = |code: &str, from, to| {
        let [kind, amended] = ["W", "0"].map(str::to_owned);
        [practice.code.clone(), code.to_owned(), kind, date(from), last_day(to), amended]
    };
    let mut spells = vec![spell(&sub_icb.code, practice.joined, practice.closed)];
    if practice.opened < practice.joined {
        // Codes of sub-ICB locations begin with 9, those of their predecessors with 8.
        let before = sub_icb.code.replacen('9', "8", 1);
        spells.push(spell(&before, practice.opened, practice.joined.pred_opt()));
    }
    spells
}

fn date(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn last_day(day: Option<NaiveDate>) -> String {
    day.map(date).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    type Write = fn(&England, &Path) -> io::Result<PathBuf>;

    fn written(write: Write) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::read_to_string(write(&England::small(), folder.path()).unwrap()).unwrap()
    }

    fn cells(line: &str) -> Vec<&str> {
        line.split(',').map(|cell| cell.trim_matches('"')).collect()
    }

    #[test]
    fn practices_are_written_as_ods_writes_them() {
        let text = written(write_epraccur);
        assert_eq!(text.lines().count(), 70);
        assert!(text.starts_with(concat!(
            r#""Z00001","ELM GROVE SURGERY","Y91","QZ1","1 ELM GROVE","","","LITTLE HAMPTON","","#,
            r#""ZZ1 0ZZ","19740401","","ACTIVE","B","91Z","20260101","","01632 960000","","","","#,
            r#""1","","91Z","","RO76","""#,
            "\r\n"
        )));
        let closed = text.lines().find(|line| line.starts_with("\"Z00061\"")).unwrap();
        assert_eq!(cells(closed)[11..13], ["20250331", "INACTIVE"]);
    }

    #[test]
    fn one_pcn_is_closed_and_memberships_tell_of_it() {
        let pcns = written(write_epcn);
        let closed: Vec<&str> = pcns.lines().filter(|line| !cells(line)[5].is_empty()).collect();
        let [closed] = closed[..] else { panic!("{pcns}") };
        let partners = written(write_core_partners);
        let ended: Vec<Vec<&str>> =
            partners.lines().map(cells).filter(|cells| !cells[9].is_empty()).collect();
        let codes: Vec<&str> = ended.iter().map(|cells| cells[0]).collect();
        assert_eq!(codes, ["Z00009", "Z00034", "Z00061"]);
        assert_eq!(ended[0][4], cells(closed)[0]);
    }

    #[test]
    fn a_membership_across_a_border_does_not_match() {
        let partners = written(write_core_partners);
        let across: Vec<&str> = partners.lines().filter(|line| line.ends_with(r#""0""#)).collect();
        assert_eq!(across.len(), 2, "{across:?}");
        assert!(!partners.contains("Z00048"), "the unallocated practice has no PCN");
    }

    #[test]
    fn a_practice_has_one_commissioner_at_a_time() {
        let text = written(write_epcmem);
        let first: Vec<Vec<&str>> = text.lines().take(2).map(cells).collect();
        assert_eq!(first[0], ["Z00001", "91Z", "W", "20260101", "", "0"]);
        assert_eq!(first[1], ["Z00001", "81Z", "W", "19740401", "20251231", "0"]);
    }
}
