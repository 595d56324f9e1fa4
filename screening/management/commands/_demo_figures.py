"""A year of invented screenings that are over and done with, so that the figures have something to count.

They are written in bulk, in the shapes the actions write: decided by the rules, logged, followed up. Every one is
closed: no list of work has it, and whoever made them has left.
"""

import datetime as dt
import random

from accounts.models import Agency, LocalProcedure, Membership, User
from accounts.roles import Role
from cse_portal import clock
from indicators.models import Edition
from referrals import content
from referrals.actions import count_figures
from referrals.actions.timing import due_at_of
from referrals.models import FollowUp, LogEntry, Referral
from referrals.standing import turns_on
from referrals.states import Kind, MashOutcome, State
from screening.actions.drafts import route_of
from screening.management.commands._demo_shapes import (
    AGENCIES,
    AGES,
    BETTER,
    CARE,
    DISABILITY,
    ETHNICITY,
    EVIDENCE,
    FAMILY,
    FIRST,
    FORMER,
    GENDER,
    NO_CSE,
    SHAPES,
    Shape,
)  # fmt: skip
from screening.management.commands._demo_steps import LEVEL_0, LEVEL_1, MASH, NARRATIVE
from screening.models import Answer, Child, Rescreen, Screening
from screening.models.screenings import as_item
from screening.protocol import Answers, Judgement, Outcome, Procedure, Tool, decide
from screening.states import Status

# How many children.
CHILDREN = {"solihull": 260, "walsall": 120}


def seed_figures(members: dict[str, list[Membership]], at) -> None:
    """Fill both areas, and count at once, so that the page has something to show before the first beat."""
    with at(0, "06:00"):
        for slug, mash, officer in (("solihull", "dawn", "nia"), ("walsall", "owen", "dev")):
            Past(slug, worker=members[mash][0], officer=members[officer][0]).write()
    count_figures(everything=True)


