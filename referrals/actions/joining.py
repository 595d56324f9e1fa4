"""A duplicate is joined to the referral it repeats: about the same child, and the referrer is told."""

from django.db import transaction

from accounts.models import Membership
from cse_portal import clock
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.matching import one_at_a_time, records_of
from referrals.actions.papers import ask_for_papers
from referrals.actions.sending import is_higher
from referrals.actions.standing import stand_about
from referrals.actions.telling import blank, record_on, tell_referrer
from referrals.actions.waiting import stop_waiting
from referrals.models import Referral
from referrals.states import Action, Kind, MashOutcome, State

JOIN_FIELDS = {
    "original": "Enter the reference of the first referral",
    "reason": "Write why this is the same concern",
    "feedback": "Write what the referrer is told",
}


@transaction.atomic
def join(*, referral: Referral, by: Membership, original: str, reason: str, feedback: str) -> Referral:
    """Close a duplicate by joining it to `original`, a reference of this area about the same child; tell the referrer.

    Raises Incomplete when something is missing or the original does not fit, NotPossible naming who closed it first.
    """
    one_at_a_time(by.area)
    referral, row = locked(referral, by=by, action=Action.JOIN)
    problems = blank({"original": original, "reason": reason, "feedback": feedback}, JOIN_FIELDS)
    first = None if "original" in problems else _first(referral, original, by)
    if first and (sentence := _why_not(referral, first)):
        problems["original"] = sentence
    elif first is None and "original" not in problems:
        problems["original"] = f"{referral.area.name} has no referral with this reference"
    if problems:
        raise Incomplete(problems)
    stop_waiting(referral, by=by)
    referral.state, referral.joined_to, referral.reason, referral.feedback = row.to, first, reason, feedback
    referral.decided_at, referral.decided_by, referral.worker = clock.now(), by, referral.worker or by
    referral.save()
    # The reason may tell of the other referral, which its referrer is not told of.
    record_on(row.event, referral, by=by, detail={"original": first.reference})
    ask_for_papers(referral)
    tell_referrer(MessageKind.REFERRAL_JOINED, referral)
    stand_about(referral)
    return referral


def _first(referral: Referral, original: str, by: Membership) -> Referral | None:
    """The original, locked, so that it is not joined itself at the same moment."""
    rows = Referral.objects.visible_to(by).filter(area=referral.area, reference=original.strip().upper())
    return rows.select_for_update(of=("self",)).first()


def _why_not(referral: Referral, first: Referral) -> str:
    if first.pk == referral.pk:
        return "This is the reference of this referral. Enter that of the first one"
    if first.state == State.JOINED:
        return f"{first.reference} is itself joined to another referral. Enter that one’s reference"
    if first.state == State.WITHDRAWN:
        return f"{first.reference} was withdrawn, so nobody works on it. Enter another reference"
    if first.state == State.PASSED:
        return f"{first.reference} was passed on, so another area’s MASH has it. Pass this one on to it too"
    if first.is_decided and (sentence := _why_not_answered(referral, first)):
        return sentence
    if not records_of(referral) & records_of(first):
        return (
            f"{first.reference} is about another child’s record. If they are one child, say so first, under Same child?"
        )
    return ""


def _why_not_answered(referral: Referral, first: Referral) -> str:
    """Why what was decided of the first is no answer to this one."""
    if first.mash_outcome == MashOutcome.NO_FURTHER_ACTION:
        return f"{first.reference} was decided with no further action, so nobody works on it. Decide this one"
    # An alert, and known harm, is more than any level says.
    if referral.kind != Kind.SCREENING or is_higher(referral.outcome, than=first.outcome):
        return f"{first.reference} was decided on less than this one says. Decide this one"
    return ""
