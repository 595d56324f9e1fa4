"""Who could be on a panel's list and why, found in the log; and finding another child by reference or name."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import Membership
from cse_portal import clock, dates, outcomes
from cse_portal.reference import is_reference
from referrals.models import ChildMatch, LogEntry, Panel, PanelChild
from referrals.restricted import veiled
from referrals.views.movement import movement_words
from screening.models import Child
from screening.protocol import Movement, Outcome

# A child at one of these is suggested: rule 11's levels, and the strongest outcome of the tool for under twelves.
SUGGESTED = (Outcome.LEVEL_3, Outcome.LEVEL_2, Outcome.VULNERABLE)
# How far back "went up" looks when the area has had no panel yet.
FIRST_TIME = dt.timedelta(days=31)
MOST_READ, MOST_FOUND = 500, 20
ADULT = 18


@dataclass
class Suggestion:
    """A child with each reason why; `reasons` in words, the first the strongest."""

    child: Child
    reasons: list[str] = field(default_factory=list)

    @property
    def child_id(self) -> int:
        return self.child.pk


def suggested(panel: Panel, member: Membership) -> list[Suggestion]:
    """Kept on by the last panel, then by level, then those whose level went up since; once a child, nobody twice."""
    last = Panel.objects.before(panel).first()
    found: dict[int, Suggestion] = {}
    together = _Together()
    listed = {together.one_of(pk) for pk in panel.children.values_list("child_id", flat=True)}
    pairs = [*_kept(last), *_at_level(member), *_went_up(member, last)]
    together.read(child.pk for child, _ in pairs)
    for child, reason in pairs:
        one = together.one_of(child.pk)
        if one in listed:
            continue
        reasons = found.setdefault(one, Suggestion(child)).reasons
        if reason not in reasons:
            reasons.append(reason)
    return veiled(list(found.values()))


def _kept(last: Panel | None) -> list[tuple[Child, str]]:
    rows = last.children.filter(stays=True).select_related("child__agency").order_by("id") if last else []
    return [
        (row.child, f"The {last.name} of {dates.plain_day(last.held_on)} kept the child on the list") for row in rows
    ]


def _at_level(member: Membership) -> list[tuple[Child, str]]:
    rows = _entries(member).filter(current=True, outcome__in=SUGGESTED)[:MOST_READ]
    rows = sorted(rows, key=lambda entry: SUGGESTED.index(entry.outcome))
    return [
        (entry.child, f"{outcomes.shown(entry.outcome).label}, screened on {dates.plain_day(entry.entered_at)}")
        for entry in rows
        if _is_young(entry.child)
    ]


def _went_up(member: Membership, last: Panel | None) -> list[tuple[Child, str]]:
    since = last.held_on if last else clock.today() - FIRST_TIME
    start = dt.datetime.combine(since, dt.time(), clock.LONDON)
    rows = _entries(member).filter(movement=Movement.UP, entered_at__gte=start)[:MOST_READ]
    return [
        (entry.child, f"{movement_words(entry)} on {dates.plain_day(entry.entered_at)}")
        for entry in rows
        if _is_young(entry.child)
    ]


def _entries(member: Membership):
    rows = LogEntry.objects.visible_to(member).standing().openable().select_related("child__agency")
    return rows.order_by("-entered_at", "-id")


def _is_young(child: Child) -> bool:
    """Somebody of 18 or more is suggested only where the last panel kept them on (rule 5)."""
    age = child.age()
    return age is None or age < ADULT


class _Together:
    """One number for all records of the same child, asked for a whole list at once."""

    def __init__(self):
        self._one: dict[int, int] = {}

    def read(self, children: Iterable[int]) -> None:
        children = set(children)
        pairs = ChildMatch.objects.standing().filter(match__in=("linked", "merged")).touching(children)
        matched = {pk for pair in pairs.values_list("one", "other") for pk in pair}
        for pk in children - matched:
            self._one[pk] = pk
        for pk in children & matched:
            self.one_of(pk)

    def one_of(self, pk: int) -> int:
        if pk not in self._one:
            cluster = ChildMatch.objects.cluster(pk)
            self._one |= dict.fromkeys(cluster, min(cluster))
        return self._one[pk]


def found_by(text: str, panel: Panel, member: Membership) -> list[Child]:
    """Children the officer may see, by reference or the beginnings of names, who are not on the list.

    A restricted child is found by reference alone: a search by name would tie the two together.
    """
    rows = Child.objects.visible_to(member).select_related("agency")
    rows = rows.filter(reference=text.upper()) if is_reference(text) else rows.named(text)
    rows = list(rows.order_by("family_name", "first_names", "id")[: MOST_FOUND * 2])
    hidden = ChildMatch.objects.restricted(row.pk for row in rows)
    listed = on_list(panel)
    if not is_reference(text):
        rows = [row for row in rows if row.pk not in hidden]
    for row in rows:
        row.veiled = row.pk in hidden
    return [row for row in rows if row.pk not in listed][:MOST_FOUND]


def on_list(panel: Panel) -> frozenset[int]:
    """Every record of every child who is on the list."""
    clusters = [ChildMatch.objects.cluster(pk) for pk in panel.children.values_list("child_id", flat=True)]
    return frozenset().union(*clusters)


def rows_of(panel: Panel) -> list[PanelChild]:
    """The list as it stands, restricted children by reference."""
    rows = list(panel.children.select_related("child__agency").prefetch_related("actions").order_by("id"))
    return veiled(rows)
