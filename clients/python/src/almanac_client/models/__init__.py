"""Contains all the data models used in inputs/outputs"""

from .accounts_audit_actor import AccountsAuditActor
from .accounts_audit_entry import AccountsAuditEntry
from .accounts_audit_entry_details import AccountsAuditEntryDetails
from .accounts_audit_entry_page import AccountsAuditEntryPage
from .accounts_audit_subject import AccountsAuditSubject
from .audit_action import AuditAction
from .audit_entry import AuditEntry
from .audit_entry_new_state_type_0 import AuditEntryNewStateType0
from .audit_entry_page import AuditEntryPage
from .audit_entry_previous_state_type_0 import AuditEntryPreviousStateType0
from .audit_person import AuditPerson
from .care_absence import CareAbsence
from .care_absence_input import CareAbsenceInput
from .care_absence_page import CareAbsencePage
from .care_absence_patch import CareAbsencePatch
from .care_attributes import CareAttributes
from .care_billing_comms_preference import CareBillingCommsPreference
from .care_comment import CareComment
from .care_comment_input import CareCommentInput
from .care_comment_page import CareCommentPage
from .care_comment_patch import CareCommentPatch
from .care_day_care_status import CareDayCareStatus
from .care_day_care_use import CareDayCareUse
from .care_dementia import CareDementia
from .care_enquiry import CareEnquiry
from .care_enquiry_input import CareEnquiryInput
from .care_enquiry_page import CareEnquiryPage
from .care_enquiry_patch import CareEnquiryPatch
from .care_filters_anonymized import CareFiltersAnonymized
from .care_funding_type import CareFundingType
from .care_genders import CareGenders
from .care_group import CareGroup
from .care_group_input import CareGroupInput
from .care_group_page import CareGroupPage
from .care_group_patch import CareGroupPatch
from .care_group_type import CareGroupType
from .care_home_visit import CareHomeVisit
from .care_home_visit_input import CareHomeVisitInput
from .care_home_visit_page import CareHomeVisitPage
from .care_home_visit_patch import CareHomeVisitPatch
from .care_host import CareHost
from .care_invoice_address import CareInvoiceAddress
from .care_list_care_enquiries_attributes import CareListCareEnquiriesAttributes
from .care_list_care_enquiries_sort_by import CareListCareEnquiriesSortBy
from .care_list_comments_attributes import CareListCommentsAttributes
from .care_list_groups_attributes import CareListGroupsAttributes
from .care_list_home_visits_attributes import CareListHomeVisitsAttributes
from .care_list_locations_attributes import CareListLocationsAttributes
from .care_list_service_users_attributes import CareListServiceUsersAttributes
from .care_list_users_attributes import CareListUsersAttributes
from .care_location import CareLocation
from .care_location_input import CareLocationInput
from .care_location_page import CareLocationPage
from .care_location_patch import CareLocationPatch
from .care_service import CareService
from .care_service_user import CareServiceUser
from .care_service_user_input import CareServiceUserInput
from .care_service_user_page import CareServiceUserPage
from .care_service_user_patch import CareServiceUserPatch
from .care_sort_by import CareSortBy
from .care_user import CareUser
from .care_user_page import CareUserPage
from .care_visit_type import CareVisitType
from .datasets_added import DatasetsAdded
from .datasets_category import DatasetsCategory
from .datasets_change import DatasetsChange
from .datasets_changed import DatasetsChanged
from .datasets_changes import DatasetsChanges
from .datasets_code_system import DatasetsCodeSystem
from .datasets_custom_input import DatasetsCustomInput
from .datasets_detail import DatasetsDetail
from .datasets_fhir_compose import DatasetsFhirCompose
from .datasets_fhir_concept import DatasetsFhirConcept
from .datasets_fhir_identifier import DatasetsFhirIdentifier
from .datasets_fhir_include import DatasetsFhirInclude
from .datasets_input import DatasetsInput
from .datasets_item import DatasetsItem
from .datasets_item_page import DatasetsItemPage
from .datasets_patch import DatasetsPatch
from .datasets_source_type import DatasetsSourceType
from .datasets_tag_count import DatasetsTagCount
from .datasets_value_set import DatasetsValueSet
from .datasets_version import DatasetsVersion
from .datasets_version_item import DatasetsVersionItem
from .datasets_version_item_page import DatasetsVersionItemPage
from .reference_age_band import ReferenceAgeBand
from .reference_cadence import ReferenceCadence
from .reference_category_count import ReferenceCategoryCount
from .reference_change import ReferenceChange
from .reference_change_counts import ReferenceChangeCounts
from .reference_change_kind import ReferenceChangeKind
from .reference_change_page import ReferenceChangePage
from .reference_changed_field import ReferenceChangedField
from .reference_data_source import ReferenceDataSource
from .reference_data_sources import ReferenceDataSources
from .reference_gp_appointments import ReferenceGpAppointments
from .reference_gp_appointments_page import ReferenceGpAppointmentsPage
from .reference_gps import ReferenceGps
from .reference_level import ReferenceLevel
from .reference_list_size import ReferenceListSize
from .reference_list_size_page import ReferenceListSizePage
from .reference_missing import ReferenceMissing
from .reference_nwrs_snapshot import ReferenceNwrsSnapshot
from .reference_nwrs_snapshot_page import ReferenceNwrsSnapshotPage
from .reference_origin import ReferenceOrigin
from .reference_payment import ReferencePayment
from .reference_payment_category import ReferencePaymentCategory
from .reference_pcn import ReferencePcn
from .reference_pcn_page import ReferencePcnPage
from .reference_pcn_payments import ReferencePcnPayments
from .reference_pcn_payments_page import ReferencePcnPaymentsPage
from .reference_pcn_status import ReferencePcnStatus
from .reference_population import ReferencePopulation
from .reference_population_page import ReferencePopulationPage
from .reference_practice import ReferencePractice
from .reference_practice_page import ReferencePracticePage
from .reference_practice_payments import ReferencePracticePayments
from .reference_practice_payments_page import ReferencePracticePaymentsPage
from .reference_practices_reporting import ReferencePracticesReporting
from .reference_publication import ReferencePublication
from .reference_publication_page import ReferencePublicationPage
from .reference_qof_achievement import ReferenceQofAchievement
from .reference_qof_achievement_page import ReferenceQofAchievementPage
from .reference_qof_indicator import ReferenceQofIndicator
from .reference_qof_indicator_page import ReferenceQofIndicatorPage
from .reference_qof_national_prevalence import ReferenceQofNationalPrevalence
from .reference_qof_national_prevalence_page import ReferenceQofNationalPrevalencePage
from .reference_qof_prevalence import ReferenceQofPrevalence
from .reference_qof_prevalence_page import ReferenceQofPrevalencePage
from .reference_qof_year import ReferenceQofYear
from .reference_qof_year_page import ReferenceQofYearPage
from .reference_qof_year_status import ReferenceQofYearStatus
from .reference_reason import ReferenceReason
from .reference_rejected_row import ReferenceRejectedRow
from .reference_rejected_row_page import ReferenceRejectedRowPage
from .reference_release import ReferenceRelease
from .reference_release_file import ReferenceReleaseFile
from .reference_release_page import ReferenceReleasePage
from .reference_release_state import ReferenceReleaseState
from .reference_staff_counts import ReferenceStaffCounts
from .reference_staff_group import ReferenceStaffGroup
from .reference_staff_role import ReferenceStaffRole
from .reference_status import ReferenceStatus
from .reference_workforce import ReferenceWorkforce
from .reference_workforce_page import ReferenceWorkforcePage
from .releases_change import ReleasesChange
from .releases_change_kind import ReleasesChangeKind
from .releases_changed_release import ReleasesChangedRelease
from .releases_changes import ReleasesChanges
from .releases_item import ReleasesItem
from .releases_items import ReleasesItems
from .releases_release import ReleasesRelease
from .releases_releases import ReleasesReleases
from .releases_subscription_state import ReleasesSubscriptionState

