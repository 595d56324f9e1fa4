"""Rule 22: the day a screen is due again."""

from datetime import date

import pytest

from screening.protocol import Outcome, Procedure, add_months, rescreen_due


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("outcome", "due", "due_by_rule_8"),
    [
        (Outcome.LEVEL_0, None, date(2026, 5, 12)),
        (Outcome.LEVEL_1, date(2026, 6, 30), date(2026, 5, 12)),
        (Outcome.LEVEL_2, date(2026, 5, 12), date(2026, 5, 12)),
        (Outcome.LEVEL_3, date(2026, 5, 12), date(2026, 5, 12)),
        (Outcome.UNIVERSAL, None, date(2026, 5, 12)),
        (Outcome.POTENTIALLY_VULNERABLE, date(2026, 5, 12), date(2026, 5, 12)),
        (Outcome.VULNERABLE, date(2026, 5, 12), date(2026, 5, 12)),
    ],
)
def test_each_outcome(outcome: Outcome, due: date | None, due_by_rule_8: date, procedure: Procedure) -> None:
    assert rescreen_due(outcome, procedure, on=date(2026, 3, 31)) == due
    assert rescreen_due(outcome, procedure, on=date(2026, 3, 31), rule_8=True) == due_by_rule_8


def test_the_intervals_are_the_areas_own() -> None:
    own = Procedure("Walsall", date(2020, 1, 1), rescreen_months_level_1=1, rescreen_weeks_referred=8)
    on = date(2026, 1, 31)
    assert rescreen_due(Outcome.LEVEL_1, own, on=on) == date(2026, 2, 28)
    assert rescreen_due(Outcome.LEVEL_2, own, on=on) == date(2026, 3, 28)
    # The sooner of the two, also where an area screens level 1 again before a referred case.
    assert rescreen_due(Outcome.LEVEL_1, own, on=on, rule_8=True) == date(2026, 2, 28)
