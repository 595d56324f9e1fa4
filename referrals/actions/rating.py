"""The MASH's own rating of a referral, and its review."""

from django.db import transaction

from accounts.models import Membership
from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from cse_portal.problems import Incomplete
from referrals.actions.locking import locked
from referrals.actions.standing import stand_about
from referrals.actions.telling import record_on
from referrals.actions.timing import due_at_now
from referrals.models import Referral
from referrals.states import Action, Priority


@transaction.atomic
def rate(*, referral: Referral, by: Membership, priority: str, reason: str = "") -> Referral:
    """Rate the priority, or rate it anew with a reason. The due time is worked out again from when it was sent.

    Pressing twice rates it once. Raises Incomplete for a priority that is none, and for a review without its reason;
    NotPossible once it is closed.
    """
    referral, row = locked(referral, by=by, action=Action.RATE)
    if referral.rated_by == by and _last_rating(referral) == (priority, reason):
        return referral
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
    stand_about(referral)
    return referral


def _last_rating(referral: Referral) -> tuple[str, str] | None:
    """The priority and the reason of the rating that stands."""
    events = Event.objects.about(referral.reference).filter(type=EventType.REFERRAL_RATED)
    return next(((event.detail["to"], event.reason) for event in events.order_by("-id")[:1]), None)
