"""Where each child of some entries of the log stands: read in as many queries for many children as for one."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch

from accounts.models import Area
from cse_portal import clock
from referrals.models import FollowUp, LogEntry, Plan, PlanAction, Referral, Round
from referrals.states import State
from referrals.steps import Step, Unfinished, due_of, end_of
from screening import authorities
from screening.models import Child, Rescreen, Screening
from screening.pages import SAYS_NONE, SAYS_UNKNOWN, missing_for
from screening.protocol import Duty, Outcome

DISCUSSIONS = (Duty.DISCUSS_WITH_LEAD, Duty.DISCUSS_WITH_CSE_OR_SOCIAL_CARE)
NO_CSE_ACTION = (Outcome.LEVEL_0, Outcome.UNIVERSAL)
TURNS = (12, 18)
REMEDIES = {
    Unfinished.NO_DISCUSSION: Step.DISCUSSION,
    Unfinished.NO_PLAN: Step.PLAN,
    Unfinished.OTHER_CONCERNS: Step.OTHER_CONCERNS,
}
# Whose words and views show that somebody has been in contact.
SPOKEN = ("own_words", "carer_view")
# What is written in place of a placing authority where there is none.
NOT_PLACED = {
    *SAYS_NONE, *SAYS_UNKNOWN, "", "n/a", "na", "not applicable", "not looked after", "not placed", "not in care",
    "not lac", "home", "at home", "lives at home",
}  # fmt: skip


class Next(NamedTuple):
    """One duty: what, by when, and with whom by number; nobody in particular where that is None."""

    step: Step
    at: dt.datetime
    who: int | None

    @property
    def place(self) -> tuple:
        """The soonest first; what only waits has no time of its own, and comes last."""
        return self.step is Step.MASH_WAITS, self.at, list(Step).index(self.step)


@dataclass(frozen=True)
class Facts:
    """All that standing is made of, by child. A `cluster` is every record of one child."""

    clusters: Mapping[int, frozenset[int]]
    referrals: Mapping[int, list[Referral]]
    plans: Mapping[int, list[Plan]]
    rescreens: Mapping[int, list[Rescreen]]
    entries: Mapping[int, list[LogEntry]]
    followed_up: frozenset[int]
    areas: frozenset[str]

    def referrals_of(self, entry: LogEntry) -> list[Referral]:
        """The area's own about this child, whichever record they name."""
        found = {r.pk: r for pk in self.clusters[entry.child_id] for r in self.referrals[pk]}
        return [referral for referral in found.values() if referral.area_id == entry.area_id]

    def plans_of(self, entry: LogEntry) -> list[Plan]:
        return [plan for pk in self.clusters[entry.child_id] for plan in self.plans[pk]]

    def rescreens_of(self, entry: LogEntry) -> list[Rescreen]:
        """The open ones, soonest first; they stay with the first area."""
        return [] if entry.is_away else [r for r in self.rescreens[entry.child_id] if r.area_id == entry.area_id]


def read_facts(entries: Iterable[LogEntry], clusters: Mapping[int, frozenset[int]]) -> Facts:
    children = {entry.child_id for entry in entries}
    actions = Prefetch(
        "actions", PlanAction.objects.filter(ended_at=None).select_related("owner__user").order_by("due_on", "id")
    )
    earlier = LogEntry.objects.standing().filter(child__in=children).order_by("-entered_at", "-id")
    return Facts(
        clusters=clusters,
        referrals=_referrals(clusters),
        plans=_by(Plan.objects.filter(child__in=clusters).prefetch_related(actions), "child_id"),
        rescreens=_by(Rescreen.objects.open().filter(child__in=children).order_by("due_on", "id"), "child_id"),
        entries=_by(earlier.only("child", "area", "outcome", "entered_at"), "child_id"),
        followed_up=frozenset(FollowUp.objects.filter(child__in=children).values_list("screening", flat=True)),
        areas=frozenset(Area.objects.values_list("name", flat=True)),
    )


def _referrals(children: Iterable[int]) -> Mapping[int, list[Referral]]:
    rounds = Prefetch("rounds", Round.objects.open().filter(due_on__isnull=False).order_by("due_on"))
    rows = Referral.objects.of_children(list(children)).exclude(state=State.WITHDRAWN).only(
        "child", "mash_child", "area", "state", "due_at", "paused_at", "worker", "came_from"
    ).prefetch_related(rounds, "went_to")  # fmt: skip
    found = defaultdict(list)
    for referral in rows:
        for child in {referral.child_id, referral.mash_child_id} - {None}:
            found[child].append(referral)
    return found


