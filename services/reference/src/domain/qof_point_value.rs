use super::FinancialYear;

/// Pounds, year by year.
const VALUES: [(&str, &str); 10] = [
    ("2016/17", "165.18"),
    ("2017/18", "171.20"),
    ("2018/19", "179.26"),
    ("2019/20", "187.74"),
    ("2020/21", "194.83"),
    ("2021/22", "201.16"),
    ("2022/23", "207.56"),
    ("2023/24", "213.43"),
    ("2024/25", "220.62"),
    ("2025/26", "225.49"),
];

/// What a QOF point was worth to a practice of average size and prevalence, in
/// pounds, where that is known. No QOF file has it: it is that of the Statement
/// of Financial Entitlements, as two independent reports of each year give it.
pub fn qof_point_value(year: FinancialYear) -> Option<&'static str> {
    let year = year.to_string();
    VALUES.iter().find(|(known, _)| *known == year).map(|(_, pounds)| *pounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_a_value_in_some_years() {
        for (year, pounds) in [
            ("2015/16", None),
            ("2016/17", Some("165.18")),
            ("2023/24", Some("213.43")),
            ("2025/26", Some("225.49")),
            ("2026/27", None),
        ] {
            assert_eq!(qof_point_value(year.parse().unwrap()), pounds, "{year}");
        }
    }

    #[test]
    fn no_year_is_left_out() {
        let years = VALUES.map(|(year, _)| year.parse::<FinancialYear>().unwrap());
        for pair in years.windows(2) {
            assert_eq!(pair[0].end().succ_opt(), Some(pair[1].start()), "{}", pair[1]);
        }
    }
}
