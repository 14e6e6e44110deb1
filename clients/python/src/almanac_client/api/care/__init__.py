from .create_absence import create_absence
from .create_care_enquiry import create_care_enquiry
from .create_comment import create_comment
from .create_group import create_group
from .create_home_visit import create_home_visit
from .create_location import create_location
from .create_service_user import create_service_user
from .delete_absence import delete_absence
from .delete_care_enquiry import delete_care_enquiry
from .delete_comment import delete_comment
from .delete_group import delete_group
from .delete_home_visit import delete_home_visit
from .delete_location import delete_location
from .delete_service_user import delete_service_user
from .list_absences import list_absences
from .list_care_enquiries import list_care_enquiries
from .list_comments import list_comments
from .list_groups import list_groups
from .list_home_visits import list_home_visits
from .list_locations import list_locations
from .list_service_users import list_service_users
from .list_users import list_users
from .retrieve_absence import retrieve_absence
from .retrieve_care_enquiry import retrieve_care_enquiry
from .retrieve_comment import retrieve_comment
from .retrieve_group import retrieve_group
from .retrieve_home_visit import retrieve_home_visit
from .retrieve_location import retrieve_location
from .retrieve_service_user import retrieve_service_user
from .retrieve_user import retrieve_user
from .update_absence import update_absence
from .update_care_enquiry import update_care_enquiry
from .update_comment import update_comment
from .update_group import update_group
from .update_home_visit import update_home_visit
from .update_location import update_location
from .update_service_user import update_service_user

__all__ = [
    "create_absence",
    "create_care_enquiry",
    "create_comment",
    "create_group",
    "create_home_visit",
    "create_location",
    "create_service_user",
    "delete_absence",
    "delete_care_enquiry",
    "delete_comment",
    "delete_group",
    "delete_home_visit",
    "delete_location",
    "delete_service_user",
    "list_absences",
    "list_care_enquiries",
    "list_comments",
    "list_groups",
    "list_home_visits",
    "list_locations",
    "list_service_users",
    "list_users",
    "retrieve_absence",
    "retrieve_care_enquiry",
    "retrieve_comment",
    "retrieve_group",
    "retrieve_home_visit",
    "retrieve_location",
    "retrieve_service_user",
    "retrieve_user",
    "update_absence",
    "update_care_enquiry",
    "update_comment",
    "update_group",
    "update_home_visit",
    "update_location",
    "update_service_user",
]
