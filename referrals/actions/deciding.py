"""The MASH decides, and changes a decision while the referrer disagrees with it; the referrer is told, and reads it."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.models import Membership
from cse_portal import clock
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals import decisions
from referrals.actions.locking import locked, refusal_naming
from referrals.actions.papers import ask_for_papers
from referrals.actions.standing import stand_about
from referrals.actions.telling import blank, mash_workers, record_on, tell_referrer
from referrals.actions.waiting import stop_waiting
from referrals.models import Referral
from referrals.states import Action, DocumentKind, MashOutcome, NotPossible

DECISION_FIELDS = {
    "mash_outcome": "Choose what was decided",
    "reason": "Write the reason for the decision",
    "feedback": "Write what the referrer is told",
}


@transaction.atomic
def decide(
    *,
    referral: Referral,
    by: Membership,
    mash_outcome: str,
    reason: str,
    feedback: str,
    details: dict,
    next_step: str = "",
    decided_by: Membership | None = None,
    decided_at: dt.datetime | None = None,
    edition: str = "",
) -> Referral:
    """Record the MASH's decision (rule 27) and tell the referrer.

    `details` is what the outcome needs (referrals.decisions); `decided_by` is another member of this MASH when `by`
    only writes down what they decided; `decided_at` is aware and not in the future; `edition` is the one that was read.
    Raises Incomplete when something is missing or a later edition has come, NotPossible naming who was first.
    """
    referral, row = locked(referral, by=by, action=Action.DECIDE)
    at, maker = decided_at or clock.now(), decided_by or by
    problems = _problems(referral, mash_outcome, reason, feedback, details, maker)
    if not referral.sent_at <= at <= clock.now():
        problems["decided_at"] = "The decision is made after the referral was sent and not in the future"
    if edition and edition != edition_of(referral):
        problems["edition"] = "The referral changed while you had this page open. Read it again before you decide"
    if problems:
        raise Incomplete(problems)
    stop_waiting(referral, by=by)
    referral.state, referral.worker = row.to, referral.worker or by
    _write(referral, by, maker, at, mash_outcome=mash_outcome, reason=reason, feedback=feedback, next_step=next_step,
           details=decisions.kept(mash_outcome, details))  # fmt: skip
    record_on(row.event, referral, by=by, detail={"outcome": mash_outcome})
    ask_for_papers(referral)
    tell_referrer(MessageKind.REFERRAL_DECIDED, referral)
    stand_about(referral)
    return referral


@transaction.atomic
def decide_again(
    *,
    referral: Referral,
    by: Membership,
    mash_outcome: str,
    reason: str,
    feedback: str,
    details: dict,
    next_step: str = "",
    decided_by: Membership | None = None,
    instead_of: str = "",
) -> Referral:
    """Change a decision the referrer disagrees with (rule 28). The earlier one stays readable, the referrer is told.

    `instead_of` is the decision that was read (`decision_read`). Raises NotPossible when the referrer does not
    disagree, or somebody has changed the decision meanwhile; Incomplete as `decide` does.
    """
    referral, row = locked(referral, by=by, action=Action.DECIDE_AGAIN)
    if not referral.disagreements.filter(closed_at=None).exists():
        raise NotPossible("A decision is changed only while the referrer disagrees with it.")
    if instead_of and instead_of != decision_read(referral):
        raise NotPossible(refusal_naming(referral.decided_by, referral.decided_at, "changed the decision on"))
    maker = decided_by or by
    if problems := _problems(referral, mash_outcome, reason, feedback, details, maker):
        raise Incomplete(problems)
    earlier = [*referral.decision_details.get("earlier", []), decisions.as_earlier(referral)]
    referral.feedback_read_at = referral.feedback_read_by = referral.unread_told_at = None
    _write(referral, by, maker, clock.now(), mash_outcome=mash_outcome, reason=reason, feedback=feedback,
           next_step=next_step, details=decisions.kept(mash_outcome, details) | {"earlier": earlier})  # fmt: skip
    record_on(row.event, referral, by=by, detail={"outcome": mash_outcome})
    ask_for_papers(referral)
    tell_referrer(MessageKind.DECISION_CHANGED, referral)
    return referral


def _write(referral: Referral, by: Membership, maker: Membership, at: dt.datetime, *, details: dict, **words) -> None:
    """Who decided stands on the referral; who wrote it down for them, when that was somebody else, beside it."""
    for name, value in words.items():
        setattr(referral, name, value)
    referral.decided_at, referral.decided_by = at, maker
    referral.decision_details = details | ({"written_by": by.user.name} if maker != by else {})
    referral.save()


def _problems(
    referral: Referral, outcome: str, reason: str, feedback: str, details: dict, maker: Membership
) -> dict[str, str]:
    problems = blank({"mash_outcome": outcome, "reason": reason, "feedback": feedback}, DECISION_FIELDS)
    if outcome not in list(MashOutcome):
        problems["mash_outcome"] = DECISION_FIELDS["mash_outcome"]
    if maker not in mash_workers(referral.area):
        problems["decided_by"] = "Choose a person who works in this MASH now"
    return problems | decisions.problems_of(outcome, details, today=clock.today())


def edition_of(referral: Referral) -> str:
    """Which edition of the referral stands: each screening, correction or addition is a new one."""
    return str(referral.documents.filter(kind=DocumentKind.REFERRAL).count())


def decision_read(referral: Referral) -> str:
    """Which decision stands, so that nobody changes one they have not read."""
    return str(len(referral.decision_details.get("earlier", [])))


def reads(referral: Referral, member: Membership) -> bool:
    """Whether this person reads and marks the MASH's answer: the referrer, or who may see it once they have left."""
    return referral.referrer.user_id == member.user_id or not referral.referrer.is_working


@transaction.atomic
def read_feedback(*, referral: Referral, by: Membership) -> Referral:
    """The answer was read; it leaves the list. Raises Http404 for a lead while the referrer still works there."""
    referral, row = locked(referral, by=by, action=Action.READ_FEEDBACK)
    if not reads(referral, by):
        raise Http404
    if referral.feedback_read_at is None:
        referral.feedback_read_at, referral.feedback_read_by = clock.now(), by
        referral.save(update_fields=["feedback_read_at", "feedback_read_by"])
        record_on(row.event, referral, by=by)
    return referral
