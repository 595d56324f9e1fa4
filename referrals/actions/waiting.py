"""The clock stands still while a question is with somebody else, and goes on when the answers are in."""

from accounts.models import Membership
from cse_portal import clock
from referrals.actions.timing import start_again
from referrals.models import Referral


def stop_waiting(referral: Referral, *, by: Membership, reason: str = "") -> None:
    """End every open round of questions and let the clock go on, in memory: the caller sets the state and saves.

    The working time that was left when the clock stopped is left now. Does nothing to a referral that does not wait.
    """
    now = clock.now()
    referral.rounds.open().update(ended_at=now, ended_by=by, ended_reason=reason)
    if referral.paused_at:
        start_again(referral)
