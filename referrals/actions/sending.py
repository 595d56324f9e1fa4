"""To the MASH: the urgent alert, known harm without a screening, and the referral of a completed screening."""

from django.db import transaction

from accounts.access import require
from accounts.models import Area, Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals import content as contents
from referrals.actions.moving import carry_on
from referrals.actions.papers import ask_for_document
from referrals.actions.standing import stand_about
from referrals.actions.telling import blank, mash_workers, path_of, record_on, who_has
from referrals.actions.timing import due_at_of
from referrals.models import Referral
from referrals.part import is_blank
from referrals.states import Kind, State
from screening.models import Child, ChildKey, Screening
from screening.protocol import Outcome

# The urgent alert's four boxes: what each says when it is blank. Unknown is accepted in every one.
ALERT_FIELDS = {
    "who": "Say who the child is, as far as you know",
    "where": "Say where the child is now, or that you do not know",
    "what": "Say what happened",
    "phone": "Give the number on which the MASH can ring you",
}
DIRECT_FIELDS = {
    "worried_about": "Say what you are worried about",
    "where": "Say where the child is now, or that you do not know",
    "asked_of_mash": "Say what you ask of the MASH",
    "done_already": "Say what has been done already, or that nothing has",
    "carers_told": "Say whether parents or carers have been told",
    "safe_contact": "Say how to contact the child or carer safely, or that you do not know",
}


@transaction.atomic
def send_alert(*, by: Membership, area: Area, details: dict, screening: Screening | None = None) -> Referral:
    """The urgent alert of rule 1: at most four boxes, sent at once. Raises Incomplete when one is blank.

    `screening` is the draft that was started with it; a second press for the same draft gives the first alert.
    """
    require(by, Permission.REFERRAL_SEND)
    if screening and (already := _already(screening)):
        return already
    _check(details, ALERT_FIELDS)
    return _send(
        by=by, area=area, kind=Kind.ALERT, urgent=True, details=details, screening=screening,
        child=screening.child if screening else None, child_as_known=details["who"][:400],
        content=contents.without_screening(
            kind=Kind.ALERT, details=details, sender=by, child=_child(screening.child if screening else None),
            draft=screening,
        ),
    )  # fmt: skip


@transaction.atomic
def send_direct(
    *, by: Membership, area: Area, child: Child, details: dict, screening: Screening, is_more: bool = False
) -> Referral:
    """A referral of known significant harm, without a screening (rule 2). Raises Incomplete when a field is blank.

    `is_more`: it says more than what was sent for this screening before, so an earlier one that is closed is no answer.
    """
    require(by, Permission.REFERRAL_SEND)
    if already := _already(screening, is_more=is_more):
        return already
    problems = blank(details, DIRECT_FIELDS)
    if details.get("carers_told") == "no" and not details.get("carers_not_told_reason", "").strip():
        problems["carers_not_told_reason"] = "Say why parents or carers have not been told"
    if problems:
        raise Incomplete(problems)
    return _send(
        by=by, area=area, kind=Kind.DIRECT, urgent=False, details=details, screening=screening, child=child,
        child_as_known=child.name,
        content=contents.without_screening(
            kind=Kind.DIRECT, details=details, sender=by, child=_child(child), draft=screening
        ),
    )  # fmt: skip


def _already(screening: Screening, *, is_more: bool = False) -> Referral | None:
    """What was sent for this screening before. One that was withdrawn is left behind: nobody reads it."""
    own = Referral.objects.filter(screening=screening).first()
    if own and (own.state == State.WITHDRAWN or is_more and not _is_worked_on(own)):
        _part(own, screening)
        return None
    return own


def _child(child: Child | None) -> dict | None:
    return contents.of_child(child, on=clock.today()) if child else None


def open_referral(*, by: Membership, screening: Screening, required: bool = True) -> Referral:
    """The referral of a completed screening: opened and sent in the caller's transaction, which must be one.

    A screening that began with an alert, or that corrects one already referred, is added to that referral instead,
    unless that one was withdrawn, or the MASH has decided it and the outcome is higher now: a decision on less is no
    answer to more. `required` is whether this outcome asks for a referral, or the practitioner does.
    """
    details = {name: value for name, value in screening.judgement.items() if name != "plan"}
    earlier = _referral_of(screening)
    if earlier and not (required and _is_no_answer(earlier, screening)):
        return _attach(by=by, referral=earlier, screening=screening, details=details)
    if earlier:
        _part(earlier, screening)
    return _send(
        by=by, area=screening.area, kind=Kind.SCREENING, urgent=False, details=details, screening=screening,
        child=screening.child, child_as_known=screening.child.name,
        content=contents.with_screening(screening, kind=Kind.SCREENING, details=details, sender=by),
    )  # fmt: skip


