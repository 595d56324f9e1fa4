"""The blind second signal: two agencies that screen one child learn whom to ring, and nothing else of each other."""

import datetime as dt
from itertools import product

from django.db import connection, transaction

from accounts.models import Area, Membership
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals import actions as referrals
from referrals.models import ChildMatch, Referral
from screening.actions.locking import record_on
from screening.involved import holder, open_screenings
from screening.models import Child, NamesTried, Screening, Signal
from screening.same_child import records_of
from screening.states import Status

# The same two people are not mailed again about the same child for so long.
QUIET = dt.timedelta(days=90)
# Nobody needs more tries in a day to get a child's name and birth date right.
MOST_NAMES = 5


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


@transaction.atomic
def say_same(*, referral: Referral, other: Child, by: Membership, reason: str, kept: Child | None = None) -> ChildMatch:
    """The MASH links two records, or merges them where `kept` goes on, and the agencies that work with the child now
    learn of each other. Raises as referrals.actions.link and merge do.
    """
    about = referrals.about(referral)
    for born in sorted({each.date_of_birth for each in (about, other) if each and each.date_of_birth}):
        hold(by.area, born)
    theirs = records_of(other, by.area)
    # Held before the referral and the log, as everybody does, because each signal needs its screenings to stay.
    every = theirs | records_of(about, by.area) if about else theirs
    list(open_screenings(every, by.area).select_for_update(of=("self",), no_key=True).order_by("pk"))
    said = {"referral": referral, "other": other, "by": by, "reason": reason}
    match = referrals.merge(**said, kept=kept) if kept else referrals.link(**said)
    _signal_between(theirs, records_of(other, by.area), by=by)
    return match


def _signal_between(before: frozenset[int], records: frozenset[int], *, by: Membership) -> None:
    """Those who worked with the child under some of its records, and those who did under the others."""
    ours = records - before
    if not ours or ChildMatch.objects.restricted(records):
        return
    told = set()
    for one, two in product(open_screenings(ours, by.area), open_screenings(before, by.area)):
        pair = (holder(one), holder(two))
        if one.agency_id != two.agency_id and pair not in told:
            told.add(pair)
            _tell(one, because=two, records=records, by=by)
            _tell(two, because=one, records=records, by=by)


def signal_again(screening: Screening, *, by: Membership, renamed: bool) -> None:
    """Look for other agencies under what the child of a draft is called now, unless that was changed too often today.

    The draft is held, so that two presses count as two.
    """
    today, born = clock.today(), screening.child.date_of_birth
    tried = NamesTried.objects.filter(screening=screening, day=today).first() or NamesTried(
        screening=screening, day=today
    )
    if renamed and born:
        tried.times += 1
        tried.save()
        if tried.times == MOST_NAMES + 1:
            record_on(screening, EventType.SIGNAL_STOPPED, by=by, detail={"names": tried.times})
    if tried.times <= MOST_NAMES:
        signal(screening, by=by)


def is_stopped(screening: Screening) -> bool:
    """Whether no other agency is looked for under the names of this draft any more today."""
    return NamesTried.objects.filter(screening=screening, day=clock.today(), times__gt=MOST_NAMES).exists()


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
