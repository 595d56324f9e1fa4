"""A call to the MASH is followed in writing (rule 26)."""

import datetime as dt

from referrals import phoned
from screening.models import Screening


def written_due(stub: Screening) -> dt.datetime | None:
    """By when the call that was noted is to be followed in writing, by the area's procedure; None without a call."""
    return phoned.written_due(stub.area, stub.danger_called_at) if stub.danger_called_at else None
