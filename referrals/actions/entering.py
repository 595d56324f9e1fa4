"""The CSE officer's log: one entry for every completed screening."""

from django.db.models import F, QuerySet

from accounts.models import Area, Membership
from accounts.stand_ins import officers_of
from audit.actions import record
from audit.events import EventType
from cse_portal import outbox
from cse_portal.models import MessageKind
from referrals.actions.standing import hold, stand
from referrals.actions.telling import path_of, record_on
from referrals.models import ChildMatch, LogEntry, Referral
from screening import authorities
from screening.models import Screening
from screening.protocol import Outcome, movement

# Only the latest entry says where the child stands; this takes that from the one before.
NO_LONGER = {
    "current": False, "due_on": None, "next_at": None, "next_step": "", "next_with": None, "unfinished": "",
    "at_mash": False, "no_plan": False, "no_contact": False, "elsewhere": False, "turns_on": None,
}  # fmt: skip
ELSEWHERE = "/log/?show=elsewhere"
COPIED = ("screening", "agency", "child", "tool", "outcome", "previous_outcome", "movement")


def log(*, by: Membership, screening: Screening, current: bool = True) -> LogEntry:
    """Enter a completed screening in the CSE officer's log, whatever its outcome, in the caller's transaction, whose
    last act is to `stand` the child: what else follows from the screening is written in between.

    A correction replaces the entry of the version it corrects. `current` is False for a correction of an earlier
    screening than the child's latest.
    """
    hold(ChildMatch.objects.cluster(screening.child_id))
    here = LogEntry.objects.filter(area=screening.area)
    earlier = here.filter(screening=screening.previous).first() if screening.previous else None
    if current:
        here.filter(child=screening.child, current=True).update(**NO_LONGER)
    entry = LogEntry.objects.create(
        screening=screening, area=screening.area, agency=screening.agency, child=screening.child, tool=screening.tool,
        outcome=screening.outcome, previous_outcome=earlier.outcome if earlier else "",
        movement=_movement(screening, earlier), entered_at=screening.submitted_at, current=current,
    )  # fmt: skip
    others = _log_where_named(entry, screening)
    dropped = _replace(screening, by_areas=[screening.area, *others]) if screening.corrects_id else []
    for area in (screening.area, *others):
        record(
            EventType.LOG_ENTERED, by=by, reference=screening.reference, child=screening.child.reference,
            area_id=area.pk,
        )  # fmt: skip
        outbox.send(
            MessageKind.SCREENING_CORRECTED if screening.corrects_id else MessageKind.SCREENING_LOGGED,
            to=officers_of(area), reference=screening.reference,
            path=ELSEWHERE if area in others else f"/screenings/{screening.reference}/",
        )  # fmt: skip
    for area in dropped:
        # They know it by the version that they had.
        reference = screening.corrects.reference
        outbox.send(MessageKind.SCREENING_CORRECTED, to=officers_of(area), reference=reference, path=ELSEWHERE)
    return entry


def _replace(screening: Screening, *, by_areas: list[Area]) -> list[Area]:
    """A correction stands instead of the version it corrects. Gives the areas that do not have the child by it now.

    An area that has a referral of the earlier version keeps its entry until the referral has the correction.
    """
    before = LogEntry.objects.standing().filter(screening__in=_versions(screening)[1:])
    before.filter(area__in=by_areas).update(replaced=True)
    dropped = list(before.filter(came=None).select_related("area").order_by("pk"))
    before.filter(came=None).update(replaced=True, **NO_LONGER)
    return [entry.area for entry in dropped]


def _log_where_named(own: LogEntry, screening: Screening) -> list[Area]:
    """Enter it as well in the log of each other area that is the child's home or host authority (rule 30)."""
    areas = authorities.other_areas(screening.front_sheet, own=screening.area)
    if own.current:
        entries = LogEntry.objects.filter(child=own.child, current=True).exclude(area=own.area)
        entries.filter(area__in=areas).update(**NO_LONGER)
        # An area that is not named any more keeps what it has, but the child does not stand there by it.
        entries.filter(came=None).exclude(area=F("screening__area")).update(**NO_LONGER)
    for area in areas:
        before = LogEntry.objects.filter(screening=screening.corrects_id, area=area, current=True)
        stood = bool(screening.corrects_id and before.update(**NO_LONGER))
        LogEntry.objects.create(area=area, current=own.current or stood, entered_at=own.entered_at, **_copied(own))
    return areas


def _copied(own: LogEntry) -> dict:
    """What a second area's entry has of the first area's."""
    return {name: getattr(own, name) for name in COPIED}


def log_elsewhere(*, by: Membership, came: Referral, screening: Screening | None) -> None:
    """Enter the screening of a referral that came from another area in this area's log too (rule 30), once.

    Where it stands there already, by what the screening says of the child's authorities, the referral is added. Its
    re-screen stays with the first area. A referral without a completed screening has nothing to enter.
    """
    own = LogEntry.objects.filter(screening=screening, area_id=screening.area_id).first() if screening else None
    if own is None:
        return
    hold(ChildMatch.objects.cluster(own.child_id))
    theirs = LogEntry.objects.filter(screening=screening, area=came.area)
    if not theirs.exists():
        there = LogEntry.objects.filter(child=own.child_id, area=came.area)
        if current := not _has_later(there, screening):
            there.filter(current=True).update(**NO_LONGER)
        there.filter(screening__in=_versions(screening)[1:]).update(replaced=True)
        LogEntry.objects.create(
            came=came, area=came.area, entered_at=came.sent_at, current=current, **_copied(own)
        )  # fmt: skip
    elif not theirs.filter(came=None).exclude(area=screening.area_id).update(came=came):
        return
    stand(own.child_id)
    record_on(EventType.LOG_ENTERED, came, by=by)
    outbox.send(
        MessageKind.SCREENING_LOGGED, to=officers_of(came.area), reference=came.reference, path=path_of(came)
    )  # fmt: skip


def _has_later(there: QuerySet[LogEntry], screening: Screening) -> bool:
    """Whether the child stands there by a later screening. A correction is as old as what it corrects."""
    begun = _versions(screening)[-1].submitted_at
    standing = there.standing().filter(current=True).select_related("screening__corrects")
    return any(_versions(entry.screening)[-1].submitted_at > begun for entry in standing)


def _versions(screening: Screening) -> list[Screening]:
    """It and what it corrects, the first version last."""
    found = [screening]
    while earlier := found[-1].corrects:
        found.append(earlier)
    return found


def _movement(screening: Screening, earlier: LogEntry | None) -> str:
    """As it was decided: the screening before it may be another area's, which this log does not have."""
    if decided := screening.decision.get("movement"):
        return decided
    moved = movement(Outcome(screening.outcome), Outcome(earlier.outcome) if earlier else None)
    return moved.value if moved else "first"
