"""The blind second signal: two agencies that screen one child learn whom to ring, and nothing else of each other."""

import datetime as dt

from django.db import connection

from accounts.models import Area, Membership
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.models import ChildMatch
from screening.actions.locking import record_on
from screening.involved import holder, open_screenings
from screening.models import Screening, Signal
from screening.same_child import records_of
from screening.states import Status

# The same two people are not mailed again about the same child for so long.
QUIET = dt.timedelta(days=90)


def hold(area: Area, born: dt.date | None) -> None:
    """Of two who begin with one child at once the second waits for the first, and then finds what it began.

    Taken before any row of the child, as everybody does, so that no two wait for each other in a circle.
    """
    if born:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"signal {area.pk} {born}"])


def signal(screening: Screening, *, by: Membership) -> None:
    """Tell both sides, once a pair of screenings. Never of a child of whom any record is restricted."""
    child = screening.child
    if child is None or child.date_of_birth is None:
        return
    hold(screening.area, child.date_of_birth)
    records = records_of(child, screening.area)
    if len(records) == 1 or ChildMatch.objects.restricted(records):
        return
    told = set()
    for other in open_screenings(records, screening.area).exclude(agency=screening.agency):
        if (person := holder(other)) not in told:
            told.add(person)
            _tell(screening, because=other, records=records, by=by)
            _tell(other, because=screening, records=records, by=by)


def _tell(screening: Screening, *, because: Screening, records: frozenset[int], by: Membership) -> None:
    to, other, now = holder(screening), holder(because), clock.now()
    lately = Signal.objects.filter(mailed=True, created_at__gt=now - QUIET)
    mailed = not lately.filter(to=to, other=other, screening__child__in=records).exists()
    row = {"to": to, "other": other, "created_at": now, "mailed": mailed}
    _, is_new = Signal.objects.get_or_create(screening=screening, because=because, defaults=row)
    if not is_new:
        return
    record_on(screening, EventType.SIGNAL_SENT, by=by, detail={"because": because.reference, "mailed": mailed})
    if mailed:
        page = "" if screening.status == Status.DRAFT else "view/"
        path = f"/screenings/{screening.reference}/{page}"
        outbox.send(MessageKind.SIGNAL, to=[to], reference=screening.reference, path=path)


def seen(signals: list[int]) -> None:
    """The practitioner was shown these; the first time stays."""
    Signal.objects.filter(pk__in=signals, seen_at=None).update(seen_at=clock.now())
