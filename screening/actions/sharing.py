"""Sharing one screening's answers with one agency for its re-screen of the same child, and taking that back."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.access import has_permission, require
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from accounts.stand_ins import leads_of
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.models import ChildMatch
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.actions.signalling import hold
from screening.models import Screening, SharedAnswers
from screening.same_child import records_of
from screening.states import NotPossible, Status

RESTRICTED = "This child’s record is restricted, so nothing of it is shared with another agency."
REPLACED = "A correction has replaced this screening. Share the newest version."


@transaction.atomic
def share_answers(*, screening: Screening, by: Membership, agency: Agency | None, reason: str) -> SharedAnswers:
    """From now on that agency sees the answers, and nothing else, when it screens the same child; its leads are told,
    and where it has none, those who have begun with the child.

    The second of two who press together gets what the first one shared. Raises Incomplete without an agency of the
    area or a reason, NotPossible for a restricted child and a screening that was replaced.
    """
    screening = _locked(screening, by)
    if refusal := why_not(screening):
        raise NotPossible(refusal)
    standing = SharedAnswers.objects.standing().filter(screening=screening, agency=agency).first()
    if standing:
        return standing
    if problems := _problems(screening, agency, reason):
        raise Incomplete(problems)
    share = SharedAnswers.objects.create(
        screening=screening, agency=agency, reason=reason.strip(), shared_by=by, shared_at=clock.now()
    )
    _put_beside_drafts(share)
    record_on(screening, EventType.ANSWERS_SHARED, by=by, reason=share.reason, detail={"agency": agency.name})
    _tell(share)
    return share


@transaction.atomic
def take_back_answers(*, share: SharedAnswers, by: Membership) -> SharedAnswers:
    """No later screening is offered them. One already begun keeps them; pressed again, nothing more happens."""
    screening = _locked(share.screening, by)
    share = SharedAnswers.objects.select_for_update(of=("self",)).select_related("agency").get(pk=share.pk)
    if share.taken_back_at is None:
        share.taken_back_at, share.taken_back_by = clock.now(), by
        share.save(update_fields=["taken_back_at", "taken_back_by"])
        record_on(screening, EventType.ANSWERS_TAKEN_BACK, by=by, detail={"agency": share.agency.name})
    return share


def may_share(screening: Screening, member: Membership) -> bool:
    """Of a screening that the member may read: the CSE officer of its area, or a lead of the agency that wrote it."""
    return has_permission(member, Permission.SCREENING_SHARE) and screening.status == Status.COMPLETE


def why_not(screening: Screening) -> str:
    """Why this screening's answers are shared with nobody; empty when they may be."""
    if screening.status != Status.COMPLETE:
        return REPLACED
    return RESTRICTED if is_restricted(screening) else ""


def is_restricted(screening: Screening) -> bool:
    """Whether any record of the same child is restricted."""
    return bool(ChildMatch.objects.restricted(records_of(screening.child, screening.area)))


def may_receive(screening: Screening) -> QuerySet[Agency]:
    """Agencies of the area, other than its own, where somebody screens now."""
    working = Membership.objects.with_permission(Permission.SCREENING_WRITE).filter(agency__area=screening.area_id)
    return Agency.objects.filter(pk__in=working.values("agency")).exclude(pk=screening.agency_id)


def begun_with(share: SharedAnswers) -> list[Screening]:
    """The drafts of people at work beside which the answers stand."""
    rows = share.used_in.filter(status=Status.DRAFT, corrects=None)
    drafts = rows.select_related("practitioner__user", "holder__user").order_by("pk")
    return [draft for draft in drafts if draft.held_by.is_working]


def _tell(share: SharedAnswers) -> None:
    reference = share.screening.reference
    if leads := leads_of(share.agency):
        outbox.send(MessageKind.ANSWERS_SHARED, to=leads, reference=reference, path=f"/shared/{reference}/")
        return
    for draft in begun_with(share):
        outbox.send(
            MessageKind.ANSWERS_SHARED, to=[draft.held_by], reference=draft.reference,
            path=f"/screenings/{draft.reference}/",
        )  # fmt: skip


def _locked(screening: Screening, by: Membership) -> Screening:
    require(by, Permission.SCREENING_SHARE)
    hold(screening.area, screening.child.date_of_birth if screening.child else None)
    rows = Screening.objects.visible_to(by).filter(status__in=[Status.COMPLETE, Status.SUPERSEDED])
    held = rows.select_for_update(of=("self",), no_key=True).select_related("child", "area")
    fresh = held.filter(pk=screening.pk).first()
    if fresh is None:
        raise Http404
    return fresh


def _problems(screening: Screening, agency: Agency | None, reason: str) -> dict[str, str]:
    problems = {}
    if agency is None or not may_receive(screening).filter(pk=agency.pk).exists():
        problems["agency"] = "Choose another agency of this area where somebody screens"
    if not reason.strip():
        problems["reason"] = "Say why sharing these answers is necessary and proportionate"
    return problems


def _put_beside_drafts(share: SharedAnswers) -> None:
    """Who has begun with the child already is helped as well: a second agency is often known by its draft only.

    What a correction has replaced makes room for the newest version.
    """
    screening = share.screening
    begun = Screening.objects.filter(
        status=Status.DRAFT, agency=share.agency, area=screening.area, corrects=None,
        child__in=records_of(screening.child, screening.area),
    )  # fmt: skip
    begun.filter(Q(beside=None) | ~Q(beside__screening__status=Status.COMPLETE)).update(beside=share)
