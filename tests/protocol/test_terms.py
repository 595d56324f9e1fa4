"""The closed lists, and that no table keyed by one of them misses a member."""

from enum import StrEnum

import pytest

from screening.protocol import OUTCOME_WORDS, PRESENCE_WORDS, STRENGTH_WORDS, TOOL_OUTCOMES, TOOL_WEIGHTS
from screening.protocol.age_route import AGE_TABLE, OLDEST
from screening.protocol.cases import TIMEFRAMES
from screening.protocol.classification import TOOL_RULES
from screening.protocol.decision import MOVEMENT_TABLE
from screening.protocol.judgement import ACCEPTED_TEXT, REFUSED_TEXT
from screening.protocol.pathway import DUTY_TABLE, OUTCOME_TABLE, ROUTE_TABLE, Duty
from screening.protocol.rescreen import INTERVAL_TABLE
from screening.protocol.terms import Movement, Outcome, Presence, Route, Strength, Timeframe, Tool, Weight


@pytest.mark.parametrize(
    ("table", "terms"),
    [
        (OUTCOME_WORDS, Outcome),
        (OUTCOME_TABLE, Outcome),
        (INTERVAL_TABLE, Outcome),
        (PRESENCE_WORDS, Presence),
        (TOOL_OUTCOMES, Tool),
        (TOOL_WEIGHTS, Tool),
        (TOOL_RULES, Tool),
        (ROUTE_TABLE, Route),
        (DUTY_TABLE, Duty),
        (MOVEMENT_TABLE, Movement),
    ],
)
def test_a_table_has_every_member(table: dict[StrEnum, object], terms: type[StrEnum]) -> None:
    assert set(table) == set(terms)


def test_the_other_tables_are_complete_too() -> None:
    assert set(STRENGTH_WORDS) == {None, *Strength}
    assert set(TIMEFRAMES.values()) == set(Timeframe)
    assert REFUSED_TEXT.keys() == ACCEPTED_TEXT.keys()
    assert sorted(weight for weights in TOOL_WEIGHTS.values() for weight in weights) == sorted(Weight)
    assert sorted(o.value for scale in TOOL_OUTCOMES.values() for o in scale) == sorted(o.value for o in Outcome)


def test_the_age_table_rises_and_ends_beyond_the_oldest() -> None:
    ends = [row.below for row in AGE_TABLE]
    assert ends == sorted(ends) == [12, 18, OLDEST + 1]


def test_every_duty_has_a_rule_and_words() -> None:
    assert all(1 <= duty.rule <= 35 and duty.text.endswith(".") for duty in Duty)


@pytest.mark.parametrize("tool", Tool)
def test_outcomes_are_ordered_within_their_tool(tool: Tool) -> None:
    scale = TOOL_OUTCOMES[tool]
    for rank, outcome in enumerate(scale):
        assert (outcome.tool, outcome.rank) == (tool, rank)
        for other in scale[rank + 1 :]:
            assert [outcome < other, outcome <= other, other > outcome, other >= outcome] == [True] * 4
            assert [other < outcome, other <= outcome, outcome > other, outcome >= other] == [False] * 4
        same = Outcome(outcome)
        assert [outcome <= same, outcome >= same, outcome < same, outcome > same] == [True, True, False, False]


def test_outcomes_are_not_ordered_by_their_spelling() -> None:
    assert sorted(["vulnerable", "universal", "potentially-vulnerable"], key=Outcome) == [
        "universal",
        "potentially-vulnerable",
        "vulnerable",
    ]


def test_rule_7_outcomes_of_different_tools_do_not_compare() -> None:
    with pytest.raises(ValueError, match="different tools"):
        assert Outcome.LEVEL_3 > Outcome.UNIVERSAL
