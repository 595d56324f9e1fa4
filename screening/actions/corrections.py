"""A completed screening is never edited: a correction is a new version with author, time and reason (rule 35)."""

from django.db import transaction

from accounts.models import Membership
from accounts.stand_ins import stand_ins
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from screening.actions.locking import locked, record_on
from screening.actions.problems import Incomplete
from screening.models import Answer, Screening, SharedAnswers
from screening.states import Action, Status


@transaction.atomic
def correct(*, screening: Screening, by: Membership, reason: str) -> Screening:
    """A draft of the next version with everything taken over, of the same edition. The old one stands until then.

    A correction already begun is given again. Raises Incomplete without a reason.
    """
    screening, row = locked(screening, by=by, action=Action.CORRECT)
    begun = Screening.objects.filter(corrects=screening).exclude(status=Status.DELETED).first()
    if begun:
        return begun
    if not reason.strip():
        raise Incomplete({"reason": "Say what was wrong, and how you know"})
    # A correction that was begun and deleted leaves its place to the next one.
    Screening.objects.filter(corrects=screening, status=Status.DELETED).update(corrects=None)
    now = clock.now()
    copy = Screening.objects.create(
        area=screening.area, agency=screening.agency, practitioner=by, child=screening.child, tool=screening.tool,
        edition=screening.edition, screening_date=clock.today(), started_at=now, saved_at=now,
        front_sheet=screening.front_sheet, narrative=screening.narrative, judgement=screening.judgement,
        sections_seen=screening.sections_seen, previous=screening.previous, beside=screening.beside,
        version=screening.version + 1, corrects=screening, correction_reason=reason.strip(),
    )  # fmt: skip
    copy_answers(screening, copy)
    record_on(copy, row.event, by=by, reason=reason, detail={"corrects": screening.reference})
    return copy


def copy_answers(old: Screening, new: Screening) -> None:
    answers = list(old.answers.all())
    for answer in answers:
        answer.pk, answer.screening = None, new
    Answer.objects.bulk_create(answers)


def replace(screening: Screening, *, by: Membership) -> None:
    """The version that it corrects stands no more. What was shared of that has ended, and whoever shared it is told."""
    Screening.objects.filter(pk=screening.corrects_id).update(status=Status.SUPERSEDED)
    record_on(screening.corrects, EventType.SCREENING_CORRECTED, by=by, reason=screening.correction_reason)
    sharers = [share.shared_by for share in SharedAnswers.objects.ended_by(screening)]
    told = [sharer for sharer in sharers if sharer.is_working]
    if len(told) < len(sharers):
        told += stand_ins(screening.agency)
    outbox.send(
        MessageKind.SCREENING_CORRECTED, to=told, reference=screening.reference,
        path=f"/screenings/{screening.reference}/share/",
    )  # fmt: skip
