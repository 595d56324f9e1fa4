"""Writing the audit. Called inside the transaction of the change or the page, so neither stands without the other."""

from accounts.models import Membership
from audit.events import EventType
from audit.models import Event
from cse_portal import clock

SYSTEM = "the portal"


def record(
    type: EventType,
    *,
    by: Membership | None,
    reference: str = "",
    child: str = "",
    area_id: int | None = None,
    reason: str = "",
    detail: dict | None = None,
) -> Event:
    """One event. `by` is None for what the portal does on its own. `reference` and `child` are public references."""
    return Event.objects.create(
        at=clock.now(),
        type=type,
        reference=reference,
        child=child,
        area_id=area_id or (by.agency.area_id if by else None),
        user_id=by.user_id if by else None,
        membership_id=by.pk if by else None,
        person=by.user.name if by else SYSTEM,
        agency=by.agency.name if by else "",
        role=by.role_label if by else "",
        reason=reason,
        detail=detail or {},
    )


def record_view(
    type: EventType,
    *,
    by: Membership,
    reference: str = "",
    child: str = "",
    area_id: int | None = None,
    reason: str = "",
) -> Event:
    """Somebody looked at a record. `area_id` is the area of the record, whose auditor sees the look."""
    return record(type, by=by, reference=reference, child=child, area_id=area_id, reason=reason)
