/// A wait of so many seconds in words, rounded up to minutes where it is long:
/// `30 seconds`, `5 minutes`.
pub fn wait(seconds: u64) -> String {
    let (number, unit) =
        if seconds <= 90 { (seconds.max(1), "second") } else { (seconds.div_ceil(60), "minute") };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_told_in_words() {
        for (seconds, words) in [
            (0, "1 second"),
            (1, "1 second"),
            (90, "90 seconds"),
            (91, "2 minutes"),
            (300, "5 minutes"),
        ] {
            assert_eq!(wait(seconds), words);
        }
    }
}
