"""A call to the MASH is followed in writing (rule 26)."""

import datetime as dt

from accounts.models import LocalProcedure
from screening.models import Screening


def written_due(stub: Screening) -> dt.datetime | None:
    """By when the call that was noted is to be followed in writing, by the area's procedure; None without a call."""
    if stub.danger_called_at is None:
        return None
    try:
        procedure = LocalProcedure.objects.in_force(stub.area, stub.danger_called_at.date())
    except LocalProcedure.DoesNotExist:
        return None
    return stub.danger_called_at + dt.timedelta(hours=procedure.written_within_hours)
