/// `1 option`, `2 options`, `12,500 options`.
pub fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {one}{plural}", grouped(count))
}

/// `12,500`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_as_people_write_them() {
        for (count, expected) in [
            (0, "0 options"),
            (1, "1 option"),
            (999, "999 options"),
            (1_000, "1,000 options"),
            (50_000, "50,000 options"),
            (1_234_567, "1,234,567 options"),
        ] {
            assert_eq!(counted(count, "option"), expected);
        }
    }
}
