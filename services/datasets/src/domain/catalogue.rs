//! The lists of the NHS Data Dictionary that are synced.

/// Where the pages of the NHS Data Dictionary are published.
pub const PUBLISHED: &str = "https://www.datadictionary.nhs.uk/data_elements/";

/// How all of them are best shown.
pub const FORMAT_PATTERN: &str = "code - description";

/// A list of the NHS Data Dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What callers name the dataset by.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The file name of its page.
    pub page: &'static str,
    /// Words to find it by, separated by commas.
    words: &'static str,
}

impl Entry {
    /// What the dataset is, in a line.
    pub fn description(&self) -> String {
        format!("NHS Data Dictionary - {}", self.name)
    }

    /// Where its page is published.
    pub fn reference_url(&self) -> String {
        format!("{PUBLISHED}{}", self.page)
    }

    /// Words to find it by, the last of them `NHS`.
    pub fn tags(&self) -> Vec<String> {
        self.words.split(", ").chain(["NHS"]).map(str::to_owned).collect()
    }
}

/// The list of this key.
pub fn find(key: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.key == key)
}

/// All lists, in the order in which they are synced.
pub static ENTRIES: [Entry; 48] = [
    entry("ethnic_category", "Ethnic Category", "ethnic_category.html", "demographics"),
    entry(
        "main_specialty_code",
        "Main Specialty Code",
        "main_specialty_code__mental_health_.html",
        "medical, specialty",
    ),
    entry(
        "treatment_function_code",
        "Treatment Function Code",
        "treatment_function_code__mental_health_.html",
        "medical, treatment",
    ),
    entry(
        "accommodation_status",
        "Accommodation Status",
        "accommodation_status_code.html",
        "administrative, demographic",
    ),
    entry(
        "accommodation_type",
        "Accommodation Type",
        "accommodation_type.html",
        "administrative, demographic",
    ),
    entry(
        "admission_source_hospital_provider",
        "Admission Source (Hospital Provider)",
        "admission_source__hospital_provider_spell_.html",
        "administrative, clinic",
    ),
    entry(
        "admission_source_mental_health_provider",
        "Admission Source (Mental Health Provider)",
        "admission_source__mental_health_hospital_provider_spell_.html",
        "administrative, clinic, mental health",
    ),
    entry(
        "alcohol_use_indicator",
        "Alcohol Use Indicator",
        "alcohol_use_indicator.html",
        "clinic, medical",
    ),
    entry(
        "asa_physical_status_classification",
        "ASA Physical Status Classification",
        "asa_physical_status_classification_system_code.html",
        "surgical, medical, procedural",
    ),
    entry(
        "blood_group_baby",
        "Blood Group (Baby)",
        "blood_group__baby_.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "blood_transfusion_product_type",
        "Blood Transfusion Product Type",
        "blood_transfusion_product_type.html",
        "medical, procedural",
    ),
    entry(
        "care_professional_job_role_code",
        "Care Professional Job Role Code",
        "care_professional__job_role_code_.html",
        "administrative, clinic",
    ),
    entry(
        "care_professional_main_specialty_code",
        "Care Professional Main Specialty Code",
        "care_professional_main_specialty_code.html",
        "administrative, clinic, medical",
    ),
    entry(
        "childhood_immunisation_type_cover",
        "Childhood Immunisation Type (Cover)",
        "childhood_immunisation_type__cover_.html",
        "paediatric, medical, clinic",
    ),
    entry(
        "clinical_frailty_scale_point",
        "Clinical Frailty Scale Point",
        "clinical_frailty_scale_point.html",
        "clinic, medical",
    ),
    entry(
        "consultation_type",
        "Consultation Type",
        "consultation_type.html",
        "administrative, clinic",
    ),
    entry(
        "consultation_medium_used",
        "Consultation Medium Used",
        "consultation_medium_used.html",
        "administrative, clinic",
    ),
    entry(
        "contraception_other_method",
        "Contraception Other Method",
        "contraception_other_method.html",
        "clinic, medical",
    ),
    entry(
        "death_location_type_code",
        "Death Location Type Code",
        "death_location_type_code__actual_.html",
        "administrative",
    ),
    entry(
        "delivery_method_code",
        "Delivery Method Code",
        "delivery_method_code.html",
        "medical, procedural, maternity",
    ),
    entry(
        "emergency_care_attendance_category",
        "Emergency Care Attendance Category",
        "emergency_care_attendance_category.html",
        "administrative, clinic",
    ),
    entry(
        "employee_absence_category",
        "Employee Absence Category",
        "employee_absence_category.html",
        "administrative",
    ),
    entry(
        "enteral_feeding_method",
        "Enteral Feeding Method",
        "enteral_feeding_method.html",
        "medical, neonatal, paediatric",
    ),
    entry(
        "gender_identity_code",
        "Gender Identity Code",
        "gender_identity_code.html",
        "demographic",
    ),
    entry(
        "mental_health_absence_without_leave_end_reason",
        "Mental Health Absence Without Leave End Reason",
        "mental_health_absence_without_leave_end_reason.html",
        "administrative, mental health",
    ),
    entry(
        "mental_health_act_legal_status_code",
        "Mental Health Act Legal Status Code",
        "mental_health_act_legal_status_classification_code.html",
        "administrative, mental health",
    ),
    entry(
        "mental_health_admitted_patient_classification",
        "Mental Health Admitted Patient Classification",
        "mental_health_admitted_patient_classification_type.html",
        "administrative, mental health",
    ),
    entry(
        "mode_of_delivery",
        "Mode of Delivery",
        "mode_of_delivery.html",
        "medical, procedural, maternity",
    ),
    entry(
        "neonatal_consciousness_status",
        "Neonatal Consciousness Status",
        "neonatal_consciousness_status.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "newborn_blood_spot_test_outcome_status_code",
        "Newborn Blood Spot Test Outcome Status Code",
        "newborn_blood_spot_test_outcome_status_code__congenital_hypothyroidism_.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "newborn_hearing_screening_outcome",
        "Newborn Hearing Screening Outcome",
        "newborn_hearing_screening_outcome.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "out-patient_attendance_outcome",
        "Out-Patient Attendance Outcome",
        "out-patient_attendance_outcome.html",
        "administrative, clinic",
    ),
    entry(
        "patient_classification_code",
        "Patient Classification Code",
        "patient_classification_code.html",
        "administrative, clinic",
    ),
    entry(
        "person_stated_gender_code",
        "Person Stated Gender Code",
        "person_stated_gender_code.html",
        "demographic",
    ),
    entry(
        "person_stated_sexual_orientation",
        "Person Stated Sexual Orientation",
        "person_stated_sexual_orientation_code.html",
        "demographic",
    ),
    entry("pregnancy_outcome", "Pregnancy Outcome", "pregnancy_outcome.html", "medical, maternity"),
    entry(
        "presentation_of_fetus_at_delivery",
        "Presentation of Fetus at Delivery",
        "presentation_of_fetus_at_delivery.html",
        "medical, maternity",
    ),
    entry(
        "primitive_reflexes_status",
        "Primitive Reflexes Status",
        "primitive_reflexes_status.html",
        "neonatal, paediatric, medical",
    ),
    entry("qualification_type", "Qualification Type", "qualification_type.html", "administrative"),
    entry(
        "restrictive_intervention_type",
        "Restrictive Intervention Type",
        "restrictive_intervention_type.html",
        "mental health, clinic",
    ),
    entry(
        "retinopathy_of_prematurity_left_eye",
        "Retinopathy of Prematurity (Left Eye)",
        "retinopathy_of_prematurity_stage__left_eye_.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "retinopathy_of_prematurity_right_eye",
        "Retinopathy of Prematurity (Right Eye)",
        "retinopathy_of_prematurity_stage__right_eye_.html",
        "neonatal, paediatric, medical",
    ),
    entry(
        "smoking_status_code",
        "Smoking Status Code",
        "smoking_status_code.html",
        "clinic, medical",
    ),
    entry(
        "special_educational_need_type",
        "Special Educational Need Type",
        "special_educational_need_type.html",
        "paediatric, administrative",
    ),
    entry(
        "specialist_radiotherapy_treatment_type",
        "Specialist Radiotherapy Treatment Type",
        "specialist_radiotherapy_treatment_type.html",
        "medical, procedural",
    ),
    entry(
        "surgical_access_type",
        "Surgical Access Type",
        "surgical_access_type.html",
        "surgical, procedural",
    ),
    entry(
        "ward_security_level",
        "Ward Security Level",
        "ward_security_level.html",
        "administrative, mental health",
    ),
    entry(
        "zygosity_status",
        "Zygosity Status",
        "zygosity_status.html",
        "neonatal, paediatric, medical",
    ),
];

