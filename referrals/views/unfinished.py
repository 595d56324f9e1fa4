"""Unfinished business: what is late or missing in the area, how late, and who must do it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Membership
from accounts.stand_ins import stand_ins
from cse_portal import clock
from cse_portal.dates import short_day
from cse_portal.wording import lower_first
from referrals.clock_words import days_words, due_words
from referrals.models import Interview, LogEntry, MissingEpisode, Plan, PlanAction, Referral
from referrals.restricted import veiled
from referrals.states import State
from referrals.steps import STEP_WORDS, UNFINISHED_WORDS, Step, Unfinished, due_of, end_of
from screening.models import Rescreen, Screening

A_DAY = dt.timedelta(days=1)
# More than these are not counted: that there are as many is what somebody has to know.
MOST_COUNTED = 99


@dataclass(frozen=True)
class Duty:
    """One thing that somebody must do. `at` is when it was to be done, and orders the list.

    Where there is a `holder`, `who` is only what the holder must do, until `named` has said the name.
    """

    at: dt.datetime
    due: str
    name: str
    what: str
    who: str
    url: str = ""
    late: bool = False
    holder: Membership | None = None


@dataclass(frozen=True)
class Business:
    """The duties that were due first, and how many there are of all kinds; one more than are counted stands for any."""

    duties: list[Duty]
    number: int

    @property
    def is_cut(self) -> bool:
        return self.number > len(self.duties)

    @property
    def number_words(self) -> str:
        return f"{MOST_COUNTED} or more" if self.number > MOST_COUNTED else str(self.number)


class Kind(NamedTuple):
    """One kind of duty: its rows, the soonest due first, and what is said of some of them."""

    rows: QuerySet
    duties: Callable[[list], list[Duty]]


def unfinished(member: Membership, most: int) -> Business:
    """All kinds together, the longest overdue first: by its moment, and what is due on a day at the end of it."""
    found, number = [], 0
    for kind in kinds(member):
        first = list(kind.rows[: most + 1])
        found += kind.duties(first[:most])
        # Only what goes on is counted, and no further than is said.
        number += len(first) if len(first) <= most else kind.rows.order_by()[: MOST_COUNTED + 1].count()
    found.sort(key=lambda duty: duty.at)
    return Business(named(found[:most]), min(number, MOST_COUNTED + 1))


def named(duties: Iterable[Duty]) -> list[Duty]:
    """Each with the name of its holder, or of whoever does it in place of one who has left."""
    found: dict[int, str] = {}
    return [replace(duty, who=_who(duty.holder, duty.who, found)) if duty.holder else duty for duty in duties]


def _who(holder: Membership, must: str, found: dict[int, str]) -> str:
    """Those who stand in are looked for once an agency."""
    if holder.is_working:
        return f"{holder.user.name} {must}"
    if holder.agency_id not in found:
        others = stand_ins(holder.agency)
        found[holder.agency_id] = others[0].user.name if others else "Whoever comes to work there"
    return f"{found[holder.agency_id]} {must}, {holder.user.name} has left"


def kinds(member: Membership) -> list[Kind]:
    return [
        Kind(Referral.objects.visible_to(member).overdue().for_lists().order_by("due_at", "id"), not_decided),
        Kind(overdue(member).for_lists().order_by("due_on", "id"), rescreens),
        Kind(lacking(member).for_lists().order_by("next_at", "id"), lacks),
        Kind(reviews_late(member).for_lists().order_by("review_on", "id"), reviews),
        Kind(actions_late(member).order_by("due_on", "id"), plan_actions),
        Kind(interviews_due(member).order_by("interview_due", "id"), interviews),
        Kind(waiting(member).order_by("saved_at", "id"), not_answered),
    ]


def not_decided(late: Iterable[Referral]) -> list[Duty]:
    """Referrals that the MASH has not acknowledged, or not decided, by the time it should have (rule 25)."""
    return [
        Duty(
            at=referral.due_at,
            due=due_words(referral.due_at, now=clock.now()),
            late=True,
            name=referral.child_name,
            url=reverse("referrals:referral", args=[referral.reference]),
            what="the MASH has not acknowledged the referral"
            if referral.state == State.NEW
            else "the MASH has not decided",
            who=_answers(referral.worker),
        )
        for referral in veiled(late)
    ]


def _answers(worker: Membership | None) -> str:
    """What somebody had who has left, anybody in the MASH may take."""
    if worker and worker.is_working:
        return f"{worker.user.name} must answer"
    return f"The MASH must answer, {worker.user.name + ' has left' if worker else 'nobody has it yet'}"


def overdue(member: Membership) -> QuerySet[Rescreen]:
    return Rescreen.objects.visible_to(member).open().filter(due_on__lt=clock.today())


def rescreens(rows: Iterable[Rescreen]) -> list[Duty]:
    """Dated re-screens as duties."""
    today = clock.today()
    return [
        Duty(
            at=end_of(rescreen.due_on),
            due=days_words(rescreen.due_on, today),
            late=rescreen.due_on < today,
            name=rescreen.child.name,
            url=reverse("referrals:child", args=[rescreen.child.reference]),
            what="re-screen not done" if rescreen.due_on < today else "re-screen",
            holder=rescreen.owner,
            who="must screen",
        )
        for rescreen in veiled(rows)
    ]


def lacking(member: Membership) -> QuerySet[LogEntry]:
    """Completed screenings whose pathway's duties nothing shows to have been done (rules 9 and 10)."""
    return LogEntry.objects.visible_to(member).filter(current=True).exclude(unfinished="")


