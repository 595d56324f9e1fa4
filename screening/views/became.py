"""What became of it: a person's latest referrals with their steps, and screenings that wait for a second person."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from cse_portal import dates
from cse_portal.wording import lower_first
from referrals.models import Referral
from referrals.states import ANSWERED_STATES, State
from referrals.views.became import may_disagree
from referrals.views.clocks import procedure_now, reader
from screening.models import Screening
from screening.views.answers import next_words
from screening.views.panel_duties import answers

SHOWN = 6


def became(member: Membership) -> list[dict]:
    return [*_waiting(member), *answers(member), *_referrals(member)]


def _waiting(member: Membership) -> list[dict]:
    waiting = Screening.objects.waiting().filter(held_now=member.pk).with_people()
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
    sent = Referral.objects.filter(~unread, referrer=member).select_related("child", "area", "worker__user")
    procedures: dict = {}
    return [
        _referral(referral, procedures)
        for referral in sent.defer("content", "details").order_by("-sent_at", "-id")[:SHOWN]
    ]


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
        return {**item, "line": line, "more": next_words(referral), "disagree": disagree(referral)}
    if referral.area_id not in procedures:
        procedures[referral.area_id] = procedure_now(referral.area)
    return {**item, "steps": steps(referral, procedures[referral.area_id])}


def disagree(referral: Referral) -> str:
    """Where the referrer says that the decision is wrong (rule 28)."""
    return reverse("referrals:disagree", args=[referral.reference]) if may_disagree(referral) else ""


def steps(referral: Referral, procedure) -> list[dict]:
    """Sent, opened, decision (templates/_components/steps.html), for a referral that is still open."""
    clock = reader(procedure, [referral], all_names=False)(referral)
    due = clock.whole if referral.paused_at else clock.text
    opened = {"name": "Opened", "note": dates.when(referral.opened_at), "state": "done"}
    not_yet = {"name": "Opened", "note": "not yet", "state": "now"}
    return [
        {"name": "Sent", "note": dates.when(referral.sent_at), "state": "done"},
        opened if referral.opened_at else not_yet,
        {"name": "Decision", "note": lower_first(due), "state": "now" if referral.opened_at else ""},
    ]
