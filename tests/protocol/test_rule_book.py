"""The edition and the procedure of a day."""

from datetime import date

import pytest

from screening.protocol import Nature, Presence, Procedure, Tool, Weight
from screening.protocol.rule_book import Content, Indicator, RuleBook

OLD, NEW = date(2024, 1, 1), date(2026, 4, 1)
BOOK = RuleBook(
    contents=[Content(Tool.PETCH, "new", NEW, {}), Content(Tool.PETCH, "old", OLD, {})],
    procedures=[Procedure("Solihull", OLD), Procedure("Solihull", NEW, rescreen_months_level_1=2)],
)


@pytest.mark.parametrize(
    ("on", "edition", "months"),
    [
        (date(2023, 12, 31), "old", 3),
        (date(2024, 1, 1), "old", 3),
        (date(2026, 3, 31), "old", 3),
        (date(2026, 4, 1), "new", 2),
        (date(2030, 1, 1), "new", 2),
    ],
)
def test_the_newest_that_had_begun_or_else_the_oldest(on: date, edition: str, months: int) -> None:
    assert BOOK.content(Tool.PETCH, on).edition == edition
    assert BOOK.procedure(" solihull ", on).rescreen_months_level_1 == months


def test_an_area_without_a_procedure_is_an_error_that_names_those_with_one() -> None:
    with pytest.raises(ValueError, match=r"'Atlantis' is not an area .*Solihull"):
        BOOK.procedure("Atlantis", NEW)


def test_an_indicator_left_out_was_not_asked() -> None:
    answer = Indicator("pr-gang", "Gangs", Weight.RED, Nature.POSSIBLE_SIGN, True).answered()
    assert (answer.presence, answer.label, answer.sexual_act_or_assault) == (Presence.NOT_ASKED, "Gangs", True)


def test_the_editions_mark_the_indicators_of_rule_8(book: RuleBook) -> None:
    marked = {
        code
        for tool in Tool
        for code, indicator in book.content(tool, NEW).indicators.items()
        if indicator.sexual_act_or_assault
    }
    assert marked == {
        "px-sexual-health", "px-exchange", "px-disclosure",
        "rs-repeat-sexual-health", "rr-sexual-health", "rr-assaulted", "rr-account-withdrawn",
    }  # fmt: skip
