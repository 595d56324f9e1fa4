"""A referral is taken back while the MASH has still to answer, where no rule requires it."""

from django.db import transaction

from accounts.models import Membership
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.standing import stand_about
from referrals.actions.telling import path_of, record_on, who_has
from referrals.actions.waiting import stop_waiting
from referrals.areas import first_of
from referrals.models import Referral
from referrals.states import Action, NotPossible
from screening.protocol import Duty, rule_8_signs
from screening.states import Status

REQUIRED = (
    "What was recorded of this child requires a referral, so it cannot be withdrawn. Ring the MASH and say what has "
    "changed: the MASH can then decide."
)


@transaction.atomic
def withdraw(*, referral: Referral, by: Membership, reason: str) -> Referral:
    """Take it back before it is answered: the referrer, or a lead of the agency. Whoever holds it is told.

    Raises Incomplete without a reason; NotPossible where a rule requires the referral, and once it is closed.
    """
    referral, row = locked(referral, by=by, action=Action.WITHDRAW)
    if is_required(referral):
        raise NotPossible(REQUIRED)
    if not reason.strip():
        raise Incomplete({"reason": "Say why the referral is withdrawn"})
    stop_waiting(referral, by=by)
    referral.state, referral.withdrawn_reason = row.to, reason.strip()
    referral.withdrawn_at, referral.withdrawn_by = clock.now(), by
    referral.save()
    record_on(row.event, referral, by=by, reason=reason.strip())
    outbox.send(
        MessageKind.REFERRAL_WITHDRAWN, to=who_has(referral), reference=referral.reference, path=path_of(referral)
    )
    stand_about(referral)
    return referral


def is_required(referral: Referral) -> bool:
    """Whether what is recorded asks for a referral whatever anybody thinks of it now (rules 8, 11 and 16).

    What came from another area is judged by the screening of the referral that was sent first.
    """
    screening = first_of(referral).screening
    if screening is None or screening.child is None:
        return False
    if screening.decision:
        return any(duty["duty"] == Duty.MASH_SENT for duty in screening.decision["duties"])
    if screening.status == Status.WAITING and not screening.judgement.get("refer_anyway"):
        # Nothing but its pathway sends a referral while a second person has the screening.
        return True
    return bool(rule_8_signs(screening.as_answers()))
