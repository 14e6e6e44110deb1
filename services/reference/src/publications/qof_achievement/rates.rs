//! Percentages of an indicator.
//!
//! A patient with a personalised care adjustment (PCA) for whom the indicator
//! was not met is left out of the denominator D as it is published. So, with
//! the numerator N:
//!
//! - achievement is N / D;
//! - the patients to whom the indicator applies are D + PCA;
//! - those of them who received the care are N / (D + PCA);
//! - the rate of PCAs is PCA / (D + PCA).
//!
//! PCAs are never taken off D again. [`fits`] says how to tell: every patient
//! of N is one of D, and would often not be one of D − PCA.
//!
//! The percentages of many practices are those of their sums. They have two
//! decimals, halves go up, and there is none where nobody is divided by.

/// N / D.
pub fn achievement_percent(numerator: u64, denominator: u64) -> Option<f64> {
    percent(numerator, denominator)
}

/// N / (D + PCA).
pub fn patients_receiving_percent(numerator: u64, denominator: u64, pcas: u64) -> Option<f64> {
    percent(numerator, denominator.checked_add(pcas)?)
}

/// PCA / (D + PCA).
pub fn pca_percent(denominator: u64, pcas: u64) -> Option<f64> {
    percent(pcas, denominator.checked_add(pcas)?)
}

/// Whether the numerator can be part of that denominator. A published row fits
/// D; one that does not fit D − PCA rules out that PCAs are still in D.
pub fn fits(numerator: u64, denominator: u64) -> bool {
    numerator <= denominator
}

/// A part of a whole, in percent.
pub fn percent(part: u64, whole: u64) -> Option<f64> {
    // Whole hundredths first: halves go up, as people round.
    let doubled = part.checked_mul(20_000)?.checked_add(whole)?;
    let hundredths = doubled.checked_div(whole.checked_mul(2)?)?;
    Some(f64::from(u32::try_from(hundredths).ok()?) / 100.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentages_have_two_decimals() {
        for (numerator, denominator, pcas, achieved, receiving, adjusted) in [
            (0, 0, 0, None, None, None),
            (0, 0, 5, None, Some(0.0), Some(100.0)),
            (0, 8, 0, Some(0.0), Some(0.0), Some(0.0)),
            (8, 8, 2, Some(100.0), Some(80.0), Some(20.0)),
            (1, 3, 0, Some(33.33), Some(33.33), Some(0.0)),
            (2, 3, 1, Some(66.67), Some(50.0), Some(25.0)),
            (1, 800, 0, Some(0.13), Some(0.13), Some(0.0)),
            (9_711_491, 63_766_671, 0, Some(15.23), Some(15.23), Some(0.0)),
        ] {
            let case = format!("{numerator} {denominator} {pcas}");
            assert_eq!(achievement_percent(numerator, denominator), achieved, "{case}");
            let received = patients_receiving_percent(numerator, denominator, pcas);
            assert_eq!(received, receiving, "{case}");
            assert_eq!(pca_percent(denominator, pcas), adjusted, "{case}");
        }
        assert_eq!(percent(u64::MAX, 1), None);
    }

    /// A patient to whom an indicator applies.
    type Patient = (bool, bool);

    const MET: Patient = (true, false);
    const MET_WITH_PCA: Patient = (true, true);
    const NOT_MET: Patient = (false, false);
    const PCA: Patient = (false, true);

    /// N, D and PCA, as they are counted for publishing.
    fn counted(patients: &[Patient]) -> (u64, u64, u64) {
        let count = |wanted: &dyn Fn(&Patient) -> bool| {
            u64::try_from(patients.iter().filter(|patient| wanted(patient)).count()).unwrap()
        };
        let pcas = count(&|(met, pca)| *pca && !met);
        (count(&|(met, _)| *met), count(&|_| true) - pcas, pcas)
    }

    #[test]
    fn adjusted_patients_are_taken_off_once() {
        for (patients, counts, still_in) in [
            (&[MET, NOT_MET, NOT_MET, PCA][..], (1, 3, 1), true),
            (&[MET, MET, MET, PCA], (3, 3, 1), false),
            (&[MET, MET_WITH_PCA, NOT_MET, PCA, PCA], (2, 3, 2), false),
            (&[PCA, PCA], (0, 0, 2), true),
            (&[], (0, 0, 0), true),
        ] {
            let (numerator, denominator, pcas) = counted(patients);
            assert_eq!((numerator, denominator, pcas), counts, "{patients:?}");
            assert!(fits(numerator, denominator), "{patients:?}");
            // Where this is false, taking PCAs off again would be wrong.
            let again = denominator.saturating_sub(pcas);
            assert_eq!(fits(numerator, again), still_in, "{patients:?}");
        }
    }

    fn some_patients() -> impl Strategy<Value = Vec<Patient>> {
        proptest::collection::vec(any::<Patient>(), 0..60)
    }

    proptest! {
        #[test]
        fn no_numerator_is_larger_than_its_denominator(patients in some_patients()) {
            let (numerator, denominator, pcas) = counted(&patients);
            prop_assert!(fits(numerator, denominator));
            prop_assert_eq!(denominator + pcas, u64::try_from(patients.len()).unwrap());
            for percent in [
                achievement_percent(numerator, denominator),
                patients_receiving_percent(numerator, denominator, pcas),
                pca_percent(denominator, pcas),
            ] {
                prop_assert!(percent.is_none_or(|percent| (0.0..=100.0).contains(&percent)));
            }
        }
    }
}
