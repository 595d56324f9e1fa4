"""The attack on the figures: all that one officer may be shown, under every filter, and what can be worked out from it.

It knows how the numbers hang together: each case has one month, one tool, one agency and one answer to a question; an
indicator is said or not; a theme is found where one of its indicators is.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from accounts.models import Agency, Membership
from cse_portal.suppression import LEAST
from indicators.models import Indicator
from indicators.wording import TOOLS
from referrals.figure_tables import Quarter, Split
from referrals.figure_words import PARTS, QUESTIONS, Question
from referrals.figures import by_month, tables
from screening.protocol import Tool
from tests.integration.referrals.linear import Sums

BY_TITLE = {question.title: question for part in QUESTIONS.values() for question in part}
SCREENED, REFERRED = "outcome", "to_decision"
ONE_ANSWER = {SCREENED: (SCREENED, "gender", "age", "judgement"), REFERRED: (REFERRED,)}
ASKED = {*ONE_ANSWER[SCREENED], REFERRED, "indicator", "theme"}
# The tool, the month and the agency of a case.
Place = tuple[str, str, str]
# The question, the answer and the place of a count; the answer "" stands for all cases, asked of SCREENED or REFERRED.
Name = tuple[str, str, Place]
# Names that add up, each so many times, to a number.
Known = tuple[dict[Name, int], int]


class Shown(NamedTuple):
    """One number of a page: how many gave the answer, of which tool, month and agency. As a count, None is hidden."""

    question: str
    answer: str
    tool: str | None
    month: str | None
    agency: str | None
    count: int | None

    def is_of(self, name: Name) -> bool:
        where = zip((self.tool, self.month, self.agency), name[2], strict=True)
        return name[:2] == self[:2] and all(mine in (None, theirs) for mine, theirs in where)


def everything_shown(officer: Membership, quarter: Quarter) -> list[Shown]:
    """Every number of every part, under every filter, and those of the chart of the months."""
    agencies = {each.name: each for each in Agency.objects.filter(area=officer.area)}
    seen = [Shown(SCREENED, "", None, month.isoformat(), None, count) for month, count in by_month(officer, quarter, 1)]
    for split in [Split(), *map(Split, Tool), *(Split(agency=agency) for agency in agencies.values())]:
        for table in itertools.chain.from_iterable(tables(officer, quarter, part, split) for part in PARTS):
            for label, counts in table.lines:
                of = _of_what(table.title, label, split, agencies)
                seen += [Shown(*of[:3], _month(quarter, column), of[3], count) for column, count in counts]
    return [each for each in seen if each.question in ASKED]


def _month(quarter: Quarter, column: str) -> str | None:
    return next((month.isoformat() for month in quarter.months if f"{month:%B}" == column), None)


def _of_what(title: str, label: str, split: Split, agencies: Mapping[str, Agency]):
    agency = agencies.get(label, split.agency) if title == "Agency" else split.agency
    place = str(agency.pk) if agency else None
    if title in ("Tool", "Agency"):
        tool = next((tool.value for tool in Tool if title == "Tool" and TOOLS[tool].title == label), split.tool)
        return SCREENED, "", tool, place
    question = BY_TITLE[title]
    base = next((base for base, questions in ONE_ANSWER.items() if question.counted in questions), question.counted)
    answer = "" if label == "All" else _answer(question, label)
    return question.counted if answer else base, answer, question.tool or split.tool, place


def _answer(question: Question, label: str) -> str:
    if question.counted == "indicator":
        return Indicator.objects.filter(edition__tool=question.tool, label=label).values_list("code", flat=True)[0]
    return next(answer for answer, words in question.answers.items() if words == label)


def worked_out(seen: list[Shown], truth: Counter[Name], themes: Mapping[str, tuple[str, str]]) -> list[tuple]:
    """The counts from 1 to 4 that cannot be 0, nor 5 or more. `themes`: the tool and the theme of each indicator."""
    places = sorted({place for *_, place in truth})
    screened = [place for place in itertools.product(*map(sorted, map(set, zip(*places, strict=True)))) if place[0]]
    referred = [(tool, *place) for tool, place in itertools.product(["", *Tool], {place[1:] for place in screened})]
    systems = [_one_answer(SCREENED, screened), _several_answers(screened, themes), _one_answer(REFERRED, referred)]
    return [found for system in systems for found in _found(seen, truth, list(system))]


def _one_answer(base: str, places: list[Place]) -> Iterator[Known]:
    for question in (each for part in QUESTIONS.values() for each in part if each.counted in ONE_ANSWER[base]):
        for place in places:
            if question.tool in (None, place[0]):
                yield {(base, "", place): -1} | {(question.counted, answer, place): 1 for answer in question.answers}, 0


def _several_answers(places: list[Place], themes: Mapping[str, tuple[str, str]]) -> Iterator[Known]:
    for place in places:
        codes = [code for code, (tool, _) in themes.items() if tool == place[0]]
        theme = ("theme", themes[codes[0]][1], place)
        said = [("indicator", code, place) for code in codes]
        for name in [theme, *said]:
            yield {(SCREENED, "", place): -1, name: 1, ("not", *name): 1}, 0
        for name in said:
            yield {theme: 1, name: -1, ("beside", *name): -1}, 0
        yield dict.fromkeys(said, 1) | {theme: -1, ("together", *theme): -1}, 0


def _found(seen: list[Shown], truth: Counter[Name], system: list[Known]) -> Iterator[tuple]:
    names = {name for terms, _ in system for name in terms if len(name) == 3}
    shown = [
        ({name: 1 for name in names if each.is_of(name)}, each.count) for each in set(seen) if each.count is not None
    ]
    sums = Sums([*system, *((terms, count) for terms, count in shown if terms)])
    for sort, terms in _counts(names).items():
        count = sum(truth[name] for name in terms)
        if (
            0 < count < LEAST
            and not sums.may_be(dict.fromkeys(terms, 1), LEAST)
            and not sums.may_be(dict.fromkeys(terms, -1), 0)
        ):
            yield sort, count


def _counts(names: set[Name]) -> dict[tuple, list[Name]]:
    """Every count of an answer, of one or all tools, months and agencies."""
    counts: dict[tuple, list[Name]] = {}
    for name in sorted(names):
        for kept in itertools.product([True, False], repeat=3):
            where = tuple(each if is_kept else None for each, is_kept in zip(name[2], kept, strict=True))
            counts.setdefault((*name[:2], *where), []).append(name)
    return counts
