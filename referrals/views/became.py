"""What became of it: the referrer's view of their referral (rules 25, 27 and 29)."""

from django.shortcuts import render

from accounts.models import ContactKind, Membership
from accounts.opening import number_now
from cse_portal.dates import when
from cse_portal.wording import lower_first
from referrals.actions import reads
from referrals.models import Referral
from referrals.papers import leads
from referrals.states import TRANSITIONS, Action
from referrals.views.answered import answered
from referrals.views.clocks import procedure_now, reader
from referrals.views.disagreement import disputed
from referrals.views.elsewhere import elsewhere
from referrals.views.papers import papers_of
from referrals.views.questions import put_to_referrer
from referrals.views.record import back, identity
from referrals.views.rest import rest_of
from referrals.what_now import what_now


def became(request, referral: Referral):
    clock = reader(procedure_now(referral.area), [referral], all_names=False)(referral)
    screening = referral.content.get("screening")
    context = {
        "referral": referral,
        "identity": identity(referral),
        "back": back(request),
        "steps": steps(referral, clock),
        "clock": clock,
        "screening": screening,
        "what_now": what_now(referral),
        "answer": answered(referral),
        "may_mark": may_mark(referral, request.member),
        "ring_now": number_now(referral.area),
        "mash": referral.area.contacts.filter(kind=ContactKind.MASH).first(),
        "leads": leads(referral),
        "disputed": disputed(referral),
        "may_disagree": may_disagree(referral),
        "put_to_you": put_to_referrer(referral),
        "elsewhere": elsewhere(referral, request.member),
        "rest": rest_of(referral, request.member),
        "papers": papers_of(referral),
    }
    return render(request, "referrals/became.html", context)


def steps(referral: Referral, clock) -> list[dict]:
    """Sent, opened, decision: what is done with its time, and when the next one is due."""
    opened, decided = referral.opened_at, referral.decided_at
    sent = {"name": "Sent", "note": when(referral.sent_at), "state": "done"}
    seen = {"name": "Opened", "note": when(opened) if opened else "not yet", "state": "done" if opened else ""}
    if referral.withdrawn_at:
        return [sent, seen, {"name": "Withdrawn", "note": when(referral.withdrawn_at), "state": "done"}]
    if decided:
        return [sent, {**seen, "state": "done"}, {"name": "Decision", "note": when(decided), "state": "done"}]
    due = {"name": "Decision", "note": lower_first(clock.whole), "state": "now" if opened else ""}
    return [sent, {**seen, "state": "done" if opened else "now"}, due]


def may_mark(referral: Referral, member: Membership) -> bool:
    """The referrer reads and marks; the lead does when the referrer no longer works here."""
    return referral.is_answered and referral.feedback_read_at is None and reads(referral, member)


def may_disagree(referral: Referral) -> bool:
    return any(row.state == referral.state and row.action is Action.DISAGREE for row in TRANSITIONS)
