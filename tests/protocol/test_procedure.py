"""One area's procedure: read from its file, from its stored row, or refused with what is wrong."""

from datetime import date, time

import pytest

from screening.protocol import OfficeHours, Procedure, procedure_from
from screening.protocol.procedure import Target
from screening.protocol.rule_book import RuleBook

MINIMAL = {"area": "Solihull", "in_force_from": date(2026, 1, 1)}


def test_defaults_are_those_of_the_rules() -> None:
    read = procedure_from(MINIMAL)
    assert read == Procedure("Solihull", date(2026, 1, 1))
    assert (read.rescreen_months_level_1, read.rescreen_weeks_referred) == (3, 6)
    assert (read.decision_working_days, read.written_within_hours, read.return_interview_hours) == (1, 24, 72)
    assert read.office_hours == (None,) * 7


def test_days_may_be_text_as_in_a_stored_row() -> None:
    row = {**MINIMAL, "in_force_from": "2026-01-01", "closed_days": ["2026-12-24"], "escalation_stage_days": [1, 2]}
    read = procedure_from({**row, "office_hours": {"friday": ["08:45", "16:30"], "saturday": None}})
    assert (read.in_force_from, read.closed_days) == (date(2026, 1, 1), {date(2026, 12, 24)})
    assert read.office_hours[4] == OfficeHours(time(8, 45), time(16, 30))
    assert read.office_hours[5] is None
    assert read.office_hours[0] is None
    assert read.escalation_stage_days == (1, 2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "'colour' is not known"),
        ({"rescreen_weeks_referred": "6"}, "rescreen_weeks_referred can not be '6'"),
        ({"rescreen_weeks_referred": True}, "rescreen_weeks_referred can not be True"),
        ({"rescreen_weeks_referred": 0}, "from 1 to 1000"),
        ({"decision_working_days": 1001}, "from 1 to 1000"),
        ({"escalation_stage_days": [1, 0]}, "from 1 to 1000"),
        ({"escalation_stage_days": ["soon"]}, "soon"),
        ({"in_force_from": "soon"}, "soon"),
        ({"closed_days": [7]}, "7"),
        ({"office_hours": {"funday": ["08:45", "16:30"]}}, "'funday'"),
        ({"office_hours": {"monday": ["08:45"]}}, "monday is two times"),
        ({"office_hours": {"monday": ["08:45", "quarter past"]}}, "monday is two times"),
        ({"office_hours": {"monday": 9}}, "monday is two times"),
        ({"office_hours": {"monday": ["17:00", "09:00"]}}, "monday is two times"),
        ({"priority_targets": ["red"]}, "priority_targets can not be"),
        ({"priority_targets": {"purple": {"hours": 4}}}, "'purple' is not a priority"),
        ({"priority_targets": {"red": 4}}, "red has hours and day_and_night"),
        ({"priority_targets": {"red": {"hours": 4, "day_and_nite": True}}}, "red has hours and day_and_night"),
        ({"priority_targets": {"amber": {"day_and_night": True}}}, "amber needs its hours"),
        ({"priority_targets": {"amber": {"hours": "4"}}}, "amber needs its hours"),
        ({"priority_targets": {"amber": {"hours": True}}}, "amber needs its hours"),
        ({"priority_targets": {"green": {"hours": 8, "day_and_night": "yes"}}}, "green needs its hours"),
        ({"priority_targets": {"green": {"hours": 0, "day_and_night": True}}}, "from 1 to 1000"),
        ({"priority_targets": {"green": {"hours": 1001}}}, "from 1 to 1000"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        procedure_from({**MINIMAL, **change})


def test_a_target_is_of_the_office_unless_it_is_of_day_and_night() -> None:
    written = {"red": {"hours": 4, "day_and_night": True}, "amber": {"hours": 6}, "green": None}
    read = procedure_from({**MINIMAL, "priority_targets": written})
    assert read.priority_targets == {"red": Target(4, day_and_night=True), "amber": Target(6)}
    assert procedure_from(MINIMAL).priority_targets == {}


@pytest.mark.parametrize("hours", [1, 1000])
def test_a_target_may_be_as_short_and_as_long_as_any_interval(hours: int) -> None:
    assert Target(hours).hours == hours


def test_area_and_day_are_required() -> None:
    with pytest.raises(ValueError, match="area is missing"):
        procedure_from({})
    with pytest.raises(ValueError, match="in_force_from is missing"):
        procedure_from({"area": "Solihull"})


def test_a_week_has_seven_days_and_hours_open_before_they_close() -> None:
    with pytest.raises(ValueError, match="seven"):
        Procedure("Solihull", date(2026, 1, 1), office_hours=(None,))
    with pytest.raises(ValueError, match="not before"):
        OfficeHours(time(9), time(9))


def test_the_fixtures_hold_both_areas(book: RuleBook) -> None:
    for area, friday in (("Solihull", time(16, 30)), ("Walsall", time(16, 45))):
        hours = book.procedure(area, date(2026, 3, 31)).office_hours
        assert hours[4] == OfficeHours(time(8, 45), friday)
        assert hours[5] is None
        assert hours[6] is None
        assert all(hours[:5])
