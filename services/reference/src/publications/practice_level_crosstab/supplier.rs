use std::collections::BTreeSet;

/// The supplier of a practice that has these labels in a month. One that
/// changed its system, or has two, is published with each of them (in August
/// 2025 28 practices of 6,166, some with `TPP` and `TPP/EMIS`). It has one row,
/// so they are joined as the publication itself joins two systems.
pub(in crate::publications) fn joined_suppliers<'a>(
    labels: impl Iterator<Item = &'a str>,
) -> Option<String> {
    // The order of lines must not matter.
    let labels: BTreeSet<&str> = labels.collect();
    let mut systems: Vec<&str> = Vec::new();
    for system in labels.into_iter().flat_map(|label| label.split('/')).map(str::trim) {
        if !system.is_empty() && !systems.contains(&system) {
            systems.push(system);
        }
    }
    Some(systems.join("/")).filter(|supplier| !supplier.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_is_named_once() {
        let cases: [(&[&str], Option<&str>); 7] = [
            (&[], None),
            (&["TPP"], Some("TPP")),
            (&["TPP/EVERGREENLIFE"], Some("TPP/EVERGREENLIFE")),
            (&["TPP", "EMIS"], Some("EMIS/TPP")),
            (&["TPP/EMIS", "TPP"], Some("TPP/EMIS")),
            (&["EMIS/TPP", "TPP", "TPP/EMIS"], Some("EMIS/TPP")),
            (&["MEDICUS/EMIS", "MEDICUS", "MEDICUS"], Some("MEDICUS/EMIS")),
        ];
        for (labels, supplier) in cases {
            let joined = joined_suppliers(labels.iter().copied());
            assert_eq!(joined.as_deref(), supplier, "{labels:?}");
        }
    }
}
