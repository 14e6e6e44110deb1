use std::collections::BTreeMap;

use super::table::{Cell, Column, Row, Table};
use crate::domain::quota::Quota;
use crate::domain::{Clinician, ClinicianId};

static COLUMNS: [Column; 6] = [
    Column::new("clinician_name", "Clinician"),
    Column::new("unit", "Counted in"),
    Column::new("entitlement", "Entitlement"),
    Column::new("adjustments", "Adjustments"),
    Column::new("used", "Used"),
    Column::new("remaining", "Remaining"),
];

/// What is left of the annual leave of each of these clinicians, from their
/// quotas of one leave year. Who has no quota has no numbers.
pub fn remaining_leave(
    clinicians: &[Clinician],
    quotas: &BTreeMap<ClinicianId, Option<Quota>>,
) -> Table {
    let row = |clinician: &Clinician| {
        let quota = quotas.get(&clinician.id).and_then(Option::as_ref);
        let unit = quota.map(|quota| Cell::Word(quota.unit.as_str().to_owned()));
        let cells = [
            Cell::Word(clinician.name.clone()),
            unit.unwrap_or(Cell::Nothing),
            Cell::number(quota.map(|quota| quota.entitlement)),
            Cell::number(quota.map(|quota| quota.adjustments)),
            Cell::number(quota.map(|quota| quota.used)),
            Cell::number(quota.map(Quota::remaining)),
        ];
        Row::new(&COLUMNS, cells).about(clinician)
    };
    Table { columns: &COLUMNS, rows: clinicians.iter().map(row).collect(), summary: None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::quota::Unit;
    use crate::domain::testing::{clinician, decimal};

    #[test]
    fn what_is_left_is_told_of_each() {
        let quota = Quota {
            unit: Unit::Weeks,
            entitlement: decimal("8"),
            adjustments: decimal("-0.5"),
            used: decimal("2.2"),
        };
        let quotas = BTreeMap::from([(ClinicianId(1), Some(quota)), (ClinicianId(2), None)]);
        let table = remaining_leave(&[2, 1, 3].map(clinician), &quotas);
        let nothing = |id: i64| {
            json!({
                "clinician_id": id, "clinician_name": format!("Dr {id}"), "unit": null,
                "entitlement": null, "adjustments": null, "used": null, "remaining": null,
            })
        };
        let left = json!({
            "clinician_id": 1, "clinician_name": "Dr 1", "unit": "weeks",
            "entitlement": 8.0, "adjustments": -0.5, "used": 2.2, "remaining": 5.3,
        });
        assert_eq!(json!(table.rows), json!([nothing(2), left, nothing(3)]));
    }
}
