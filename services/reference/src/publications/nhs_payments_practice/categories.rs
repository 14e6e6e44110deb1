//! What lines of payments are called, and what they are for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::Category::{
    CoreContract, Covid, EnhancedServices, Pcn, Premises, PrescribingDispensing, Quality,
};

/// What a payment is for. The files do not say; this is our grouping.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::PaymentCategory)]
pub enum Category {
    /// The contract itself: global sum, correction factor, balance of PMS.
    CoreContract,
    /// The Quality and Outcomes Framework.
    Quality,
    /// Enhanced services, national and local, and all vaccinations but those
    /// against COVID.
    EnhancedServices,
    /// Rent, rates and the like.
    Premises,
    /// Drugs, and fees for prescribing and dispensing them.
    PrescribingDispensing,
    /// Primary care networks, and taking part in one.
    Pcn,
    /// COVID vaccination and support, and long COVID.
    Covid,
    /// Anything else: what is administered for practices, such as locums,
    /// seniority and appraisal, information technology, and transformation.
    Other,
}

/// The beginnings of words that tell a category; the first row that has one in
/// a code decides.
const STEMS: [(&[&str], Category); 7] = [
    (&["covid", "coronavirus"], Covid),
    (
        &[
            "pcn",
            "primary_care_network",
            "network_participation",
            "additional_roles",
            "arrs",
            "capacity_and_access",
            "care_home_premium",
            "enhanced_access",
            "impact_and_investment",
            "investment_and_impact",
        ],
        Pcn,
    ),
    (&["qof", "quality"], Quality),
    (&["premises"], Premises),
    (
        &[
            "enhanced",
            "local_incentive",
            "vaccin",
            "immunis",
            "alcohol",
            "dementia",
            "extended_hours",
            "hpv",
            "learning_disabilit",
            "medical_assessment",
            "meningitis",
            "minor_surgery",
            "mmr",
            "out_of_area",
            "patient_online",
            "patient_participation",
            "pertussis",
            "remote_care",
            "respiratory_syncytial",
            "risk_profiling",
            "rotavirus",
            "rsv",
            "shingles",
            "unplanned_admission",
            "violent_patient",
            "weight_management",
        ],
        EnhancedServices,
    ),
    (&["prescrib", "dispens", "drug"], PrescribingDispensing),
    (&["global_sum", "mpig", "minimum_practice_income", "pms"], CoreContract),
];

/// The code of a line, the same as long as its label's letters and digits are:
/// `Total QOF Payments` is `total_qof_payments`.
pub fn code(label: &str) -> String {
    let label = label.replace(['\'', '’'], "");
    let words = label.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("_").to_ascii_lowercase()
}

