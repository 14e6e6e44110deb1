//! What practices are paid for.

use Payee::{Dispensing, GlobalSum, PcnMembers, Share};

use super::{Edition, Money, Patients};
use crate::demo::draw;
use crate::demo::england::Practice;

/// What a practice is paid under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contract {
    Gms,
    Pms,
    Apms,
}

impl Contract {
    pub(super) fn of(practice: &Practice) -> Self {
        match draw(&practice.code, "contract", 100) {
            0..71 => Self::Gms,
            71..96 => Self::Pms,
            _ => Self::Apms,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gms => "GMS",
            Self::Pms => "PMS",
            Self::Apms => "APMS",
        }
    }
}

/// Whether it dispenses medicines too.
pub(super) fn dispenses(practice: &Practice) -> bool {
    draw(&practice.code, "dispensing", 100) < 15
}

/// Who gets a payment.
enum Payee {
    /// So many of a hundred, others each year.
    Share(u32),
    /// Those whose contract has a global sum, or has not.
    GlobalSum(bool),
    Dispensing,
    PcnMembers,
}

/// A line of the table: its heading, who gets it, and how many pence a
/// weighted patient.
type Line = (&'static str, Payee, i64);

/// Those of 2024/25, with vaccines of earlier years among them.
static LINES: [Line; 40] = [
    ("Global Sum", GlobalSum(true), 11_254),
    ("MPIG Correction factor", Share(0), 0),
    ("Balance of PMS Expenditure", GlobalSum(false), 11_102),
    ("Total QOF Payments", Share(100), 1_163),
    ("Childhood Vaccination and Immunisation Scheme", Share(99), 87),
    ("Influenza and Pneumococcal Immunisations", Share(99), 262),
    ("Learning Disabilities", Share(97), 71),
    ("Meningitis", Share(95), 31),
    ("Minor Surgery", Share(80), 64),
    ("Out Of Area in Hours Urgent Care", Share(3), 2),
    ("Pertussis", Share(90), 11),
    ("Rotavirus and Shingles Immunisation", Share(96), 42),
    ("Services for Violent Patients", Share(2), 38),
    ("Medical Assessment Reviews", Share(0), 0),
    ("Weight Management Service", Share(70), 7),
    ("Local Incentive Schemes", Share(92), 353),
    ("GP Extended Hours Access", Share(0), 0),
    ("Premises Payments", Share(95), 1_371),
    ("Seniority", Share(0), 0),
    ("Doctors Retainer Scheme Payments", Share(6), 62),
    ("Total Locum Allowances", Share(25), 93),
    ("Appraisal - Appraiser Costs in Respect of Locums", Share(1), 3),
    ("Prolonged Study Leave", Share(0), 0),
    ("PCO Admin Other", Share(88), 507),
    ("Information Management and Technology", Share(2), 12),
    ("Non DES Item Pneumococcal Vaccine, Childhood\nImmunisation Main Programme", Share(97), 26),
    ("Respiratory Syncytial Virus (RSV)\nVaccination Programme", Share(95), 23),
    ("MMR Aged 16 and Over", Share(60), 1),
    ("HPV Completing Dose", Share(35), 1),
    ("Hepatitis B (Newborn Babies)", Share(30), 1),
    ("Meningococcal B", Share(90), 14),
    ("Meningococcal Freshers Vaccination", Share(40), 1),
    ("Shingles Catch Up", Share(85), 9),
    ("General Practice Transformation", Share(40), 55),
    ("PCN Participation", PcnMembers, 176),
    ("Prescribing Fee Payments", Share(96), 97),
    ("Dispensing Fee Payments", Dispensing, 705),
    ("Reimbursement of Drugs", Share(97), 322),
    ("winter Access Fund", Share(0), 0),
    (OTHER, Share(97), 298),
];

const OTHER: &str = "Other Payments";

/// What the lines are called.
pub(super) fn headings() -> impl Iterator<Item = &'static str> {
    LINES.iter().map(|(heading, ..)| *heading)
}

/// What a practice was paid, line by line.
pub(super) fn paid(edition: &Edition<'_>, practice: &Practice, patients: Patients) -> Vec<Money> {
    let code = &practice.code;
    let line = |(heading, payee, pence): &Line| {
        // Rates are the same for all, what is done is more here and less there.
        let percent = match payee {
            Share(share) if edition.draw(code, heading, 100) < i64::from(*share) => {
                80 + edition.draw(code, &format!("{heading} paid"), 41)
            }
            GlobalSum(has) if *has == (Contract::of(practice) == Contract::Gms) => 100,
            Dispensing if dispenses(practice) => 100,
            PcnMembers if edition.is_in_pcn(practice) => 100,
            Share(_) | GlobalSum(_) | Dispensing | PcnMembers => 0,
        };
        patients.paid(*pence) * percent / 100
    };
    LINES.iter().map(line).collect()
}

/// Of somebody without patients, the one line that is paid nonetheless.
pub(super) fn paid_without_patients(edition: &Edition<'_>, code: &str) -> Vec<Money> {
    let sum = 1_000_000 + edition.draw(code, OTHER, 50_000_000);
    headings().map(|heading| if heading == OTHER { sum } else { 0 }).collect()
}
