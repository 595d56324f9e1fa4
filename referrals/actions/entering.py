"""The CSE officer's log: one entry for every completed screening."""

import datetime as dt

from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import outbox
from cse_portal.models import MessageKind
from referrals.models import LogEntry
from screening.models import Screening
from screening.protocol import Outcome, movement


def log(*, by: Membership, screening: Screening, due_on: dt.date | None, current: bool = True) -> LogEntry:
    """Enter a completed screening in the CSE officer's log, whatever its outcome, in the caller's transaction.

    A correction replaces the entry of the version it corrects; `due_on` is the new re-screen date, if there is one.
    `current` is False for a correction of an earlier screening than the child's latest.
    """
    earlier = LogEntry.objects.filter(screening=screening.previous).first() if screening.previous else None
    if current:
        LogEntry.objects.filter(child=screening.child, current=True).update(current=False, due_on=None)
    if screening.corrects_id:
        LogEntry.objects.filter(screening=screening.corrects_id).update(replaced=True)
    entry = LogEntry.objects.create(
        screening=screening, area=screening.area, agency=screening.agency, child=screening.child, tool=screening.tool,
        outcome=screening.outcome, previous_outcome=earlier.outcome if earlier else "",
        movement=_movement(screening.outcome, earlier), entered_at=screening.submitted_at, due_on=due_on,
        current=current,
    )  # fmt: skip
    record(
        EventType.LOG_ENTERED, by=by, reference=screening.reference, child=screening.child.reference,
        area_id=screening.area_id,
    )  # fmt: skip
    officers = Membership.objects.with_permission(Permission.LOG_VIEW).filter(agency__area=screening.area)
    outbox.send(
        MessageKind.SCREENING_CORRECTED if screening.corrects_id else MessageKind.SCREENING_LOGGED,
        to=officers.select_related("user"), reference=screening.reference, path=f"/screenings/{screening.reference}/",
    )  # fmt: skip
    return entry


def _movement(outcome: str, earlier: LogEntry | None) -> str:
    moved = movement(Outcome(outcome), Outcome(earlier.outcome) if earlier else None)
    return moved.value if moved else "first"
