use rust_decimal::Decimal;

/// An amount in pounds as text: two decimals, or as many more as were
/// published. `8292.5` is `8292.50`, `1.23456` stays.
pub fn pounds(mut amount: Decimal) -> String {
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    if amount.is_zero() {
        amount.set_sign_positive(true);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pounds_have_two_decimals_or_those_published() {
        for (amount, told) in [
            ("8292.5", "8292.50"),
            ("1.23456", "1.23456"),
            ("-145964.64", "-145964.64"),
            ("-7", "-7.00"),
            ("0", "0.00"),
            ("-0.0", "0.00"),
            ("4095.250", "4095.250"),
            ("22360", "22360.00"),
        ] {
            assert_eq!(pounds(amount.parse().unwrap()), told, "{amount}");
        }
    }

    proptest! {
        #[test]
        fn pounds_are_the_amount(units in any::<i64>(), scale in 0..10_u32) {
            let amount = Decimal::new(units, scale);
            let told = pounds(amount);
            prop_assert_eq!(told.parse::<Decimal>().unwrap(), amount);
            let (_, decimals) = told.split_once('.').unwrap();
            prop_assert_eq!(decimals.len(), usize::try_from(scale.max(2)).unwrap());
        }
    }
}
