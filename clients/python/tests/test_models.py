"""Values that pass through other hands before they are sent."""

import copy
import pickle

from almanac_client.models import DatasetsPatch
from almanac_client.types import UNSET


def test_what_is_not_given_stays_so_in_copies():
    patch = DatasetsPatch(description="Where we are")
    for other in (copy.copy(patch), copy.deepcopy(patch), pickle.loads(pickle.dumps(patch))):
        assert other == patch
        assert other.to_dict() == {"description": "Where we are"}
    assert repr(UNSET) == "UNSET"