const fn entry(
    key: &'static str,
    name: &'static str,
    page: &'static str,
    words: &'static str,
) -> Entry {
    Entry { key, name, page, words }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Lower case, blanks as underscores, hyphens and underscores as they are,
    /// nothing else.
    fn slug(name: &str) -> String {
        let letters = name.chars().map(|letter| if letter == ' ' { '_' } else { letter });
        let kept =
            letters.filter(|letter| letter.is_ascii_alphanumeric() || "_-".contains(*letter));
        kept.collect::<String>().to_ascii_lowercase()
    }

    #[test]
    fn keys_follow_from_names() {
        for entry in &ENTRIES {
            assert_eq!(entry.key, slug(entry.name));
            assert_eq!(find(entry.key), Some(entry));
        }
        let keys: BTreeSet<_> = ENTRIES.iter().map(|entry| entry.key).collect();
        assert_eq!(keys.len(), ENTRIES.len());
        assert_eq!(find("accommodation_status_code"), None);
    }

    #[test]
    fn entries_fit_into_datasets() {
        for entry in &ENTRIES {
            assert!(entry.reference_url().len() <= 200, "{}", entry.key);
            assert!(entry.page.ends_with(".html"), "{}", entry.key);
            assert!(entry.tags().iter().all(|tag| tag.trim() == tag && !tag.is_empty()));
        }
    }

    #[test]
    fn an_entry_says_what_it_is() {
        let entry = find("main_specialty_code").unwrap();
        assert_eq!(entry.tags(), ["medical", "specialty", "NHS"]);
        assert_eq!(entry.description(), "NHS Data Dictionary - Main Specialty Code");
        assert_eq!(
            entry.reference_url(),
            "https://www.datadictionary.nhs.uk/data_elements/main_specialty_code__mental_health_.html"
        );
    }
}
