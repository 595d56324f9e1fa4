"""Somebody who has every page of the figures, of every filter, adds and subtracts: no number from 1 to 4 is had."""

import datetime as dt
import itertools
import random
from collections import Counter

import pytest
import time_machine

from cse_portal.clock import LONDON
from cse_portal.suppression import LEAST
from indicators.models import Indicator
from referrals.figure_tables import Quarter
from referrals.models import Figure
from screening.protocol import Tool
from tests.factories.people import make_agency
from tests.integration.referrals.attack import REFERRED, SCREENED, everything_shown, worked_out

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
QUARTER = Quarter(2026, 4)
MONTHS = [month.isoformat() for month in QUARTER.months]
GIVEN = {
    Tool.PETCH: {"outcome": ["universal", "vulnerable"], "age": ["6-7", "10-11"], "judgement": ["at", "below"]},
    Tool.REGIONAL: {"outcome": ["level-0", "level-2"], "age": ["12-13", "16-17"]},
}
GENDERS, DECIDED = ["female", "male", "not_recorded"], ["1", "5", "open"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def themes() -> dict[str, tuple[str, str]]:
    """Two indicators of one theme for each tool."""
    found = {}
    for tool in Tool:
        of_tool = list(Indicator.objects.filter(edition__tool=tool).order_by("code").values_list("code", "theme"))
        theme = next(theme for theme, number in Counter(theme for _, theme in of_tool).items() if number > 1)
        found |= dict([(code, (tool.value, each)) for code, each in of_tool if each == theme][:2])
    return found


def make_cases(draw: random.Random, agencies: list[str], themes) -> Counter:
    """How many cases gave each answer in each place: lopsided, so that tool, month and agency tell of each other."""
    lean = draw.choice([0, 1, 3])
    places = list(itertools.product([tool.value for tool in Tool], MONTHS, agencies))
    weights = [draw.choice([0, 1, 1, 4]) if lean else 1 for _ in places]
    cases: Counter = Counter()
    for place in draw.choices(places, [1 + weights[0], *weights[1:]], k=draw.choice([14, 30, 45, 70])):
        cases[SCREENED, "", place] += 1
        for question, answers in [*GIVEN[Tool(place[0])].items(), ("gender", GENDERS)]:
            cases[question, draw.choices(answers, [1 + 3 * lean, 2, 1][: len(answers)])[0], place] += 1
        said = [code for code, (tool, _) in themes.items() if tool == place[0] and draw.random() < 0.4]
        cases.update(("indicator", code, place) for code in said)
        cases.update(("theme", themes[code][1], place) for code in said[:1])
        if draw.random() < 0.7:
            sent = (draw.choice(["", place[0]]), *place[1:])
            cases.update([(REFERRED, "", sent), (REFERRED, draw.choice(DECIDED), sent)])
    return cases


def record(area, cases: Counter) -> None:
    """The cases as they are counted beforehand: an age in years, not yet in bands."""
    Figure.objects.bulk_create(
        Figure(
            area=area, question=question, answer=answer.split("-")[0] if question == "age" else answer, tool=tool,
            month=month, agency_id=int(agency), count=count,
        )
        for (question, answer, (tool, month, agency)), count in cases.items()
        if answer
    )  # fmt: skip


@pytest.fixture
def attacked(cse_officer, solihull, themes):
    """What is shown of the cases of a seed, the cases, and what of them is worked out."""

    agencies = [str(make_agency(solihull, name=f"Agency {name}").pk) for name in "ABC"]

    def attack(seed: int):
        cases = make_cases(random.Random(seed), agencies[: 2 + seed % 2], themes)
        Figure.objects.filter(area=solihull).delete()
        record(solihull, cases)
        seen = everything_shown(cse_officer, QUARTER)
        return seen, cases, worked_out(seen, cases, themes)

    return attack


@pytest.mark.parametrize("seed", range(4, 14))
def test_no_small_number_is_worked_out_from_all_that_is_shown(attacked, walsall, themes, seed):
    record(walsall, make_cases(random.Random(-seed), [str(make_agency(walsall).pk)], themes))
    seen, cases, found = attacked(seed)
    for each in seen:
        assert each.count in (None, sum(count for name, count in cases.items() if each.is_of(name)))
        assert each.count is None or not 0 < each.count < LEAST
    assert found == []


def _small(counts) -> frozenset[str]:
    return frozenset(name for name, count in counts.items() if 0 < count < LEAST)


@pytest.mark.parametrize(
    ("where", "careless"),
    [
        ("cse_portal.suppression.hidden", _small),
        ("cse_portal.suppression._opened", lambda table, rows, *, no_rows, no_columns: frozenset(rows) - no_rows),
        ("referrals.figures._closed", lambda question, counted, column, columns, wanted: [False] * len(wanted)),
    ],
    ids=["small numbers alone", "rows with small months", "one tool's own table"],
)
def test_the_attack_finds_what_less_care_gives_away(attacked, monkeypatch, where, careless):
    monkeypatch.setattr(where, careless)
    assert attacked(5)[2]