def lacks(entries: Iterable[LogEntry]) -> list[Duty]:
    return [_lack(entry) for entry in veiled(entries)]


def _lack(entry: LogEntry) -> Duty:
    lack, today = Unfinished(entry.unfinished), clock.today()
    due_on, (what, must) = due_of(lack, entry.entered_at), UNFINISHED_WORDS[lack]
    url = reverse("referrals:child", args=[entry.child.reference])
    if lack is Unfinished.OTHER_CONCERNS:
        url = reverse("referrals:other_concerns", args=[entry.screening.reference])
    return Duty(
        at=end_of(due_on), due=days_words(due_on, today), late=due_on < today, name=entry.child.name, url=url,
        what=what, holder=entry.screening.practitioner, who=must,
    )  # fmt: skip


def reviews_late(member: Membership) -> QuerySet[Plan]:
    """Plans whose review is past, whatever else is to be done for the child."""
    return Plan.objects.visible_to(member).open().filter(review_on__lt=clock.today())


def reviews(plans: Iterable[Plan]) -> list[Duty]:
    return [_plan_late(Step.PLAN_REVIEW, plan, plan.review_on, plan.holder) for plan in veiled(plans)]


def actions_late(member: Membership) -> QuerySet[PlanAction]:
    """Actions of a plan whose day is past, whatever else is to be done for the child."""
    late = PlanAction.objects.open().filter(plan__in=Plan.objects.visible_to(member).open(), due_on__lt=clock.today())
    return late.select_related("plan__child", "plan__holder__user", "owner__user")


def plan_actions(late: Iterable[PlanAction]) -> list[Duty]:
    veiled(action.plan for action in late)
    return [_plan_late(Step.PLAN_ACTION, each.plan, each.due_on, _with_whom(each)) for each in late]


def _with_whom(action: PlanAction) -> Membership:
    """Where the owner has left, or never had an account, the holder of the plan sees to it."""
    return action.owner if action.owner and action.owner.is_working else action.plan.holder


def _plan_late(step: Step, plan: Plan, due_on: dt.date, who: Membership) -> Duty:
    return Duty(
        at=end_of(due_on), due=days_words(due_on, clock.today()), late=True, name=plan.child.name,
        url=reverse("referrals:child", args=[plan.child.reference]), what=f"{lower_first(STEP_WORDS[step])} not done",
        holder=who, who="must do it",
    )  # fmt: skip


def interviews_due(member: Membership) -> QuerySet[MissingEpisode]:
    """Return interviews to offer or to hold by tomorrow at this time, or late already (rule 31)."""
    due = MissingEpisode.objects.visible_to(member).interviews_due(clock.now() + A_DAY)
    return due.select_related("child", "recorded_by__user")


def interviews(episodes: Iterable[MissingEpisode]) -> list[Duty]:
    return [
        Duty(
            at=episode.interview_due,
            due=due_words(episode.interview_due, now=clock.now()),
            late=episode.interview_due < clock.now(),
            name=episode.child.name,
            url=reverse("referrals:missing_change", args=[episode.reference]),
            what=f"return interview: {_to_do(episode)}",
            holder=episode.recorded_by,
            who="must see to it",
        )
        for episode in veiled(episodes)
    ]


def _to_do(episode: MissingEpisode) -> str:
    return "offered, not held yet" if episode.interview == Interview.OFFERED else "not offered yet"


def waiting(member: Membership) -> QuerySet[Screening]:
    rows = Screening.objects.waiting_in(member.area).select_related("agency", "second_person__user")
    second = ("agency", "ended_on", "user__name", "user__is_active")
    return rows.only("reference", "saved_at", "agency__name", *(f"second_person__{name}" for name in second))


def not_answered(screenings: Iterable[Screening]) -> list[Duty]:
    """By reference alone: a screening is not in the log before the second person has answered."""
    return [
        Duty(
            at=screening.saved_at,
            due=f"Since {short_day(screening.saved_at)}",
            name=f"Screening {screening.reference}",
            what=f"{screening.agency.name}, second person has not answered",
            holder=screening.second_person,
            who="must answer",
        )
        for screening in screenings
    ]
