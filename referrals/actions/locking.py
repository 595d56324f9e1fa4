"""How every change of a referral begins: seen, locked, and allowed in its state."""

import datetime as dt

from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from cse_portal import clock
from referrals.models import Referral
from referrals.states import STATE_WORDS, Action, NotPossible, State, Transition, transition


def locked(referral: Referral, *, by: Membership, action: Action) -> tuple[Referral, Transition]:
    """The referral, locked and fresh, and the row of the state table for this action.

    Raises Http404 for somebody who may not see it or whose role does not carry the row's permission, and NotPossible,
    saying who was first, when the action does not fit its state.
    """
    fresh = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=referral.pk).first()
    if fresh is None:
        raise Http404
    row = _row(fresh, action)
    require(by, row.permission)
    return fresh, row


def _row(referral: Referral, action: Action) -> Transition:
    try:
        return transition(referral.state, action)
    except NotPossible as refusal:
        who, at = _last(referral)
        if who is None:
            raise
        raise NotPossible(refusal_naming(who, at, _DONE[State(referral.state)])) from refusal


def refusal_naming(who: Membership, at: dt.datetime, done: str) -> str:
    """Who was first, what they did to the referral, and when."""
    moment = at.astimezone(clock.LONDON)
    return (
        f"{who.user.name} has already {done} this referral, on {moment:%A} {moment.day} {moment:%B} at {moment:%H:%M}."
    )


_DONE: dict[State, str] = {
    State.NEW: "sent",
    State.ACKNOWLEDGED: "acknowledged",
    State.WAITING: "acknowledged",
    State.DECIDED: "decided",
    State.JOINED: "joined",
    State.PASSED: "passed on",
    State.WITHDRAWN: "withdrawn",
}
assert set(_DONE) == set(STATE_WORDS)


def _last(referral: Referral):
    """Who brought it into its state, and when."""
    if referral.state == State.WITHDRAWN:
        return referral.withdrawn_by, referral.withdrawn_at
    return referral.decided_by or referral.acknowledged_by, referral.decided_at or referral.acknowledged_at
