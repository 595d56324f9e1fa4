"""The MASH says which records are of one child, and which are not. No record is moved, so each can be undone."""

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Area, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.problems import Incomplete
from referrals.actions.standing import stand, stand_all
from referrals.models import ChildMatch, Referral
from referrals.states import Match, NotPossible
from screening.models import Child

SAY_WHY = {"reason": "Say why, for whoever reads this later"}


def say_apart(*, referral: Referral, other: Child, by: Membership, reason: str) -> ChildMatch:
    """The referral's child and the other are two children. Raises NotPossible where they are linked through others."""
    return _state(referral, other, by, reason, match=Match.APART)


def link(*, referral: Referral, other: Child, by: Membership, reason: str) -> ChildMatch:
    """The two records are of the same child; each goes on. Raises NotPossible where that contradicts what was said."""
    return _state(referral, other, by, reason, match=Match.LINKED)


def merge(*, referral: Referral, other: Child, kept: Child, by: Membership, reason: str) -> ChildMatch:
    """The two records are of the same child, and `kept` is the one that goes on; the other leads to it."""
    return _state(referral, other, by, reason, match=Match.MERGED, kept=kept)


@transaction.atomic
def undo(*, match: ChildMatch, by: Membership, reason: str) -> ChildMatch:
    """Take back what was said of two records; both stand again as they did. Raises NotPossible when it is undone."""
    require(by, Permission.REFERRAL_RECEIVE)
    one_at_a_time(by.area)
    match = ChildMatch.objects.select_related("one__agency", "other__agency", "undone_by__user").get(pk=match.pk)
    if not (known_in(match.one, by.area) and known_in(match.other, by.area)):
        raise Http404
    if match.undone_at:
        raise NotPossible(f"{match.undone_by.user.name} has already undone this.")
    _need(reason)
    match.undone_at, match.undone_by, match.undone_reason = clock.now(), by, reason
    match.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    _record(EventType.CHILD_MATCH_UNDONE, match, by=by, reason=reason)
    stand_all([match.one_id, match.other_id])
    return match


@transaction.atomic
def say_who(*, referral: Referral, child: Child, by: Membership, reason: str) -> Referral:
    """Whom a referral without a record is about, as the MASH found out. Its referrer is never shown it."""
    require(by, Permission.REFERRAL_RECEIVE)
    referral = _seen(referral, by)
    if referral.child_id:
        raise NotPossible("This referral has a child’s record already. Say that the two records are the same child.")
    _of_area(child, by.area)
    _need(reason)
    referral.mash_child = child
    referral.save(update_fields=["mash_child"])
    record(
        EventType.CHILD_MATCHED, by=by, reference=referral.reference, child=child.reference,
        area_id=referral.area_id, reason=reason,
    )  # fmt: skip
    stand(child)
    return referral


@transaction.atomic
def unsay_who(*, referral: Referral, by: Membership, reason: str) -> Referral:
    """Take back whom a referral without a record is about. Raises NotPossible when nobody says it any more."""
    require(by, Permission.REFERRAL_RECEIVE)
    referral = _seen(referral, by)
    if referral.child_id:
        raise NotPossible("This referral has a child’s record of its own by now.")
    if (child := referral.mash_child) is None:
        raise NotPossible("Nobody says of this referral which child it is about: it has been taken back.")
    _need(reason)
    referral.mash_child = None
    referral.save(update_fields=["mash_child"])
    record(
        EventType.CHILD_MATCH_UNDONE, by=by, reference=referral.reference, child=child.reference,
        area_id=referral.area_id, reason=reason, detail={"referral": referral.reference},
    )  # fmt: skip
    stand(child)
    return referral


def about(referral: Referral) -> Child | None:
    """The record this referral is about, for the MASH: its own, or the one the MASH found."""
    return referral.child or referral.mash_child


def records_of(referral: Referral) -> frozenset[int]:
    """Every record that is of the referral's child: its own, the one the MASH found, and what is linked or merged."""
    own = filter(None, (referral.child_id, referral.mash_child_id))
    return frozenset().union(*(ChildMatch.objects.cluster(child) for child in own))


