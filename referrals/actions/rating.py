"""The MASH's own rating of a referral, and its review."""

from django.db import transaction

from accounts.models import Membership
from cse_portal import clock
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.telling import record_on
from referrals.actions.timing import due_at_now
from referrals.models import Referral
from referrals.states import Action, Priority


@transaction.atomic
def rate(*, referral: Referral, by: Membership, priority: str, reason: str = "") -> Referral:
    """Rate the priority, or rate it anew with a reason. The due time is worked out again from when it was sent.

    Raises Incomplete for a priority that is none, and for a review without its reason; NotPossible once it is closed.
    """
    referral, row = locked(referral, by=by, action=Action.RATE)
    problems = {}
    if priority not in list(Priority):
        problems["priority"] = "Choose the priority"
    if referral.priority and not reason.strip():
        problems["reason"] = "Write why the priority is rated anew"
    if problems:
        raise Incomplete(problems)
    earlier, referral.priority = referral.priority, priority
    referral.rated_at, referral.rated_by = clock.now(), by
    referral.due_at = due_at_now(referral)
    if referral.due_at > referral.rated_at:
        # It is not late any more. Should it be late again, the referrer is told again.
        referral.chased_at = None
    referral.save(update_fields=["priority", "rated_at", "rated_by", "due_at", "chased_at"])
    record_on(row.event, referral, by=by, detail={"from": earlier, "to": priority}, reason=reason)
    return referral
