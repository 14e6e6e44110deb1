from typing import Literal, cast

ReferencePcnStatus = Literal["active", "closed"]


def check_reference_pcn_status(value: str) -> ReferencePcnStatus:
    """As it came: a platform that is newer than the client may know more words."""
    return cast(ReferencePcnStatus, value)
