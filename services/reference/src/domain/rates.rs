/// `part` in percent of `whole`; see [`per`].
pub fn percent(part: u64, whole: u64) -> Option<f64> {
    per(part, whole, 100)
}

/// `part` for every `scale` of `whole`, to two decimal places, halves rounded
/// up. Nothing where `whole` is 0, or the rate too large to be one.
pub fn per(part: u64, whole: u64, scale: u64) -> Option<f64> {
    let [part, whole, scale] = [part, whole, scale].map(u128::from);
    // Whole hundredths first: halves go up, as people round.
    let doubled = part.checked_mul(scale)?.checked_mul(200)?.checked_add(whole)?;
    let hundredths = doubled.checked_div(whole * 2)?;
    Some(float(u64::try_from(hundredths).ok()?) / 100.0)
}

/// The number itself; from 2^53 on the nearest that can be told.
fn float(number: u64) -> f64 {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    let [high, low] = [[a, b, c, d], [e, f, g, h]].map(u32::from_be_bytes);
    f64::from(high) * 2_f64.powi(32) + f64::from(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rates_have_two_decimal_places() {
        for (part, whole, expected) in [
            (1, 8, Some(12.5)),
            (1, 3, Some(33.33)),
            (2, 3, Some(66.67)),
            (1, 800, Some(0.13)),
            (3, 2, Some(150.0)),
            (0, 5, Some(0.0)),
            (0, 0, None),
            (5, 0, None),
            (u64::MAX, u64::MAX, Some(100.0)),
            (u64::MAX, 1, None),
        ] {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
        for (part, whole, scale, expected) in [
            (1_234, 5_678, 1_000, Some(217.33)),
            (50_000, 1, 1_000, Some(50_000_000.0)),
            (5, 3, 1, Some(1.67)),
            (u64::MAX, 1, u64::MAX, None),
        ] {
            assert_eq!(per(part, whole, scale), expected, "{part} per {scale} of {whole}");
        }
    }

    proptest! {
        #[test]
        fn a_rate_is_off_by_half_a_hundredth_at_most(
            part in any::<u32>(),
            whole in 1..=u32::MAX,
        ) {
            let rate = percent(part.into(), whole.into()).unwrap();
            let exact = f64::from(part) * 100.0 / f64::from(whole);
            prop_assert!((rate - exact).abs() <= 0.005 + exact * 1e-12, "{rate} is not {exact}");
        }
    }
}