__all__ = (
    "AccountsAuditActor",
    "AccountsAuditEntry",
    "AccountsAuditEntryDetails",
    "AccountsAuditEntryPage",
    "AccountsAuditSubject",
    "AuditAction",
    "AuditEntry",
    "AuditEntryNewStateType0",
    "AuditEntryPage",
    "AuditEntryPreviousStateType0",
    "AuditPerson",
    "CareAbsence",
    "CareAbsenceInput",
    "CareAbsencePage",
    "CareAbsencePatch",
    "CareAttributes",
    "CareBillingCommsPreference",
    "CareComment",
    "CareCommentInput",
    "CareCommentPage",
    "CareCommentPatch",
    "CareDayCareStatus",
    "CareDayCareUse",
    "CareDementia",
    "CareEnquiry",
    "CareEnquiryInput",
    "CareEnquiryPage",
    "CareEnquiryPatch",
    "CareFiltersAnonymized",
    "CareFundingType",
    "CareGenders",
    "CareGroup",
    "CareGroupInput",
    "CareGroupPage",
    "CareGroupPatch",
    "CareGroupType",
    "CareHomeVisit",
    "CareHomeVisitInput",
    "CareHomeVisitPage",
    "CareHomeVisitPatch",
    "CareHost",
    "CareInvoiceAddress",
    "CareListCareEnquiriesAttributes",
    "CareListCareEnquiriesSortBy",
    "CareListCommentsAttributes",
    "CareListGroupsAttributes",
    "CareListHomeVisitsAttributes",
    "CareListLocationsAttributes",
    "CareListServiceUsersAttributes",
    "CareListUsersAttributes",
    "CareLocation",
    "CareLocationInput",
    "CareLocationPage",
    "CareLocationPatch",
    "CareService",
    "CareServiceUser",
    "CareServiceUserInput",
    "CareServiceUserPage",
    "CareServiceUserPatch",
    "CareSortBy",
    "CareUser",
    "CareUserPage",
    "CareVisitType",
    "DatasetsAdded",
    "DatasetsCategory",
    "DatasetsChange",
    "DatasetsChanged",
    "DatasetsChanges",
    "DatasetsCodeSystem",
    "DatasetsCustomInput",
    "DatasetsDetail",
    "DatasetsFhirCompose",
    "DatasetsFhirConcept",
    "DatasetsFhirIdentifier",
    "DatasetsFhirInclude",
    "DatasetsInput",
    "DatasetsItem",
    "DatasetsItemPage",
    "DatasetsPatch",
    "DatasetsSourceType",
    "DatasetsTagCount",
    "DatasetsValueSet",
    "DatasetsVersion",
    "DatasetsVersionItem",
    "DatasetsVersionItemPage",
    "ReferenceAgeBand",
    "ReferenceCadence",
    "ReferenceCategoryCount",
    "ReferenceChange",
    "ReferenceChangeCounts",
    "ReferenceChangeKind",
    "ReferenceChangePage",
    "ReferenceChangedField",
    "ReferenceDataSource",
    "ReferenceDataSources",
    "ReferenceGpAppointments",
    "ReferenceGpAppointmentsPage",
    "ReferenceGps",
    "ReferenceLevel",
    "ReferenceListSize",
    "ReferenceListSizePage",
    "ReferenceMissing",
    "ReferenceNwrsSnapshot",
    "ReferenceNwrsSnapshotPage",
    "ReferenceOrigin",
    "ReferencePayment",
    "ReferencePaymentCategory",
    "ReferencePcn",
    "ReferencePcnPage",
    "ReferencePcnPayments",
    "ReferencePcnPaymentsPage",
    "ReferencePcnStatus",
    "ReferencePopulation",
    "ReferencePopulationPage",
    "ReferencePractice",
    "ReferencePracticePage",
    "ReferencePracticePayments",
    "ReferencePracticePaymentsPage",
    "ReferencePracticesReporting",
    "ReferencePublication",
    "ReferencePublicationPage",
    "ReferenceQofAchievement",
    "ReferenceQofAchievementPage",
    "ReferenceQofIndicator",
    "ReferenceQofIndicatorPage",
    "ReferenceQofNationalPrevalence",
    "ReferenceQofNationalPrevalencePage",
    "ReferenceQofPrevalence",
    "ReferenceQofPrevalencePage",
    "ReferenceQofYear",
    "ReferenceQofYearPage",
    "ReferenceQofYearStatus",
    "ReferenceReason",
    "ReferenceRejectedRow",
    "ReferenceRejectedRowPage",
    "ReferenceRelease",
    "ReferenceReleaseFile",
    "ReferenceReleasePage",
    "ReferenceReleaseState",
    "ReferenceStaffCounts",
    "ReferenceStaffGroup",
    "ReferenceStaffRole",
    "ReferenceStatus",
    "ReferenceWorkforce",
    "ReferenceWorkforcePage",
    "ReleasesChange",
    "ReleasesChangeKind",
    "ReleasesChangedRelease",
    "ReleasesChanges",
    "ReleasesItem",
    "ReleasesItems",
    "ReleasesRelease",
    "ReleasesReleases",
    "ReleasesSubscriptionState",
)
