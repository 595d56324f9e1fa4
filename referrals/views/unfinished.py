"""Unfinished business: what is late or missing in the area, how late, and who must do it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import Membership
from cse_portal import clock
from cse_portal.dates import short_day, when
from cse_portal.wording import lower_first
from referrals.clock_words import days_words, open_clock
from referrals.interviews import interview_words
from referrals.models import LogEntry, MissingEpisode, Plan, PlanAction, Referral
from referrals.restricted import veiled
from referrals.states import State
from referrals.steps import STEP_WORDS, UNFINISHED_WORDS, Step, Unfinished, due_of, end_of
from screening.models import Rescreen, Screening

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Duty:
    """One thing that somebody must do. `at` is when it was to be done, and orders the list."""

    at: dt.datetime
    due: str
    name: str
    what: str
    who: str
    url: str = ""
    late: bool = False


@dataclass(frozen=True)
class Business:
    """The duties that were due first, and whether there are more than these."""

    duties: list[Duty]
    is_cut: bool


def unfinished(member: Membership, most: int) -> Business:
    """All kinds together, the longest overdue first."""
    kinds = (not_decided, rescreens_overdue, lacking, plans_late, interviews, waiting)
    found = sorted((duty for kind in kinds for duty in kind(member, most + 1)), key=lambda duty: duty.at)
    return Business(found[:most], len(found) > most)


def not_decided(member: Membership, most: int) -> list[Duty]:
    """Referrals that the MASH has not acknowledged, or not decided, by the time it should have (rule 25)."""
    late = Referral.objects.visible_to(member).overdue().order_by("due_at", "id")
    return [
        Duty(
            at=referral.due_at,
            due=open_clock(referral.due_at, now=clock.now(), procedure=None).text,
            late=True,
            name=referral.child_name,
            url=reverse("referrals:referral", args=[referral.reference]),
            what="the MASH has not acknowledged the referral"
            if referral.state == State.NEW
            else "the MASH has not decided",
            who=f"{referral.worker.user.name if referral.worker else 'MASH, nobody yet'} must answer",
        )
        for referral in veiled(late.for_lists()[:most])
    ]


def rescreens_overdue(member: Membership, most: int) -> list[Duty]:
    return rescreens(Rescreen.objects.visible_to(member).open().filter(due_on__lt=clock.today()), most)


def rescreens(rows: QuerySet[Rescreen], most: int) -> list[Duty]:
    """Dated re-screens as duties, soonest first."""
    today = clock.today()
    return [
        Duty(
            at=end_of(rescreen.due_on),
            due=days_words(rescreen.due_on, today),
            late=rescreen.due_on < today,
            name=rescreen.child.name,
            url=reverse("referrals:child", args=[rescreen.child.reference]),
            what="re-screen not done" if rescreen.due_on < today else "re-screen",
            who=f"{rescreen.owner.user.name} must screen",
        )
        for rescreen in veiled(rows.for_lists().order_by("due_on", "id")[:most])
    ]


def lacking(member: Membership, most: int) -> list[Duty]:
    """Completed screenings whose pathway's duties nothing shows to have been done (rules 9 and 10)."""
    rows = _entries(member).exclude(unfinished="").order_by("next_at", "id")
    return [_lack(entry) for entry in veiled(rows.for_lists()[:most])]


def _lack(entry: LogEntry) -> Duty:
    lack, today = Unfinished(entry.unfinished), clock.today()
    due_on, (what, must) = due_of(lack, entry.entered_at), UNFINISHED_WORDS[lack]
    url = reverse("referrals:child", args=[entry.child.reference])
    if lack is Unfinished.OTHER_CONCERNS:
        url = reverse("referrals:other_concerns", args=[entry.screening.reference])
    return Duty(
        at=end_of(due_on), due=days_words(due_on, today), late=due_on < today, name=entry.child.name, url=url,
        what=what, who=f"{entry.screening.practitioner.user.name} {must}",
    )  # fmt: skip


def plans_late(member: Membership, most: int) -> list[Duty]:
    """Actions of a plan, and reviews of one, whose day is past, whatever else is to be done for the child."""
    today = clock.today()
    plans = Plan.objects.visible_to(member).open()
    reviews = plans.filter(review_on__lt=today).for_lists().order_by("review_on", "id")[:most]
    late = PlanAction.objects.open().filter(plan__in=plans, due_on__lt=today).order_by("due_on", "id")
    actions = late.select_related("plan__child", "plan__holder__user", "owner__user")[:most]
    veiled([*reviews, *(action.plan for action in actions)])
    return [_plan_late(Step.PLAN_REVIEW, plan, plan.review_on, plan.holder) for plan in reviews] + [
        _plan_late(Step.PLAN_ACTION, each.plan, each.due_on, _with_whom(each)) for each in actions
    ]


def _with_whom(action: PlanAction) -> Membership:
    """Where the owner has left, or never had an account, the holder of the plan sees to it."""
    return action.owner if action.owner and action.owner.is_working else action.plan.holder


def _plan_late(step: Step, plan: Plan, due_on: dt.date, who: Membership) -> Duty:
    return Duty(
        at=end_of(due_on), due=days_words(due_on, clock.today()), late=True, name=plan.child.name,
        url=reverse("referrals:child", args=[plan.child.reference]), what=f"{lower_first(STEP_WORDS[step])} not done",
        who=f"{who.user.name} must do it",
    )  # fmt: skip


def interviews(member: Membership, most: int) -> list[Duty]:
    """Return interviews to offer or to hold by tomorrow at this time, or late already (rule 31)."""
    due = MissingEpisode.objects.visible_to(member).interviews_due(clock.now() + A_DAY)
    return [
        Duty(
            at=episode.interview_due,
            due=capfirst(when(episode.interview_due)),
            late=episode.interview_due < clock.now(),
            name=episode.child.name,
            url=reverse("referrals:missing_change", args=[episode.reference]),
            what=f"return interview: {lower_first(interview_words(episode))}",
            who=f"{episode.recorded_by.user.name} must see to it",
        )
        for episode in veiled(due.select_related("child", "recorded_by__user")[:most])
    ]


def waiting(member: Membership, most: int) -> list[Duty]:
    """By reference alone: a screening is not in the log before the second person has answered."""
    rows = Screening.objects.waiting_in(member.area).select_related("agency", "second_person__user")
    people = rows.only("reference", "saved_at", "agency__name", "second_person__user__name")
    return [
        Duty(
            at=screening.saved_at,
            due=f"Since {short_day(screening.saved_at)}",
            name=f"Screening {screening.reference}",
            what=f"{screening.agency.name}, second person has not answered",
            who=f"{screening.second_person.user.name} must answer",
        )
        for screening in people.order_by("saved_at")[:most]
    ]


def _entries(member: Membership) -> QuerySet[LogEntry]:
    return LogEntry.objects.visible_to(member).filter(current=True)
