"""A disagreement with a decision, stage by stage, for both sides; and what each may do next (rule 28)."""

import datetime as dt
from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.dates import when
from cse_portal.wording import lower_first
from referrals import actions
from referrals.clock_words import open_clock
from referrals.models import Disagreement, DisagreementStage, Referral
from referrals.views.answered import answered
from referrals.views.record import found, frame

NO_TIME = "No time is set for this stage"


@dataclass(frozen=True)
class Step:
    """One stage as it is read: to whom, what was said, by when a reply is due, and the reply."""

    stage: DisagreementStage
    due: str
    late: bool


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND)
def disagreement(request, ref):
    referral = found(request, ref)
    every = disagreements_of(referral)
    if not every:
        return redirect("referrals:referral", ref)
    possible = links(every[0], request.member)
    context = frame(request, referral, "") | {
        "every": [(each, [step(stage) for stage in each.stages.all()]) for each in every],
        "answer": answered(referral),
        "primary": next(iter(possible), None),
        "others": possible[1:],
    }
    return render(request, "referrals/disagreement.html", context)


def disagreements_of(referral: Referral) -> list[Disagreement]:
    """The latest first, each with its stages."""
    rows = referral.disagreements.select_related("opened_by__user", "opened_by__agency", "closed_by__user", "referral")
    return list(rows.prefetch_related("stages__begun_by__user", "stages__replied_by__user").order_by("-opened_at"))


def step(stage: DisagreementStage, now: dt.datetime | None = None) -> Step:
    if stage.due_at is None:
        return Step(stage, NO_TIME, late=False)
    due = open_clock(stage.due_at, now=now or clock.now(), procedure=None)
    return Step(stage, f"{due.text}. {due.sub}" if due.late else due.text, due.late and stage.replied_at is None)


@dataclass(frozen=True)
class Disputed:
    """The latest disagreement in one line, for the pages of its referral."""

    line: str
    is_open: bool
    unsafe: bool


def disputed(referral: Referral) -> Disputed | None:
    latest = referral.disagreements.order_by("-opened_at", "-id").first()
    if latest is None:
        return None
    if latest.closed_at:
        return Disputed(f"A disagreement ended by an agreed result {when(latest.closed_at)}.", False, latest.unsafe)
    now_at = latest.stages.last()
    line = f"It is with {lower_first(now_at.stage_words)} since {when(now_at.begun_at)}: "
    line += f"replied {when(now_at.replied_at)}." if now_at.replied_at else f"no reply yet. {step(now_at).due}."
    return Disputed(line, True, latest.unsafe)


REPLY, RECORD_REPLY = "Reply", "Write down the reply"
FURTHER, END, CHANGE = "Take it further", "End it by an agreed result", "Change the decision"


def links(disagreement: Disagreement, member: Membership) -> list[dict]:
    """What this person may do with it now; what fits where it stands comes first and is the page's button."""
    if disagreement.closed_at:
        return []
    now_at, referral = disagreement.stages.last(), disagreement.referral
    sends = has_permission(member, Permission.REFERRAL_SEND)
    manages = has_permission(member, Permission.REFERRAL_MANAGE)
    further = sends and bool(actions.further_stages(now_at, unsafe=True))
    end = sends and actions.may_close(disagreement)
    possible = [
        (now_at.replied_at is None and actions.may_reply(now_at, member), "disagree_reply",
         REPLY if manages else RECORD_REPLY),
        (end and now_at.replied_at is not None, "disagree_end", END),
        (further, "disagree_further", FURTHER),
        (end and now_at.replied_at is None, "disagree_end", END),
        (manages and referral.is_decided, "decide_again", CHANGE),
    ]  # fmt: skip
    return [
        {"label": label, "url": reverse(f"referrals:{name}", args=[referral.reference])}
        for allowed_now, name, label in possible
        if allowed_now
    ]
