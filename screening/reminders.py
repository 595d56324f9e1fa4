"""One digest a day for each person: what waits, worked out from the data in one statement however often this runs.

What is due depends on the day and the data, never on when Celery beat last ran: a run that comes three days late,
twice, or on two beats at once writes the same rows, and the unique constraints keep one of each. A digest that a mail
server did not take at once is looked through again before it goes.
"""

import datetime as dt

from django.db import connection, transaction

from accounts.access import roles_with
from accounts.permissions import Permission
from accounts.stand_ins import hand_over_path, who_is_told
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import Message, MessageKind
from referrals.phoned import written_due
from screening.models import Screening
from screening.waiting import FIRST_OF_THE_DAY, STILL_WAITING, WRITE_DIGESTS

DAYS_BEFORE = 7
# Where a person finds every digest again.
SENT_TO_YOU = "/sent-to-you/"


@transaction.atomic
def send_due(*, today: dt.date | None = None) -> int:
    """Write each person's digest of `today` (London's date by default) and its message. Returns how many.

    The first run of a day does it; every later one finds that in a moment. Each stage of each thing stands in one
    digest only. What comes later in the day is told by mails of its own, and stands in tomorrow's.
    """
    values = _values(today or clock.today())
    with connection.cursor() as cursor:
        cursor.execute(FIRST_OF_THE_DAY, values)
        if not cursor.rowcount:
            return 0
        cursor.execute(WRITE_DIGESTS, values | {"path": SENT_TO_YOU})
        written = cursor.rowcount
    if written:
        outbox.wake("cse_portal.tasks.deliver_messages")
    return written


def still_waiting(digest: Message) -> list[dict]:
    """The lines of a digest that could not go at once which are true now: of what is not done, and still theirs."""
    references = [line["reference"] for line in digest.lines]
    values = _values(clock.today()) | {"user": digest.to_user_id, "references": references}
    with connection.cursor() as cursor:
        cursor.execute(STILL_WAITING, values)
        paths = {path for (path,) in cursor.fetchall()}
    return [line for line in digest.lines if line["path"] in paths]


def _values(today: dt.date) -> dict:
    return {
        "today": today,
        "now": clock.now(),
        "until": today + dt.timedelta(days=DAYS_BEFORE),
        "lead_roles": [role.value for role in roles_with(Permission.SCREENING_VIEW_AGENCY)],
        "officer_roles": [role.value for role in roles_with(Permission.RESCREEN_VIEW_AREA)],
    }


@transaction.atomic
def chase_written() -> int:
    """Remind once of each call that was not followed in writing in the area's time (rule 26). Returns how many."""
    unwritten = Screening.objects.called_only().filter(written_chased_at=None).order_by("danger_called_at")
    rows = unwritten.select_for_update(skip_locked=True, of=("self",)).select_related("area", "practitioner__user")
    late = [stub for stub in rows[:500] if _is_late(stub)]
    for stub in late:
        holder, path = stub.practitioner, f"/screenings/{stub.reference}/"
        # Nobody else opens a draft: for somebody who has left it is handed over first.
        path = path if holder.is_working else hand_over_path(holder.user)
        outbox.send(MessageKind.WRITTEN_LATE, to=who_is_told(holder), reference=stub.reference, path=path)
        record(EventType.REFERRAL_CHASED, by=None, reference=stub.reference, area_id=stub.area_id)
    Screening.objects.filter(pk__in=[stub.pk for stub in late]).update(written_chased_at=clock.now())
    return len(late)


def _is_late(stub: Screening) -> bool:
    due = written_due(stub.area, stub.danger_called_at)
    return due is not None and due < clock.now()
