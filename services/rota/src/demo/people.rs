use chrono::Weekday::{self, Fri, Mon, Thu, Tue, Wed};

use crate::domain::WorkingTermType;

/// Somebody who works at the demo practice.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) type_: WorkingTermType,
    /// Of a whole-time equivalent.
    pub(super) percentage: u32,
    /// Days always worked.
    pub(super) fixed: &'static [Weekday],
    /// Days always worked for half.
    pub(super) half: &'static [Weekday],
    /// Days never worked.
    pub(super) cannot: &'static [Weekday],
    /// The day worked in weeks A, and that in weeks B.
    pub(super) alternate: Option<(Weekday, Weekday)>,
    /// Annual leave: in weeks for partners, in days for all others.
    pub(super) leave: Option<u32>,
}

const fn person(name: &'static str, type_: WorkingTermType, percentage: u32) -> Person {
    Person {
        name,
        type_,
        percentage,
        fixed: &[],
        half: &[],
        cannot: &[],
        alternate: None,
        leave: None,
    }
}

const fn partner(name: &'static str, percentage: u32) -> Person {
    Person { leave: Some(8), ..person(name, WorkingTermType::Partner, percentage) }
}

const fn salaried(name: &'static str, percentage: u32) -> Person {
    Person { leave: Some(18), ..person(name, WorkingTermType::Salaried, percentage) }
}

const fn resident(name: &'static str, type_: WorkingTermType) -> Person {
    Person { leave: Some(27), ..person(name, type_, 100) }
}

pub(super) const OKAFOR: &str = "Dr Amara Okafor";
pub(super) const PRITCHARD: &str = "Dr Rhys Pritchard";
pub(super) const RAMAN: &str = "Dr Priya Raman";
pub(super) const ZIELINSKI: &str = "Dr Tomasz Zielinski";
pub(super) const MACKENZIE: &str = "Dr Eilidh Mackenzie";
pub(super) const WHITCOMBE: &str = "Dr Hannah Whitcombe";
pub(super) const DEMIR: &str = "Dr Yusuf Demir";
pub(super) const KEARNEY: &str = "Dr Siobhan Kearney";
pub(super) const ADEYEMI: &str = "Dr Grace Adeyemi";
pub(super) const FAIRWEATHER: &str = "Dr Callum Fairweather";
pub(super) const LOCUM: &str = "Dr Patrick Lindqvist";
pub(super) const HOLLIS: &str = "Dr Ben Hollis";

/// Who has leave of last year left.
pub(super) const CARRIES_OVER: &str = OKAFOR;

/// The default minima ask for 36 doctors a week. Those with fixed days are 14
/// of them: 4, 3, 3, 2 and 2 from Monday to Friday. The other 22 are partners,
/// of whom 6.8 whole-time equivalents are expected to work 23.8 days, and at
/// most 29: enough to stand in for one or two who are away.
pub(super) const PEOPLE: [Person; 16] = [
    partner(OKAFOR, 100),
    Person { fixed: &[Mon], ..partner(PRITCHARD, 90) },
    Person { cannot: &[Wed], ..partner(RAMAN, 80) },
    Person { alternate: Some((Fri, Tue)), ..partner(ZIELINSKI, 75) },
    Person { cannot: &[Mon, Fri], ..partner(MACKENZIE, 60) },
    partner(WHITCOMBE, 70),
    partner(DEMIR, 65),
    partner(KEARNEY, 50),
    partner("Dr Oliver Ashdown", 50),
    partner("Dr Mei-Ling Cho", 40),
    Person { fixed: &[Mon, Tue, Thu], ..salaried(ADEYEMI, 60) },
    Person { fixed: &[Wed, Fri], half: &[Mon], ..salaried(FAIRWEATHER, 50) },
    Person { fixed: &[Mon, Wed], half: &[Tue], ..salaried("Dr Nadia Haddad", 50) },
    person(LOCUM, WorkingTermType::Locum, 100),
    Person { fixed: &[Tue, Wed, Fri], ..resident("Dr Zara Siddiqui", WorkingTermType::FyDoctor) },
    Person { fixed: &[Mon, Thu], ..resident(HOLLIS, WorkingTermType::StDoctor) },
];

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use rust_decimal::prelude::ToPrimitive;

    use super::*;
    use crate::domain::Configuration;
    use crate::domain::days::WEEKDAYS;

    #[test]
    fn there_are_doctors_enough_for_the_minima() {
        let configuration = Configuration::default();
        let others = |day: Weekday| {
            let works = |own: &&Person| own.fixed.contains(&day) || own.half.contains(&day);
            let others = PEOPLE.iter().filter(|own| own.type_ != WorkingTermType::Partner);
            u32::try_from(others.filter(works).count()).unwrap()
        };
        let needed: u32 =
            WEEKDAYS.into_iter().map(|day| configuration.minimum_on(day) - others(day)).sum();
        let partners = || PEOPLE.iter().filter(|own| own.type_ == WorkingTermType::Partner);
        let week = |own: &Person| {
            configuration.target_working_days_per_week * Decimal::from(own.percentage)
                / Decimal::ONE_HUNDRED
        };
        let expected: Decimal = partners().map(week).sum();
        let most: u32 = partners().map(|own| week(own).ceil().to_u32().unwrap()).sum();
        assert_eq!(
            (partners().count(), needed, expected, most),
            (10, 22, Decimal::new(238, 1), 29)
        );
    }
}
