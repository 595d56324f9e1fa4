"""One digest a day for each person: what waits, worked out from the data in one statement however often this runs.

What is due depends on the day and the data, never on when Celery beat last ran: a run that comes three days late,
twice, or on two beats at once writes the same rows, and the unique constraints keep one of each.
"""

import datetime as dt

from django.db import connection, transaction

from accounts.access import roles_with
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.phoned import written_due
from screening.models import Screening
from screening.waiting import WRITE_DIGESTS

DAYS_BEFORE = 7
# Where a person finds every digest again.
SENT_TO_YOU = "/sent-to-you/"


@transaction.atomic
def send_due(*, today: dt.date | None = None) -> int:
    """Write each person's digest of `today` (London's date by default) and its message. Returns how many.

    Each stage of each thing stands in one digest only. Who has had today's gets what came since with tomorrow's.
    """
    values = {
        "today": (today := today or clock.today()),
        "now": clock.now(),
        "until": today + dt.timedelta(days=DAYS_BEFORE),
        "lead_roles": [role.value for role in roles_with(Permission.SCREENING_VIEW_AGENCY)],
        "officer_roles": [role.value for role in roles_with(Permission.RESCREEN_VIEW_AREA)],
        "path": SENT_TO_YOU,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_DIGESTS, values)
        written = cursor.rowcount
    if written:
        outbox.wake("cse_portal.tasks.deliver_messages")
    return written


@transaction.atomic
def chase_written() -> int:
    """Remind once of each call that was not followed in writing in the area's time (rule 26). Returns how many."""
    unwritten = Screening.objects.called_only().filter(written_chased_at=None).order_by("danger_called_at")
    rows = unwritten.select_for_update(skip_locked=True, of=("self",)).select_related("area", "practitioner__user")
    late = [stub for stub in rows[:500] if _is_late(stub)]
    for stub in late:
        path = f"/screenings/{stub.reference}/"
        outbox.send(MessageKind.WRITTEN_LATE, to=[stub.practitioner], reference=stub.reference, path=path)
        record(EventType.REFERRAL_CHASED, by=None, reference=stub.reference, area_id=stub.area_id)
    Screening.objects.filter(pk__in=[stub.pk for stub in late]).update(written_chased_at=clock.now())
    return len(late)


def _is_late(stub: Screening) -> bool:
    due = written_due(stub.area, stub.danger_called_at)
    return due is not None and due < clock.now()