class Past:
    """The closed screenings of one area. The same each time, counted back from today."""

    def __init__(self, slug: str, *, worker: Membership, officer: Membership):
        self.slug, self.worker, self.officer, self.area = slug, worker, officer, officer.area
        self.draw, self.today = random.Random(slug), clock.today()  # noqa: S311 - invented people, not secrets
        self.by = self._former_colleagues()
        self.editions = {tool: Edition.objects.filter(tool=tool).latest("in_force_from") for tool in Tool}
        self.indicators = {
            tool: {indicator.code: indicator for indicator in edition.indicators.all()}
            for tool, edition in self.editions.items()
        }
        rows = LocalProcedure.objects.filter(area=self.area).select_related("area").order_by("in_force_from")
        self.procedures = {row.in_force_from: row.as_procedure() for row in rows}
        self.answers: dict[tuple[Shape, bool], Answers] = {}

    def write(self) -> None:
        first = [self._first(number) for number in range(CHILDREN[self.slug])]
        Child.objects.bulk_create([screening.child for screening in first])
        Screening.objects.bulk_create(first)
        again = [self._again(screening) for screening in first if screening.outcome == Outcome.LEVEL_1]
        Screening.objects.bulk_create(again)
        written = [*first, *again]
        Answer.objects.bulk_create([answer for screening in written for answer in screening.found])
        # Answers are written before a screening is complete, and never after.
        Screening.objects.filter(pk__in=[screening.pk for screening in written]).update(status=Status.COMPLETE)
        self._follow(first, {screening.previous_id: screening for screening in again})
        LogEntry.objects.bulk_create([self._entry(screening, is_last=screening.outcome != Outcome.LEVEL_1)
                                      for screening in written])  # fmt: skip

    def _former_colleagues(self) -> list[tuple[Membership, Tool, int]]:
        name = FORMER[self.slug]
        user = User.objects.create(
            email=f"{name.split()[0].lower()}@left.example", name=name, job_title="Left the portal", is_active=False
        )
        span = {"started_on": self.today - dt.timedelta(days=800), "ended_on": self.today - dt.timedelta(days=5)}
        found = []
        for word, tool, share in AGENCIES[self.slug]:
            agency = Agency.objects.get(area=self.area, name__contains=word)
            by = Membership.objects.create(user=user, agency=agency, role=Role.PRACTITIONER, **span)
            found.append((by, tool, share))
        return found

    def _first(self, number: int) -> Screening:
        by, tool, _ = self.draw.choices(self.by, [share for *_, share in self.by])[0]
        shape = self.draw.choices(SHAPES[tool], [shape.often for shape in SHAPES[tool]])[0]
        # Level 1 is screened again, and that too is over. Agencies that know the portal screen more.
        least = 45 if shape.outcome == Outcome.LEVEL_1 else 14
        day = self._weekday(least + int((365 - least) * self.draw.random() ** 1.4))
        return self._screening(self._child(number, by.agency, tool, day), by, tool, shape, day)

    def _again(self, first: Screening) -> Screening:
        """The screening that does what level 1 had dated: lower, because something changed."""
        since = (self.today - first.screening_date).days
        day = self._weekday(max(14, since - self.draw.randint(28, 100)))
        screening = self._screening(first.child, first.practitioner, Tool.REGIONAL, BETTER, day, first)
        screening.front_sheet = first.front_sheet
        return screening

    def _weekday(self, ago: int) -> dt.date:
        day = self.today - dt.timedelta(days=ago)
        return day - dt.timedelta(days=max(0, day.weekday() - 4))

    def _child(self, number: int, agency: Agency, tool: Tool, day: dt.date) -> Child:
        youngest, oldest = AGES[tool]
        born = day - dt.timedelta(days=365 * self.draw.randint(youngest, oldest) + self.draw.randint(30, 330))
        return Child(
            agency=agency, first_names=FIRST[number % len(FIRST)],
            family_name=FAMILY[(number // len(FIRST) + len(self.slug) * 7) % len(FAMILY)], date_of_birth=born,
            created_at=self._at(day, 9),
        )  # fmt: skip

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, 5 + day.day), clock.LONDON)

    def _screening(
        self, child: Child, by: Membership, tool: Tool, shape: Shape, day: dt.date, previous: Screening | None = None
    ) -> Screening:
        at = self._at(day, 10 + child.date_of_birth.day % 6)
        screening = Screening(
            area=self.area, agency=by.agency, practitioner=by, child=child, tool=tool, edition=self.editions[tool],
            status=Status.DRAFT, screening_date=day, started_at=at, saved_at=at, narrative=NARRATIVE,
            front_sheet={} if previous else self._front_sheet(), previous=previous, submitted_at=at, submitted_by=by,
            judgement=_judged(shape, by, day, previous),
        )  # fmt: skip
        screening.found = [
            Answer(
                screening=screening, indicator=self.indicators[tool][code], presence=presence, recorded_by=by,
                recorded_at=at, **({"what": what, **EVIDENCE} if what else {}),
            )
            for code, presence, what in shape.found
        ]  # fmt: skip
        decided = decide(
            self._answers(shape, screening.found, under_13=child.age(day) < 13),
            Judgement(shape.outcome, shape.reason, False),
            self._procedure(day), on=day, previous_outcome=Outcome(previous.outcome) if previous else None,
            age_route=route_of(child, day),
        )  # fmt: skip
        screening.outcome, screening.decision = decided.outcome, decided.as_record()
        screening.protocol_version, screening.due = decided.version, decided.rescreen_due
        return screening

    def _answers(self, shape: Shape, found: list[Answer], *, under_13: bool) -> Answers:
        """The answers as the rules are given them: the same for every screening of one shape."""
        if (shape, under_13) not in self.answers:
            given = {answer.indicator_id: answer for answer in found}
            tool = shape.outcome.tool
            items = tuple(as_item(each, given.get(each.pk)) for each in self.indicators[tool].values())
            self.answers[shape, under_13] = Answers(tool=tool, under_13=under_13, items=items)
        return self.answers[shape, under_13]

    def _procedure(self, day: dt.date) -> Procedure:
        return self.procedures[max(begun for begun in self.procedures if begun <= day)]

    def _front_sheet(self) -> dict[str, str]:
        asked = {"gender": GENDER, "ethnicity": ETHNICITY, "care_status": CARE, "disability": DISABILITY}
        drawn = {
            name: self.draw.choices([answer for answer, _ in each], [often for _, often in each])[0]
            for name, each in asked.items()
        }
        return {name: answer for name, answer in drawn.items() if answer}

    def _follow(self, first: list[Screening], again: dict[int, Screening]) -> None:
        """What was done about each, whose re-screen is over too: screened again, or left to the plan's review."""
        rescreens, referrals = [], []
        for screening in first:
            if screening.due is None:
                continue
            later = again.get(screening.pk)
            rescreens.append(self._rescreen(screening, later))
            if later is None:
                referrals.append(self._referral(screening))
        Rescreen.objects.bulk_create(rescreens)
        Referral.objects.bulk_create(referrals)
        FollowUp.objects.bulk_create(
            FollowUp(screening=screening, child=screening.child, what="The attendance lead saw the family.",
                     written_at=screening.submitted_at + dt.timedelta(days=6), written_by=screening.practitioner)
            for screening in [*first, *again.values()] if screening.outcome in NO_CSE
        )  # fmt: skip

    def _rescreen(self, screening: Screening, later: Screening | None) -> Rescreen:
        closed = later.submitted_at if later else screening.submitted_at + dt.timedelta(days=9)
        return Rescreen(
            screening=screening, child=screening.child, area=self.area, owner=screening.practitioner,
            due_on=screening.due, why="Dated by the area’s procedure", done_by=later, closed_at=closed,
            closed_by=later.practitioner if later else self.officer,
            closed_reason="Screened again" if later else "The child’s plan is reviewed instead",
        )  # fmt: skip

    def _referral(self, screening: Screening) -> Referral:
        """Sent with the screening, decided within days, and read by whoever sent it."""
        sent, by = screening.submitted_at, screening.practitioner
        day = sent.date() + dt.timedelta(days=self.draw.choice([1, 1, 1, 4, 6]))
        while day.weekday() > 4:
            day += dt.timedelta(days=1)
        decided = self._at(day, 15)
        details = {name: value for name, value in screening.judgement.items() if name != "plan"}
        return Referral(
            kind=Kind.SCREENING, state=State.DECIDED, area=self.area, agency=screening.agency, referrer=by,
            child=screening.child, child_as_known=screening.child.name, screening=screening, details=details,
            content=content.with_screening(screening, kind=Kind.SCREENING, details=details, sender=by),
            outcome=screening.outcome, sent_at=sent, sent_by=by, due_at=due_at_of(self.area, sent_at=sent),
            opened_at=sent + dt.timedelta(minutes=20), opened_by=self.worker, worker=self.worker,
            acknowledged_at=sent + dt.timedelta(minutes=25), acknowledged_by=self.worker, decided_at=decided,
            decided_by=self.worker, mash_outcome=MashOutcome.EARLY_HELP,
            decision_details={"leads": "The family’s early-help worker"}, feedback_read_at=decided, feedback_read_by=by,
            reason="The family wants help and can use it.", next_step="Early help begins this week.",
            feedback="Early help begins this week. Tell us of anything new.",
        )  # fmt: skip

    def _entry(self, screening: Screening, *, is_last: bool) -> LogEntry:
        born, previous = screening.child.date_of_birth, screening.previous
        return LogEntry(
            screening=screening, area=self.area, agency=screening.agency, child=screening.child, tool=screening.tool,
            outcome=screening.outcome, previous_outcome=previous.outcome if previous else "",
            movement=screening.decision["movement"] or "first", entered_at=screening.submitted_at, current=is_last,
            since=screening.screening_date, born_on=born, turns_on=turns_on(born, self.today) if is_last else None,
        )  # fmt: skip


def _judged(shape: Shape, by: Membership, day: dt.date, previous: Screening | None) -> dict:
    """What was typed on the check page for this outcome."""
    changed = "The family keeps to what was agreed, and the child is at home in the evenings." if previous else ""
    judged = {"outcome": shape.outcome, "reason": shape.reason, "what_changed": changed}
    if shape.outcome in NO_CSE:
        return {**judged, **LEVEL_0}
    if shape.outcome != Outcome.LEVEL_1:
        return {**judged, **MASH}
    plan = {"code": shape.found[0][0], "action": "Weekly talk with a trusted adult", "owner": by.user.name}
    by_when = (day + dt.timedelta(days=28)).isoformat()
    return {
        **judged,
        **LEVEL_1,
        "lead_on": day.isoformat(),
        "cse_on": day.isoformat(),
        "plan": [plan | {"by": by_when}],
    }