def _part(earlier: Referral, screening: Screening) -> None:
    """A screening belongs to one referral. What was closed stands as it was, about the child it turned out to be."""
    Referral.objects.filter(pk=earlier.pk, screening=screening).update(screening=None, child=screening.child)


def _is_no_answer(earlier: Referral, screening: Screening) -> bool:
    """Whether nobody of the MASH works on the earlier one, and it was taken back or closed on less."""
    if _is_withdrawn(earlier):
        return True
    return is_higher(screening.outcome, than=earlier.outcome) and not _is_worked_on(earlier)


def _is_withdrawn(referral: Referral) -> bool:
    """Taken back: here, or everywhere that it was passed to."""
    if referral.state == State.PASSED:
        return all(_is_withdrawn(each) for each in referral.went_to.all())
    return referral.state == State.WITHDRAWN


def _is_worked_on(referral: Referral) -> bool:
    """Whether a MASH has it open, here or where it was passed to."""
    if referral.state == State.PASSED:
        return any(_is_worked_on(each) for each in referral.went_to.all())
    return referral.is_open


def is_higher(outcome: str, *, than: str) -> bool:
    """A referral without a screening has no outcome; whatever the screening now says is more than the MASH knew.

    The scales of two tools do not compare, so what the other tool says counts as more.
    """
    if not than:
        return True
    now, before = Outcome(outcome), Outcome(than)
    return now.tool is not before.tool or now > before


def _referral_of(screening: Screening) -> Referral | None:
    """Its own, when an alert or a referral went before it; else that of the version it corrects."""
    rows = Referral.objects.select_for_update(of=("self",))
    own = rows.filter(screening=screening).first()
    return own or (screening.corrects_id and rows.filter(screening=screening.corrects_id).first()) or None


def _attach(*, by: Membership, referral: Referral, screening: Screening, details: dict) -> Referral:
    """The MASH reads what was sent first together with what the screening adds for it."""
    kind, newer = Kind(referral.kind), {name: value for name, value in details.items() if not is_blank(value)}
    written = referral.details | newer
    referral.screening, referral.child, referral.outcome = screening, screening.child, screening.outcome
    referral.content = contents.with_screening(
        screening, kind=kind, details=written, sender=by, before=referral.content
    )
    referral.save(update_fields=["screening", "child", "outcome", "content"])
    ask_for_document(referral)
    carry_on(referral, by=by)
    record_on(EventType.REFERRAL_SCREENING_ATTACHED, referral, by=by)
    outbox.send(
        MessageKind.SCREENING_CORRECTED if screening.corrects_id else MessageKind.REFERRAL_RECEIVED,
        to=who_has(referral), reference=referral.reference, path=path_of(referral),
    )  # fmt: skip
    stand_about(referral)
    return referral


def _send(*, by: Membership, area: Area, kind: Kind, urgent: bool, **fields) -> Referral:
    now = clock.now()
    screening = fields["screening"]
    referral = Referral.objects.create(
        area=area, agency=by.agency, referrer=by, kind=kind, urgent=urgent, sent_at=now, sent_by=by,
        due_at=due_at_of(area, sent_at=now), outcome=screening.outcome if screening else "", **fields,
    )  # fmt: skip
    if child := fields["child"]:
        address = fields["details"].get("address") or (screening.front_sheet.get("address") if screening else "")
        ChildKey.objects.write(child, area=area, address=address or "")
    ask_for_document(referral)
    record_on(EventType.ALERT_SENT if kind is Kind.ALERT else EventType.REFERRAL_SENT, referral, by=by)
    outbox.send(
        MessageKind.URGENT_ALERT if urgent else MessageKind.REFERRAL_RECEIVED, to=mash_workers(area),
        reference=referral.reference, path=path_of(referral),
    )  # fmt: skip
    stand_about(referral)
    return referral


def _check(details: dict, wanted: dict[str, str]) -> None:
    if problems := blank(details, wanted):
        raise Incomplete(problems)
