"""What the procedure form takes and refuses."""

import datetime as dt

import pytest
import time_machine

from accounts.forms.procedure import HOURS, INTERVALS, ProcedureForm
from screening.protocol import procedure_from
from screening.protocol.procedure import Target

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
RIGHT = {
    "in_force_from_day": "1", "in_force_from_month": "January", "in_force_from_year": "2027",
    **dict.fromkeys(INTERVALS, "6"),
    **{f"{day}_opens": "08:45" for day in DAYS}, **{f"{day}_closes": "17.20" for day in DAYS},
    "closed_days": "24 December 2027\n\n31/12/2027\n24 Dec 2027", "escalation_stage_days": "1, 2 3,5",
    "source": "Partnership meeting", "owner": "Sample partnership",
}  # fmt: skip


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC), tick=False):
        yield


def errors(**changed) -> dict:
    return {name: messages[0] for name, messages in ProcedureForm({**RIGHT, **changed}).errors.items()}


def test_what_is_typed_becomes_a_procedure_the_rules_can_read():
    form = ProcedureForm(RIGHT)
    assert form.is_valid(), form.errors
    procedure = procedure_from({"area": "Sample", **form.values})
    assert procedure.in_force_from == dt.date(2027, 1, 1)
    assert procedure.rescreen_weeks_referred == 6
    assert procedure.closed_days == {dt.date(2027, 12, 24), dt.date(2027, 12, 31)}
    assert procedure.escalation_stage_days == (1, 2, 3, 5)
    assert procedure.office_hours[0].closes == dt.time(17, 20)
    assert procedure.office_hours[5] is None


def test_today_is_early_enough_and_yesterday_is_not():
    today = {"in_force_from_day": "20", "in_force_from_month": "11", "in_force_from_year": "2026"}
    assert errors(**today) == {}
    assert errors(**{**today, "in_force_from_day": "19"})["in_force_from"] == "In force from must be today or later"


@pytest.mark.parametrize("number", ["", "0", "1001", "-1", "six", "1.5"])
def test_an_interval_is_a_whole_number_within_reason(number):
    sentence = "The MASH decides within, in working days: enter a whole number from 1 to 1000"
    assert errors(decision_working_days=number) == {"decision_working_days": sentence}


def test_a_day_has_both_times_or_neither():
    assert errors(monday_closes="") == {
        "monday_closes": "Monday: enter both times, or leave both empty for a closed day"
    }
    assert errors(saturday_closes="12:00") == {
        "saturday_opens": "Saturday: enter both times, or leave both empty for a closed day"
    }


@pytest.mark.parametrize("closes", ["08:45", "08:44"])
def test_the_office_closes_after_it_opens(closes):
    assert errors(friday_closes=closes) == {"friday_closes": "Friday: the office closes after it opens"}


def test_a_time_nobody_can_read_is_named_by_its_day():
    assert errors(tuesday_opens="25:99") == {"tuesday_opens": "Tuesday: enter a time, like 08:45"}


def test_an_office_that_never_opens_is_a_slip():
    assert list(errors(**dict.fromkeys(HOURS, ""))) == ["monday_opens"]


def test_a_priority_has_a_target_where_its_box_is_filled():
    form = ProcedureForm({**RIGHT, "red_hours": "4", "red_day_and_night": "on", "amber_hours": "6"})
    assert form.is_valid(), form.errors
    procedure = procedure_from({"area": "Sample", **form.values})
    assert procedure.priority_targets == {"red": Target(4, day_and_night=True), "amber": Target(6)}
    form = ProcedureForm(RIGHT)
    assert form.is_valid()
    assert form.values["priority_targets"] == {}


@pytest.mark.parametrize("hours", ["0", "1001", "four", "1.5", "-1"])
def test_a_targets_hours_are_a_whole_number_and_name_their_priority(hours):
    assert errors(red_hours=hours) == {"red_hours": "Priority red: enter a whole number from 1 to 1000"}


def test_day_and_night_of_no_hours_is_a_slip():
    sentence = "Priority green: enter its hours, or untick “Counts day and night”"
    assert errors(green_day_and_night="on") == {"green_hours": sentence}


@pytest.mark.parametrize("line", ["30 February 2027", "Christmas", "24 December", "24 12 27"])
def test_a_closed_day_is_a_real_date(line):
    assert errors(closed_days=f"24 December 2027\n{line}")["closed_days"].endswith(f"“{line}” is not")


@pytest.mark.parametrize("stages", ["1, two", "0", "1001", "-1"])
def test_stages_are_whole_numbers(stages):
    assert errors(escalation_stage_days=stages)["escalation_stage_days"].startswith("Enter whole numbers")