def known_in(child: Child, area: Area) -> bool:
    """Whether an agency of the area knows the child, or a referral about the child came to it."""
    return child.agency.area_id == area.pk or Referral.objects.of_children([child.pk]).filter(area=area).exists()


_EVENTS = {
    Match.APART: EventType.CHILD_KEPT_APART,
    Match.LINKED: EventType.CHILD_LINKED,
    Match.MERGED: EventType.CHILD_MERGED,
}


@transaction.atomic
def _state(
    referral: Referral, other: Child, by: Membership, reason: str, *, match: Match, kept: Child | None = None
) -> ChildMatch:
    require(by, Permission.REFERRAL_RECEIVE)
    one_at_a_time(by.area)
    child = about(_seen(referral, by))
    if child is None:
        raise NotPossible("Say first which child this referral is about.")
    if child == other:
        raise NotPossible("These are one and the same record. Choose another one.")
    _of_area(other, by.area)
    _unsaid(child, other)
    (_check_apart if match is Match.APART else _check_same)(child, other)
    if match is Match.MERGED:
        _check_kept(child, other, kept)
    _need(reason)
    one, two = sorted((child, other), key=lambda each: each.pk)
    said = ChildMatch.objects.create(
        one=one, other=two, kept=kept, match=match, reason=reason, said_at=clock.now(), said_by=by
    )
    _record(_EVENTS[match], said, by=by, reason=reason)
    stand_all([one.pk, two.pk])
    return said


def one_at_a_time(area: Area) -> None:
    """What is said of pairs hangs together, so an area's workers say it one after the other."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)


def _seen(referral: Referral, by: Membership) -> Referral:
    rows = Referral.objects.visible_to(by).select_related("child__agency", "mash_child__agency")
    fresh = rows.select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if fresh is None:
        raise Http404
    return fresh


def _of_area(child: Child, area: Area) -> None:
    if not known_in(child, area):
        raise NotPossible(f"No agency of {area.name} knows this record. Records are matched within one area.")


def _unsaid(child: Child, other: Child) -> None:
    said = ChildMatch.objects.standing().of(child.pk, other.pk).select_related("said_by__user").first()
    if said:
        raise NotPossible(f"{said.said_by.user.name} has already said of these two: {said.words}. Undo that first.")


def _check_apart(child: Child, other: Child) -> None:
    if other.pk in ChildMatch.objects.cluster(child.pk):
        raise NotPossible("These two are the same child through a third record. Undo that first.")


def _check_same(child: Child, other: Child) -> None:
    """Nobody may be the same as two records that were kept apart."""
    ours, theirs = ChildMatch.objects.cluster(child.pk), ChildMatch.objects.cluster(other.pk)
    apart = ChildMatch.objects.standing().filter(match=Match.APART).touching(ours)
    if any({pair.one_id, pair.other_id} & ours and {pair.one_id, pair.other_id} & theirs for pair in apart):
        raise NotPossible("Records that belong to these two were kept apart as two children. Undo that first.")


def _check_kept(child: Child, other: Child, kept: Child | None) -> None:
    if kept not in (child, other):
        raise NotPossible("Choose which of the two records goes on.")
    for each in (child, other):
        into = ChildMatch.objects.leads_to(each.pk)
        if into != each.pk:
            raise NotPossible(f"{each.reference} was merged into another record. Undo that first.")


def _need(reason: str) -> None:
    if not reason.strip():
        raise Incomplete(SAY_WHY)


def _record(event: EventType, match: ChildMatch, *, by: Membership, reason: str) -> None:
    """On each of the two records, so that the history of either tells it."""
    kept = {"kept": match.kept.reference} if match.kept else {}
    for child, other in ((match.one, match.other), (match.other, match.one)):
        record(
            event, by=by, reference=child.reference, child=child.reference, area_id=by.area.pk, reason=reason,
            detail={"other": other.reference, "match": match.match, **kept},
        )  # fmt: skip
