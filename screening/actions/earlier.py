"""The screening before this one, over every record that is of the same child; and another agency's shared answers.

What the child's level is compared with is always the agency's own (`previous`). Shared answers (`beside`) stand beside
today's questions and do nothing else.
"""

from django.db.models import Q

from accounts.models import Membership
from referrals.models import ChildMatch
from screening.models import Child, Screening, SharedAnswers
from screening.same_child import records_of
from screening.states import Status


def last_screening(child: Child, by: Membership) -> Screening | None:
    """The child's newest completed screening: of this agency, or one of another agency that `by` may read.

    A corrected screening is represented by its newest version. Within an agency the result is there for whoever
    screens next, as it was before records were linked or merged.
    """
    cluster = ChildMatch.objects.cluster(child.pk)
    readable = Screening.objects.visible_to(by).filter(child__in=cluster)
    rows = Screening.objects.completed().filter(
        Q(child=child) | Q(child__in=cluster, agency=by.agency_id) | Q(pk__in=readable.values("pk"))
    )
    return rows.select_related("edition").order_by("-screening_date", "-submitted_at", "-id").first()


def goes_on_as(child: Child, by: Membership) -> Child:
    """The record that goes on for a merged one. Agencies keep records of their own, so it stays within the agency."""
    kept = Child.objects.get(pk=ChildMatch.objects.leads_to(child.pk))
    return kept if kept.agency_id == child.agency_id == by.agency_id else child


def offer(draft: Screening) -> None:
    """Put the newest answers that another agency shared about this child beside the draft, where there are any.

    Once there they stay for this draft: taking them back stops the next one only. A correction keeps what stood beside
    the version that it corrects.
    """
    if draft.child is None or draft.corrects_id or share_of(draft):
        return
    rows = SharedAnswers.objects.standing().filter(agency=draft.agency_id, screening__area=draft.area_id)
    if not rows.exists():
        return
    records = records_of(draft.child, draft.area)
    if ChildMatch.objects.restricted(records):
        return
    newest = ("-screening__screening_date", "-screening__submitted_at", "-id")
    draft.beside = rows.filter(screening__child__in=records).order_by(*newest).first()
    draft.save(update_fields=["beside"])


def share_of(draft: Screening) -> SharedAnswers | None:
    """The shared answers that stand beside a draft. None once they are of another child or were corrected, while any
    record of the child is restricted, and for a correction begun after they were taken back.
    """
    if draft.beside_id is None:
        return None
    share = SharedAnswers.objects.with_people().select_related("screening__edition").get(pk=draft.beside_id)
    if share.taken_back_at and draft.started_at > share.taken_back_at:
        return None
    records = records_of(draft.child, draft.area)
    holds = share.screening.status == Status.COMPLETE and share.screening.child_id in records
    return share if holds and not ChildMatch.objects.restricted(records) else None


def beside(draft: Screening, own: Screening | None) -> Screening | None:
    """Whose answers stand beside today's questions: the newer of the agency's own and those shared with it."""
    share = share_of(draft)
    return share.screening if share and share.is_newer_than(own) else own
