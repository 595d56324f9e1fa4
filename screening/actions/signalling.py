"""The blind second signal: two agencies that screen one child learn whom to ring, and nothing else of each other."""

import datetime as dt
from collections.abc import Iterable
from itertools import combinations

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
    _hold_all([each for each in (about, other) if each], by.area)
    said = {"referral": referral, "other": other, "by": by, "reason": reason}
    match = referrals.merge(**said, kept=kept) if kept else referrals.link(**said)
    _signal_among(records_of(other, by.area), by=by)
    return match


@transaction.atomic
def take_back(*, match: ChildMatch, by: Membership, reason: str) -> ChildMatch:
    """The MASH takes back what was said of two records. Who screened one child while its records were kept apart
    learns of each other now. Raises as referrals.actions.undo does.
    """
    both = [match.one, match.other]
    _hold_all(both, by.area)
    match = referrals.undo(match=match, by=by, reason=reason)
    for records in {records_of(each, by.area) for each in both}:
        _signal_among(records, by=by)
    return match


@transaction.atomic
def lift(*, child: Child, by: Membership, reason: str) -> Child:
    """The restriction is lifted, and who began while the record was restricted learns of the others now. Raises as
    referrals.actions.lift does.
    """
    _hold_all([child], by.area)
    child = referrals.lift(child=child, by=by, reason=reason)
    _signal_among(records_of(child, by.area), by=by)
    return child


def _hold_all(children: Iterable[Child], area: Area) -> None:
    """Who begins with one of these children waits, and the screenings stay that the signals are about.

    Held before the referral and the log, as everybody does.
    """
    for born in sorted({each.date_of_birth for each in children if each.date_of_birth}):
        hold(area, born)
    records = frozenset().union(*(records_of(each, area) for each in children))
    list(open_screenings(records, area).select_for_update(of=("self",), no_key=True).order_by("pk"))


def _signal_among(records: frozenset[int], *, by: Membership) -> None:
    """Every two people of different agencies who work with the child now, but those who know of each other."""
    if len(records) == 1 or ChildMatch.objects.restricted(records):
        return
    rows = {row.pk: row for row in open_screenings(records, by.area)}
    known = Signal.objects.filter(screening__in=rows, because__in=rows).values_list("screening", "because")
    told = {frozenset(holder(rows[pk]) for pk in pair) for pair in known}
    for one, two in combinations(rows.values(), 2):
        pair = frozenset((holder(one), holder(two)))
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
