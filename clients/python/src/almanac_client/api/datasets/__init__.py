from .create_custom_dataset import create_custom_dataset
from .create_dataset import create_dataset
from .delete_dataset import delete_dataset
from .get_dataset import get_dataset
from .get_dataset_code_system import get_dataset_code_system
from .get_dataset_value_set import get_dataset_value_set
from .get_dataset_version import get_dataset_version
from .get_dataset_version_code_system import get_dataset_version_code_system
from .get_dataset_version_value_set import get_dataset_version_value_set
from .list_dataset_tags import list_dataset_tags
from .list_dataset_version_changes import list_dataset_version_changes
from .list_dataset_versions import list_dataset_versions
from .list_datasets import list_datasets
from .publish_dataset import publish_dataset
from .replace_dataset import replace_dataset
from .update_dataset import update_dataset

__all__ = [
    "create_custom_dataset",
    "create_dataset",
    "delete_dataset",
    "get_dataset",
    "get_dataset_code_system",
    "get_dataset_value_set",
    "get_dataset_version",
    "get_dataset_version_code_system",
    "get_dataset_version_value_set",
    "list_dataset_tags",
    "list_dataset_version_changes",
    "list_dataset_versions",
    "list_datasets",
    "publish_dataset",
    "replace_dataset",
    "update_dataset",
]