def _by(rows: Iterable, name: str) -> Mapping[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def stands(entry: LogEntry, facts: Facts) -> None:
    """Set what the entry says of where its child stands, in memory."""
    plans, referrals, rescreens = facts.plans_of(entry), facts.referrals_of(entry), facts.rescreens_of(entry)
    lacks = _lacks(entry, plans, facts)
    entry.due_on = rescreens[0].due_on if rescreens else None
    entry.since = _since(entry, facts)
    entry.born_on = born_on(entry.child)
    entry.turns_on = turns_on(entry.born_on, clock.today())
    entry.at_mash = any(referral.is_open for referral in referrals)
    entry.no_plan = Unfinished.NO_PLAN in lacks
    entry.no_contact = Unfinished.NO_DISCUSSION in lacks or not _spoken(entry, plans)
    entry.elsewhere = _is_elsewhere(entry, referrals, facts.areas)
    entry.unfinished = lacks[0] if lacks else ""
    soonest = min([*_at_mash(referrals), *_at_home(entry, lacks, plans, facts)], key=lambda n: n.place, default=None)
    entry.next_step, entry.next_at, entry.next_with_id = soonest or ("", None, None)


def _lacks(entry: LogEntry, plans: list[Plan], facts: Facts) -> list[Unfinished]:
    """The pathway's duties that nothing shows to have been done (rules 9 and 10); the first area's to see to."""
    if entry.is_away:
        return []
    judgement, lacks = entry.screening.judgement, []
    if entry.outcome == Outcome.LEVEL_1:
        if missing_for(DISCUSSIONS, judgement):
            lacks.append(Unfinished.NO_DISCUSSION)
        if not _is_planned(entry, plans):
            lacks.append(Unfinished.NO_PLAN)
    if entry.outcome in NO_CSE_ACTION and not _versions(entry.screening) & facts.followed_up:
        lacks.append(Unfinished.OTHER_CONCERNS)
    return lacks


def _versions(screening: Screening) -> set[int]:
    """A correction keeps what was written down of the version that it corrects."""
    found = {screening.pk}
    while screening.corrects:
        screening = screening.corrects
        found.add(screening.pk)
    return found


def _is_planned(entry: LogEntry, plans: list[Plan]) -> bool:
    """A plan that is open, or else the one written with the screening, unless that one has been closed since."""
    if any(plan.closed_at is None for plan in plans):
        return True
    closed_since = any(plan.closed_at >= entry.entered_at for plan in plans)
    return bool(entry.screening.judgement.get("plan")) and not closed_since


def _spoken(entry: LogEntry, plans: list[Plan]) -> bool:
    """Whether anybody recorded what the child or a carer said, in the screening or in an open plan."""
    narrative = entry.screening.narrative
    said = [str(narrative.get(name) or "") for name in SPOKEN]
    said += [text for plan in plans if plan.closed_at is None for text in (plan.child_part, plan.carer_part)]
    return any(text.strip() for text in said)


def _since(entry: LogEntry, facts: Facts) -> dt.date:
    """When the child came to the present level: the first of the unbroken row of screenings that say the same."""
    since = entry.entered_at
    for earlier in facts.entries[entry.child_id]:
        if earlier.area_id != entry.area_id or earlier.entered_at > entry.entered_at:
            continue
        if earlier.outcome != entry.outcome:
            break
        since = earlier.entered_at
    return since.astimezone(clock.LONDON).date()


def _is_elsewhere(entry: LogEntry, referrals: list[Referral], areas: frozenset[str]) -> bool:
    """Rule 30: a second area has the child too, or the screening names an authority other than the area's own.

    Older front sheets have the placing authority in words alone, and so may any that names no home authority.
    """
    if entry.is_away or any(referral.came_from_id or referral.went_to.all() for referral in referrals):
        return True
    sheet = entry.screening.front_sheet
    if authorities.out_of_area(sheet, own=entry.area.name):
        return True
    if authorities.said(sheet, authorities.HOME):
        return False
    placing = str(sheet.get("placing_authority") or "").lower().strip(" .,-\n")
    others = areas - {entry.area.name}
    return placing not in NOT_PLACED and (
        entry.area.name.lower() not in placing or any(name.lower() in placing for name in others)
    )


def _at_mash(referrals: list[Referral]) -> list[Next]:
    return [_with_mash(referral) for referral in referrals if referral.is_open]


def _with_mash(referral: Referral) -> Next:
    if not referral.paused_at:
        step = Step.MASH_ACKNOWLEDGES if referral.state == State.NEW else Step.MASH_DECIDES
        return Next(step, referral.due_at, referral.worker_id)
    due = next((end_of(each.due_on) for each in referral.rounds.all()), referral.due_at)
    return Next(Step.MASH_WAITS, due, referral.worker_id)


def _at_home(entry: LogEntry, lacks: list[Unfinished], plans: list[Plan], facts: Facts) -> list[Next]:
    """What the area that screened has to do; a second area does nothing but decide."""
    if entry.is_away:
        return []
    found = [
        Next(
            REMEDIES[each],
            end_of(due_of(each, entry.entered_at)),
            entry.screening.holder_id or entry.screening.practitioner_id,
        )
        for each in lacks
    ]
    for plan in (plan for plan in plans if plan.closed_at is None):
        found.append(Next(Step.PLAN_REVIEW, end_of(plan.review_on), plan.holder_id))
        found += [Next(Step.PLAN_ACTION, end_of(each.due_on), _who(each, plan)) for each in plan.actions.all()]
    return found + [Next(Step.RESCREEN, end_of(each.due_on), each.owner_id) for each in facts.rescreens_of(entry)]


def _who(action: PlanAction, plan: Plan) -> int:
    """Where the owner has no account or has left, the holder of the plan sees to it."""
    return action.owner_id if action.owner and action.owner.is_working else plan.holder_id


def born_on(child: Child) -> dt.date:
    """The birth date; else the day from which the youngest age the child may be is counted (rule 6)."""
    return child.date_of_birth or birthday(child.estimated_on, -child.estimated_age)


def turns_on(born: dt.date, today: dt.date) -> dt.date | None:
    """The next of the birthdays that change the tool or end it; None for an adult."""
    return next((day for day in (birthday(born, age) for age in TURNS) if day >= today), None)


def birthday(born: dt.date, age: int) -> dt.date:
    """Who was born on 29 February is a year older on 1 March of a year without that day."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)
