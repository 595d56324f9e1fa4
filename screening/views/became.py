"""What became of it: a person's latest referrals with their steps, and screenings that wait for a second person."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import LocalProcedure, Membership
from cse_portal import clock, dates
from referrals.clock_words import open_clock
from referrals.models import Referral
from referrals.states import ANSWERED_STATES, State
from screening.models import Screening
from screening.states import Status
from screening.views.answers import next_words

SHOWN = 6


def became(member: Membership) -> list[dict]:
    return [*_waiting(member), *_referrals(member)]


def _waiting(member: Membership) -> list[dict]:
    waiting = Screening.objects.filter(practitioner=member, status=Status.WAITING).with_people()
    return [
        {
            "name": screening.child.name,
            "url": reverse("screening:view", args=[screening.reference]),
            "note": f"Screening {screening.reference}",
            "line": f"Waits for {screening.second_person.user.name} to agree or send it back. "
            f"Asked {dates.when(screening.saved_at)}.",
        }
        for screening in waiting.select_related("second_person__user").order_by("-saved_at")[:SHOWN]
    ]


def _referrals(member: Membership) -> list[dict]:
    """Open ones and decisions that were read; a decision still to read is a duty."""
    unread = Q(state__in=ANSWERED_STATES, feedback_read_at=None)
    sent = Referral.objects.filter(~unread, referrer=member).select_related("child", "area").defer("content", "details")
    procedures: dict = {}
    return [_referral(referral, procedures) for referral in sent.order_by("-sent_at", "-id")[:SHOWN]]


def _referral(referral: Referral, procedures: dict) -> dict:
    item = {
        "name": referral.child_name,
        "url": reverse("referrals:referral", args=[referral.reference]),
        "note": f"Referral {referral.reference}",
    }
    if referral.state == State.WITHDRAWN:
        return {**item, "line": f"Withdrawn {dates.when(referral.withdrawn_at)}."}
    if referral.is_answered:
        line = f"{referral.answer_words}, decided {dates.when(referral.decided_at)}."
        return {**item, "line": line, "more": next_words(referral)}
    if referral.area_id not in procedures:
        procedures[referral.area_id] = _procedure(referral.area)
    return {**item, "steps": steps(referral, procedures[referral.area_id])}


def _procedure(area):
    try:
        return LocalProcedure.objects.select_related("area").in_force(area, clock.today()).as_procedure()
    except LocalProcedure.DoesNotExist:
        return None


def steps(referral: Referral, procedure) -> list[dict]:
    """Sent, opened, decision (templates/_components/steps.html), for a referral that is still open."""
    due = open_clock(referral.due_at, now=clock.now(), procedure=procedure)
    opened = {"name": "Opened", "note": dates.when(referral.opened_at), "state": "done"}
    not_yet = {"name": "Opened", "note": "not yet", "state": "now"}
    return [
        {"name": "Sent", "note": dates.when(referral.sent_at), "state": "done"},
        opened if referral.opened_at else not_yet,
        {"name": "Decision", "note": due.text[0].lower() + due.text[1:], "state": "now" if referral.opened_at else ""},
    ]
