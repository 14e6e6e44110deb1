//! The indicators: codes that look like those of recent years, with points
//! that add up to 564, in words of our own.

/// An indicator.
pub(super) struct Indicator {
    pub(super) code: &'static str,
    pub(super) points: u32,
    /// Whether it asks for a register, and for nothing of its patients.
    pub(super) is_register: bool,
    pub(super) description: &'static str,
}

impl Indicator {
    /// The code of its group, which its own begins with.
    pub(super) fn group(&self) -> &'static str {
        self.code.trim_end_matches(|letter: char| letter.is_ascii_digit())
    }
}

const fn register(code: &'static str, points: u32, description: &'static str) -> Indicator {
    Indicator { code, points, is_register: true, description }
}

const fn care(code: &'static str, points: u32, description: &'static str) -> Indicator {
    Indicator { code, points, is_register: false, description }
}

pub(super) static INDICATORS: [Indicator; 70] = [
    register("AF001", 5, "A register of patients with atrial fibrillation"),
    care("AF006", 12, "Stroke risk scored within a year"),
    care("AF008", 12, "At risk of stroke and anticoagulated"),
    register("AST005", 4, "A register of patients with asthma, 6 years or older"),
    care("AST007", 20, "Asthma reviewed within a year, control and technique included"),
    care("AST008", 6, "Asked about tobacco smoke, up to 19 years of age"),
    care("AST011", 15, "Diagnosis of asthma confirmed by objective tests"),
    care("BP002", 15, "Blood pressure taken within five years, 45 years or older"),
    register("CAN001", 5, "A register of patients with cancer"),
    care("CAN004", 6, "Care reviewed within a year of the diagnosis"),
    care("CAN005", 2, "Told of support within three months of the diagnosis"),
    register("CHD001", 4, "A register of patients with coronary heart disease"),
    care("CHD005", 7, "On an anti-platelet or anticoagulant medicine"),
    care("CHD015", 12, "Blood pressure 140/90 or lower, up to 79 years of age"),
    care("CHD016", 5, "Blood pressure 150/90 or lower, 80 years or older"),
    care("CHOL001", 14, "On lipid-lowering therapy"),
    care("CHOL002", 16, "Cholesterol within its target"),
    register("CKD005", 6, "A register of adults with chronic kidney disease"),
    care("COPD010", 9, "Reviewed within a year, breathlessness and flare-ups included"),
    care("COPD014", 2, "Breathless, and offered pulmonary rehabilitation"),
    register("COPD015", 8, "A register of patients with COPD"),
    care("CS005", 8, "Screened in time, 25 to 49 years of age"),
    care("CS006", 6, "Screened in time, 50 to 64 years of age"),
    register("DEM001", 5, "A register of patients with dementia"),
    care("DEM004", 14, "Care plan reviewed face to face within a year"),
    care("DEP004", 10, "Newly diagnosed, and reviewed after 10 to 56 days"),
    care("DM006", 3, "Kidney disease treated with an ACE inhibitor or ARB"),
    care("DM012", 4, "Feet examined and risk told within a year"),
    care("DM014", 11, "Newly diagnosed, and sent to structured education"),
    register("DM017", 6, "A register of patients with diabetes, 17 years or older"),
    care("DM020", 17, "HbA1c 58 mmol/mol or lower, without frailty"),
    care("DM021", 10, "HbA1c 75 mmol/mol or lower, with frailty"),
    care("DM022", 4, "On a statin, 40 years or older without heart disease"),
    care("DM023", 2, "On a statin, with heart disease"),
    care("DM033", 10, "Blood pressure 140/90 or lower, without frailty"),
    register("EP001", 1, "A register of adults on medicine for epilepsy"),
    register("HF001", 4, "A register of patients with heart failure"),
    care("HF003", 6, "Reduced ejection fraction, on an ACE inhibitor or ARB"),
    care("HF006", 6, "Reduced ejection fraction, on a beta-blocker"),
    care("HF007", 7, "Reviewed within a year, functional capacity included"),
    care("HF008", 6, "Diagnosis confirmed by echocardiogram or specialist"),
    register("HYP001", 6, "A register of patients with hypertension"),
    care("HYP008", 14, "Blood pressure 140/90 or lower, up to 79 years of age"),
    care("HYP009", 5, "Blood pressure 150/90 or lower, 80 years or older"),
    register("LD004", 4, "A register of patients with a learning disability"),
    register("MH001", 4, "A register of patients with severe mental illness"),
    care("MH002", 5, "Care plan agreed within a year"),
    care("MH003", 3, "Blood pressure taken within a year"),
    care("MH006", 3, "Body mass index measured within a year"),
    care("MH007", 3, "Asked about alcohol within a year"),
    care("MH011", 7, "Lipids measured within a year"),
    care("MH012", 7, "Blood glucose measured within a year"),
    care("MH021", 6, "All six physical checks within a year"),
    care("NDH002", 18, "Blood glucose measured within a year"),
    register("OB003", 8, "A register of adults with obesity"),
    register("OST004", 3, "A register of patients with fragility fractures, 50 or older"),
    register("PAD001", 2, "A register of patients with peripheral arterial disease"),
    register("PC001", 3, "A register of patients in need of palliative care"),
    register("RA001", 1, "A register of patients with rheumatoid arthritis, 16 or older"),
    care("SMOK002", 25, "Long-term condition, and smoking asked about within a year"),
    care("SMOK004", 12, "Smokers offered support and treatment within two years"),
    care("SMOK005", 25, "Long-term condition, smokers offered support within a year"),
    register("STIA001", 2, "A register of patients after a stroke or TIA"),
    care("STIA007", 4, "On an anti-platelet or anticoagulant medicine"),
    care("STIA014", 3, "Blood pressure 140/90 or lower, up to 79 years of age"),
    care("STIA015", 2, "Blood pressure 150/90 or lower, 80 years or older"),
    care("VI001", 18, "Vaccinated three times before 8 months of age"),
    care("VI002", 18, "Vaccinated against measles before 18 months of age"),
    care("VI003", 18, "Boosters had before 5 years of age"),
    care("VI004", 10, "Vaccinated against shingles at 70 to 79 years of age"),
];

/// The most points a practice can achieve.
pub(super) fn total_points() -> u32 {
    INDICATORS.iter().map(|indicator| indicator.points).sum()
}