/// The category of the line with that code.
pub fn category(code: &str) -> Category {
    let has = |stem: &str| {
        let mut found = code.match_indices(stem).map(|(at, _)| code.get(..at));
        found.any(|before| before.is_some_and(|text| text.is_empty() || text.ends_with('_')))
    };
    let told = STEMS.iter().find(|(stems, _)| stems.iter().any(|stem| has(stem)));
    told.map_or(Category::Other, |(_, category)| *category)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Category::Other;
    use super::*;

    #[test]
    fn lines_of_the_published_years_have_codes_and_categories() {
        for (label, expected, kind) in [
            ("Global Sum", "global_sum", CoreContract),
            ("MPIG Correction factor", "mpig_correction_factor", CoreContract),
            ("Balance of PMS Expenditure", "balance_of_pms_expenditure", CoreContract),
            ("Total QOF Payments", "total_qof_payments", Quality),
            (
                "Childhood Vaccination and Immunisation Scheme",
                "childhood_vaccination_and_immunisation_scheme",
                EnhancedServices,
            ),
            ("GP Extended Hours Access", "gp_extended_hours_access", EnhancedServices),
            (
                "Influenza and Pneumococcal Immunisations",
                "influenza_and_pneumococcal_immunisations",
                EnhancedServices,
            ),
            ("Learning Disabilities", "learning_disabilities", EnhancedServices),
            ("Meningitis", "meningitis", EnhancedServices),
            ("Minor Surgery", "minor_surgery", EnhancedServices),
            (
                "Out Of Area in Hours Urgent Care",
                "out_of_area_in_hours_urgent_care",
                EnhancedServices,
            ),
            ("Pertussis", "pertussis", EnhancedServices),
            (
                "Rotavirus and Shingles Immunisation",
                "rotavirus_and_shingles_immunisation",
                EnhancedServices,
            ),
            ("Services for Violent Patients", "services_for_violent_patients", EnhancedServices),
            ("Medical Assessment Reviews", "medical_assessment_reviews", EnhancedServices),
            ("Weight Management Service", "weight_management_service", EnhancedServices),
            ("Total Local Incentive Schemes", "total_local_incentive_schemes", EnhancedServices),
            ("Local Incentive Schemes", "local_incentive_schemes", EnhancedServices),
            ("Premises Payments", "premises_payments", Premises),
            ("Seniority", "seniority", Other),
            ("Doctors Retainer Scheme Payments", "doctors_retainer_scheme_payments", Other),
            ("Total Locum Allowances", "total_locum_allowances", Other),
            ("Appraisal Costs ", "appraisal_costs", Other),
            (
                "Appraisal - Appraiser Costs in Respect of Locums",
                "appraisal_appraiser_costs_in_respect_of_locums",
                Other,
            ),
            ("Prolonged Study Leave", "prolonged_study_leave", Other),
            ("PCO Admin Other", "pco_admin_other", Other),
            (
                "Information Management and Technology",
                "information_management_and_technology",
                Other,
            ),
            (
                "Non DES Item Pneumococcal Vaccine, Childhood Immunisation Main Programme",
                "non_des_item_pneumococcal_vaccine_childhood_immunisation_main_programme",
                EnhancedServices,
            ),
            ("General Practice Forward View", "general_practice_forward_view", Other),
            ("General Practice Transformation", "general_practice_transformation", Other),
            ("PCN Participation", "pcn_participation", Pcn),
            ("Prescribing Fee Payments", "prescribing_fee_payments", PrescribingDispensing),
            ("Dispensing Fee Payments", "dispensing_fee_payments", PrescribingDispensing),
            ("Reimbursement of Drugs", "reimbursement_of_drugs", PrescribingDispensing),
            ("winter Access Fund", "winter_access_fund", Other),
            ("Other Payments", "other_payments", Other),
            ("PCN Leadership", "pcn_leadership", Pcn),
            ("PCN Support", "pcn_support", Pcn),
            ("PCN Extended Hours Access", "pcn_extended_hours_access", Pcn),
            ("PCN Workforce", "pcn_workforce", Pcn),
            ("PCN Investment and impact Fund", "pcn_investment_and_impact_fund", Pcn),
            ("PCN Care Home Premium", "pcn_care_home_premium", Pcn),
            ("PCN Enhanced Access", "pcn_enhanced_access", Pcn),
            ("Covid Immunisation", "covid_immunisation", Covid),
            ("Covid Support and Expansion", "covid_support_and_expansion", Covid),
            ("Long Covid", "long_covid", Covid),
        ] {
            let code = code(label);
            assert_eq!((code.as_str(), category(&code)), (expected, kind), "{label}");
        }
    }

    #[test]
    fn lines_of_other_years_fall_where_they_belong() {
        for (label, kind) in [
            ("Doctors.Retainer.Scheme.Payments", Other),
            ("Doctor’s Retainer Scheme", Other),
            ("Alcohol", EnhancedServices),
            (
                "Facilitating Timely Diagnosis and Support for People with Dementia ",
                EnhancedServices,
            ),
            ("Improving Patient Online Access ", EnhancedServices),
            ("Patient Participation ", EnhancedServices),
            ("Remote Care Monitoring", EnhancedServices),
            ("Risk Profiling and Case Management", EnhancedServices),
            ("Unplanned Admissions", EnhancedServices),
            ("Total National Enhanced Services", EnhancedServices),
            ("Total Local Enhanced Services", EnhancedServices),
            ("Respiratory Syncytial\nVirus (RSV)", EnhancedServices),
            ("RSV Vaccination", EnhancedServices),
            ("Covid-19 Vaccination", Covid),
            ("COVID Vaccinations", Covid),
            ("Quality Improvement", Quality),
            ("Capacity and Access Improvement Payment", Pcn),
            ("Additional Roles Reimbursement Scheme", Pcn),
            ("PCN Impact and Investment Fund", Pcn),
            ("Network Participation Payment", Pcn),
            ("Total Premises", Premises),
            ("Total Dispensing and Prescribing", PrescribingDispensing),
            ("Advice and Guidance", Other),
            ("Unpremised", Other),
            ("", Other),
        ] {
            assert_eq!(category(&code(label)), kind, "{label}");
        }
    }

    proptest! {
        #[test]
        fn codes_are_snake_case_and_stable(label in "\\PC{0,60}") {
            let once = code(&label);
            prop_assert!(once.split('_').all(|word| word.bytes().all(
                |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())));
            prop_assert!(once.is_empty() || once.split('_').all(|word| !word.is_empty()));
            prop_assert_eq!(code(&once), once.clone());
            prop_assert_eq!(code(&format!(" {label}\n")), once);
        }
    }
}
