"""The pieces of the figures that need no database: quarters, ages, bars."""

import datetime as dt

import pytest

from referrals.bars import HIDDEN, lying, standing
from referrals.figure_tables import Quarter, Row, Shown
from referrals.figure_words import QUESTIONS, age_band
from screening.protocol import Tool


class TestQuarter:
    @pytest.mark.parametrize(
        ("day", "code"),
        [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-04-01", "2026-Q2"), ("2026-12-31", "2026-Q4")],
    )
    def test_a_day_is_in_its_quarter(self, day, code):
        assert Quarter.of(dt.date.fromisoformat(day)).code == code

    def test_its_months_and_words(self):
        quarter = Quarter(2026, 4)
        assert [month.isoformat() for month in quarter.months] == ["2026-10-01", "2026-11-01", "2026-12-01"]
        assert quarter.words == "October to December 2026"

    def test_before_the_first_is_last_years_last(self):
        assert Quarter(2026, 1).before == Quarter(2025, 4)
        assert Quarter(2026, 3).before == Quarter(2026, 2)


class TestAges:
    @pytest.mark.parametrize(
        ("age", "tool", "band"),
        [
            ("0", Tool.PETCH, "0-5"), ("5", Tool.PETCH, "0-5"), ("6", Tool.PETCH, "6-7"), ("11", Tool.PETCH, "10-11"),
            ("12", Tool.PETCH, "another"), ("11", Tool.REGIONAL, "another"), ("12", Tool.REGIONAL, "12-13"),
            ("17", Tool.REGIONAL, "16-17"), ("18", Tool.REGIONAL, "another"),
            ("not_recorded", Tool.REGIONAL, "not_recorded"),
        ],
    )  # fmt: skip
    def test_each_age_has_one_row_of_its_tool(self, age, tool, band):
        assert age_band(age, tool) == band


def test_every_question_about_a_child_counts_not_recorded():
    assert all(question.answers["not_recorded"] == "Not recorded" for question in QUESTIONS["children"])


class TestBars:
    def test_the_longest_has_all_the_room_and_half_of_it_half(self):
        whole, half, none = lying([("a", 40), ("b", 20), ("c", 0)]).bars
        assert whole.size == 2 * half.size and none.size == 0
        assert [bar.words for bar in (whole, half, none)] == ["40", "20", "none"]

    def test_a_hidden_number_has_its_own_mark_whatever_it_is(self):
        hidden, shown = lying([("a", None), ("b", 1000)]).bars
        assert hidden.size == HIDDEN and hidden.words == "hidden"
        assert shown.words == "1,000"

    def test_a_long_label_ends_where_the_room_does_and_is_read_aloud_whole(self):
        label = "Taken into or dropped off from vehicles driven by adults the carers do not know"
        chart = lying([(label, 9), ("Under 12 tool", 9)])
        assert [bar.short for bar in chart.bars] == ["Taken into or dropped off from vehicles…", "Under 12 tool"]
        assert label in chart.words

    def test_all_hidden_and_nothing_at_all_can_be_drawn(self):
        assert [bar.size for bar in standing([("a", None), ("b", None)]).bars] == [HIDDEN, HIDDEN]
        assert lying([]).bars == []

    def test_the_chart_is_read_aloud(self):
        assert standing([("Oct 26", 12), ("Nov 26", None)]).words == "Oct 26: 12; Nov 26: hidden."


class TestShown:
    def table(self, *rows) -> Shown:
        return Shown("Any", "", ["October", "Quarter"], [Row("a", list(row)) for row in rows], None, "")

    def test_a_column_with_nothing_is_named_and_a_hidden_one_is_not(self):
        assert self.table([0, 7], [0, 0]).silent == ["October"]
        assert self.table([None, 7], [0, 0]).silent == []

    def test_empty_and_hiding(self):
        assert self.table([0, 0]).is_empty and not self.table([0, 0]).hides
        assert self.table([None, 9]).hides and not self.table([None, None]).is_empty
