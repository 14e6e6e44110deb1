//! What indicators are about, and the patients they are about.

use crate::demo::draw;
use crate::demo::england::Practice;
use crate::demo::patients::BandCounts;

/// Patients of an age, as `PATIENT_LIST_TYPE` names them.
pub(super) struct List {
    /// What it is called.
    pub(super) name: &'static str,
    /// The youngest, and one year older than the oldest.
    ages: (u32, u32),
    women_only: bool,
}

/// Older than anybody.
const END: u32 = 200;

const TOTAL: List = over("TOTAL", 0);
const OVER_6: List = over("06OV", 6);
const OVER_15: List = over("15OV", 15);
const OVER_16: List = over("16OV", 16);
const OVER_17: List = over("17OV", 17);
const OVER_18: List = over("18OV", 18);
const OVER_45: List = over("45OV", 45);
const OVER_50: List = over("50OV", 50);
const WOMEN: List = List { name: "25_64_F", ages: (25, 65), women_only: true };

const fn over(name: &'static str, age: u32) -> List {
    List { name, ages: (age, END), women_only: false }
}

impl List {
    /// Those of a practice; of a five-year band, as many fifths as are of the age.
    pub(super) fn count(&self, counts: &BandCounts) -> u32 {
        let (from, to) = self.ages;
        let bands = counts.female.into_iter().zip(counts.male);
        let own = (0_u32..).step_by(5).zip(bands).map(|(age, (women, men))| {
            let years = to.min(age + 5).saturating_sub(from.max(age));
            let patients = if self.women_only { women } else { women + men };
            patients * years / 5
        });
        own.sum()
    }
}

/// A domain with its sub-domain.
#[derive(Clone, Copy)]
pub(super) struct Domain {
    /// Code and name of the sub-domain.
    pub(super) sub: (&'static str, &'static str),
    /// Code and name.
    pub(super) whole: (&'static str, &'static str),
}

const PUBLIC_HEALTH: (&str, &str) = ("PH", "Public Health");
const CL: Domain = Domain { sub: ("CL", "Clinical"), whole: ("CL", "Clinical") };
const PH: Domain = Domain { sub: PUBLIC_HEALTH, whole: PUBLIC_HEALTH };
const PHAS: Domain =
    Domain { sub: ("PHAS", "Public Health Additional Services"), whole: PUBLIC_HEALTH };
const PHVI: Domain =
    Domain { sub: ("PHVI", "Public Health Vaccination and Immunisation"), whole: PUBLIC_HEALTH };

/// A group of indicators.
pub(super) struct Group {
    /// What its indicators' codes begin with.
    pub(super) code: &'static str,
    /// What it is about.
    pub(super) name: &'static str,
    pub(super) domain: Domain,
    /// Among whom its patients are.
    pub(super) list: List,
    /// Whether there is a register of them, and with it a prevalence.
    pub(super) has_register: bool,
    /// Of 10,000 on the list in England, how many its patients are.
    prevalence: u64,
}

const fn with_register(
    code: &'static str,
    name: &'static str,
    domain: Domain,
    list: List,
    prevalence: u64,
) -> Group {
    Group { code, name, domain, list, has_register: true, prevalence }
}

const fn without(
    code: &'static str,
    name: &'static str,
    domain: Domain,
    list: List,
    prevalence: u64,
) -> Group {
    Group { code, name, domain, list, has_register: false, prevalence }
}

/// Those of 2024/25: 21 with a prevalence, and five without.
pub(super) static GROUPS: [Group; 26] = [
    with_register("AF", "Atrial fibrillation", CL, TOTAL, 224),
    with_register("AST", "Asthma", CL, OVER_6, 656),
    without("BP", "Blood pressure", PH, OVER_45, 9_800),
    with_register("CAN", "Cancer", CL, TOTAL, 380),
    with_register("CHD", "Secondary prevention of coronary heart disease", CL, TOTAL, 298),
    without("CHOL", "Cholesterol control and lipid management", CL, TOTAL, 540),
    with_register("CKD", "Chronic kidney disease", CL, OVER_18, 464),
    with_register("COPD", "Chronic obstructive pulmonary disease", CL, TOTAL, 189),
    without("CS", "Cervical screening", PHAS, WOMEN, 9_300),
    with_register("DEM", "Dementia", CL, TOTAL, 78),
    with_register("DEP", "Depression", CL, OVER_18, 1_427),
    with_register("DM", "Diabetes mellitus", CL, OVER_17, 789),
    with_register("EP", "Epilepsy", CL, OVER_18, 80),
    with_register("HF", "Heart failure", CL, TOTAL, 110),
    with_register("HYP", "Hypertension", CL, TOTAL, 1_523),
    with_register("LD", "Learning disability", CL, TOTAL, 59),
    with_register("MH", "Mental health", CL, TOTAL, 102),
    with_register("NDH", "Non-diabetic hyperglycaemia", CL, OVER_18, 919),
    with_register("OB", "Obesity", PH, OVER_18, 1_388),
    with_register(
        "OST",
        "Osteoporosis: secondary prevention of fragility fractures",
        CL,
        OVER_50,
        120,
    ),
    with_register("PAD", "Peripheral arterial disease", CL, TOTAL, 55),
    with_register("PC", "Palliative care", CL, TOTAL, 56),
    with_register("RA", "Rheumatoid arthritis", CL, OVER_16, 79),
    without("SMOK", "Smoking", PH, OVER_15, 2_600),
    with_register("STIA", "Stroke and transient ischaemic attack", CL, TOTAL, 189),
    without("VI", "Vaccination and immunisation", PHVI, TOTAL, 105),
];

impl Group {
    /// Its patients in a practice: as many as in England, two fifths more or less.
    pub(super) fn patients(&self, practice: &Practice, counts: &BandCounts, year: &str) -> u32 {
        let own = 60 + draw(&practice.code, self.code, 78) + draw(&practice.code, year, 4);
        let all = u64::from(self.list.count(counts));
        let patients = all * self.prevalence * u64::from(own) / 1_000_000;
        u32::try_from(patients.min(all)).unwrap_or_default()
    }
}
