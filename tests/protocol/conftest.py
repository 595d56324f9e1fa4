"""What every test of the rules may use: the fixtures' editions and procedures, and short ways to build answers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from screening.management.commands.decide import rule_book
from screening.protocol import Answer, Answers, Nature, Presence, Procedure, Strength, Tool, Weight
from screening.protocol.rule_book import RuleBook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return rule_book(ROOT / "fixtures")


@pytest.fixture
def procedure() -> Procedure:
    return Procedure("Solihull", date(2016, 1, 1))


@pytest.fixture
def screen() -> Callable[..., Answers]:
    """`screen((Weight.RED, Presence.PRESENT, Strength.CLEAR), …)`: a screen of the tool those weights are of."""

    def build(
        *signs: tuple[Weight, Presence, Strength | None], tool: Tool = Tool.PETCH, under_13: bool = True
    ) -> Answers:
        items = (
            Answer(f"i{number}", weight, Nature.POSSIBLE_SIGN, presence, strength)
            for number, (weight, presence, strength) in enumerate(signs)
        )
        return Answers(tool, under_13, tuple(items))

    return build
