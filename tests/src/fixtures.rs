//! Small files in the published formats, made up here.

/// A practice of an epraccur file; what is not told is plain.
#[derive(Clone, Copy)]
pub struct Practice<'a> {
    /// Column 1.
    pub code: &'a str,
    /// Column 2.
    pub name: &'a str,
    /// Column 4.
    pub icb: &'a str,
    /// Column 13, of either vocabulary.
    pub status: &'a str,
    /// Column 26, of the same vocabulary.
    pub setting: &'a str,
}

impl Default for Practice<'_> {
    fn default() -> Self {
        Self { code: "Z00001", name: "A SURGERY", icb: "QZ1", status: "A", setting: "4" }
    }
}

/// An epraccur file whose newest opening day is `day` (`YYYYMMDD`).
pub fn epraccur<'a>(day: &str, practices: impl IntoIterator<Item = Practice<'a>>) -> String {
    practices.into_iter().map(|practice| line(day, practice)).collect()
}

fn line(day: &str, practice: Practice<'_>) -> String {
    let Practice { code, name, icb, status, setting } = practice;
    let cells = [
        code,
        name,
        "Y91",
        icb,
        "1 HIGH STREET",
        "",
        "",
        "ASHCOMBE",
        "",
        "ZZ1 1ZZ",
        day,
        "",
        status,
        "B",
        "91Z",
        day,
        "",
        "01632 960001",
        "",
        "",
        "",
        "0",
        "",
        "91Z",
        "",
        setting,
        "",
    ];
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
    format!("{}\r\n", quoted.join(","))
}

/// So many practices: `Z00000 SURGERY 0`, `Z00001 SURGERY 1` and so on.
pub fn many(day: &str, count: usize) -> String {
    (0..count)
        .map(|number| {
            let (code, name) = (format!("Z{number:05}"), format!("SURGERY {number}"));
            line(day, Practice { code: &code, name: &name, ..Practice::default() })
        })
        .collect()
}
