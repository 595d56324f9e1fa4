"""Rules 1 to 7: where a case goes, on both sides of every boundary."""

from datetime import date

import pytest

from screening.protocol import Route, Tool, age_on, age_route, start_route

DAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2014, 3, 31), date(2026, 3, 30), 11),
        (date(2014, 3, 31), date(2026, 3, 31), 12),
        (date(2012, 2, 29), date(2025, 2, 28), 12),
        (date(2012, 2, 29), date(2025, 3, 1), 13),
        (date(2012, 2, 29), date(2024, 2, 29), 12),
        (date(2012, 2, 29), date(2024, 2, 28), 11),
        (date(2013, 12, 31), date(2025, 12, 31), 12),
        (date(2014, 1, 1), date(2025, 12, 31), 11),
        (date(2026, 3, 31), date(2026, 3, 31), 0),
    ],
)
def test_age_on_counts_whole_years(born: date, on: date, age: int) -> None:
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("born", "route", "rule", "tool"),
    [
        (date(2014, 4, 1), Route.PETCH, 3, Tool.PETCH),
        (date(2014, 3, 31), Route.REGIONAL, 4, Tool.REGIONAL),
        (date(2008, 4, 1), Route.REGIONAL, 4, Tool.REGIONAL),
        (date(2008, 3, 31), Route.ADULT, 5, None),
        (date(1905, 4, 1), Route.ADULT, 5, None),
    ],
)
def test_rules_3_to_5_day_before_and_birthday(born: date, route: Route, rule: int, tool: Tool | None) -> None:
    found = age_route(date_of_birth=born, on=DAY)
    assert (found.route, found.rule, found.tool, found.estimated) == (route, rule, tool, False)
    assert [reason.rule for reason in found.reasons] == [rule]
    assert found.text


@pytest.mark.parametrize(
    ("age", "route"), [(0, "petch"), (11, "petch"), (12, "regional"), (17, "regional"), (18, "adult"), (120, "adult")]
)
def test_rule_6_the_estimate_is_the_youngest_age(age: int, route: str) -> None:
    found = age_route(estimated_age=age, on=DAY)
    assert (found.route, found.rule, found.age, found.estimated) == (route, 6, age, True)
    assert [reason.rule for reason in found.reasons][0] == 6


def test_rule_6_a_date_of_birth_wins_over_an_estimate() -> None:
    found = age_route(date_of_birth=date(2010, 1, 1), estimated_age=9, on=DAY)
    assert (found.age, found.estimated) == (16, False)


@pytest.mark.parametrize("age", [-1, 121, True, 9.0, "9"])
def test_rule_6_an_impossible_estimate_is_an_error_even_beside_a_date_of_birth(age: int) -> None:
    for born in (None, date(2010, 1, 1)):
        with pytest.raises(ValueError, match="whole number of years from 0 to 120"):
            age_route(date_of_birth=born, estimated_age=age, on=DAY)


def test_rule_6_neither_age_nor_estimate_is_an_error() -> None:
    with pytest.raises(ValueError, match="estimated age"):
        age_route(on=DAY)


def test_a_birth_after_the_day_or_120_years_before_is_an_error() -> None:
    with pytest.raises(ValueError, match="after the day"):
        age_route(date_of_birth=date(2026, 4, 1), on=DAY)
    with pytest.raises(ValueError, match="120 years"):
        age_route(date_of_birth=date(1905, 3, 31), on=DAY)


def test_rule_8_age_is_under_13_to_the_day_before() -> None:
    assert age_route(date_of_birth=date(2013, 4, 1), on=DAY).under_13
    assert not age_route(date_of_birth=date(2013, 3, 31), on=DAY).under_13
    assert age_route(estimated_age=12, on=DAY).under_13
    assert not age_route(estimated_age=13, on=DAY).under_13


@pytest.mark.parametrize(
    ("danger", "harm", "route", "rule"),
    [(True, False, "emergency", 1), (True, True, "emergency", 1), (False, True, "mash_direct", 2)],
)
def test_rules_1_and_2_come_first_and_need_no_age(danger: bool, harm: bool, route: str, rule: int) -> None:
    first = start_route(on=DAY, immediate_danger=danger, significant_harm=harm)
    assert (first.route, first.rule, first.age, first.tool, first.under_13) == (route, rule, None, None, False)


def test_rules_1_and_2_keep_the_age_when_it_is_known() -> None:
    first = start_route(on=DAY, estimated_age=12, immediate_danger=True)
    assert (first.route, first.age, first.estimated, first.under_13) == (Route.EMERGENCY, 12, True, True)


def test_without_danger_or_harm_the_age_decides() -> None:
    assert start_route(on=DAY, date_of_birth=date(2014, 4, 1)).route is Route.PETCH
