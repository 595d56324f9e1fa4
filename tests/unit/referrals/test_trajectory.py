"""Where the marks of a child's course stand: inside the box, apart from each other, broken where the tool changes."""

import datetime as dt

import pytest

from referrals.trajectory import APART, Box, Course, Point, across, draw, spread
from screening.protocol import Outcome

WIDE = Box(begin=120, end=980, low=200, high=50)
TALL = Box(begin=56, end=1800, low=80, high=230)
TODAY = dt.date(2026, 11, 22)
PETCH = (Outcome.UNIVERSAL, Outcome.POTENTIALLY_VULNERABLE, Outcome.VULNERABLE)
REGIONAL = (Outcome.LEVEL_0, Outcome.LEVEL_1, Outcome.LEVEL_2, Outcome.LEVEL_3)


def points(number: int, *, every: int = 30, turned: int = 0) -> list[Point]:
    """So many screenings up to today, the first `turned` of them with the under 12 tool."""
    days = [TODAY - dt.timedelta(days=every * (number - 1 - n)) for n in range(number)]
    return [
        Point(n + 1, day, PETCH[n % 3] if n < turned else REGIONAL[n % 4]) for n, day in enumerate(days)
    ]  # fmt: skip


def inside(places, box) -> bool:
    return all(box.begin <= at <= box.end for at in places)


def test_no_screening_is_no_drawing():
    assert draw(Course([], TODAY), WIDE) is None


@pytest.mark.parametrize("box", [WIDE, TALL], ids=["wide", "tall"])
@pytest.mark.parametrize("number", [1, 2, 40, 100])
@pytest.mark.parametrize("every", [0, 1, 30])
def test_every_mark_is_inside_the_box_and_in_order(box, number, every):
    days = [TODAY - dt.timedelta(days=n) for n in range(30)]
    course = Course(
        points(number, every=every, turned=number // 2), TODAY, dt.date(2026, 6, 1), referrals=days, missing=days,
        plan=[(day, "reviewed") for day in days],
    )  # fmt: skip
    drawing = draw(course, box)
    places = [mark.at for mark in drawing.marks]
    assert inside(places, box) and places == sorted(places)
    assert inside(drawing.referrals, box) and inside(drawing.missing, box) and inside(drawing.breaks, box)
    assert inside([at for at, _ in drawing.plan], box)
    assert inside([at for line in drawing.lines for at, _ in line], box)
    assert all(min(box.low, box.high) <= mark.level <= max(box.low, box.high) for mark in drawing.marks)
    assert all(mark.text in ("", str(n)) for n, mark in enumerate(drawing.marks, 1))


@pytest.mark.parametrize(("number", "numbered"), [(2, 2), (30, 30), (40, 20), (60, 30)])
def test_where_not_every_number_has_room_the_others_are_dots(number, numbered):
    drawing = draw(Course(points(number), TODAY), WIDE)
    circles = [mark.at for mark in drawing.marks if mark.text]
    assert len(circles) == numbered and drawing.marks[-1].text == str(number)
    assert all(b - a >= APART for a, b in zip(circles, circles[1:], strict=False))


def test_no_circle_lies_on_the_line_where_the_tool_changes():
    drawing = draw(Course(points(40, turned=20), TODAY), WIDE)
    (turned,) = drawing.breaks
    assert all(abs(mark.at - turned) >= APART / 2 - 0.1 for mark in drawing.marks if mark.text)


def test_the_circles_at_the_ends_stay_clear_of_the_words_beside_them():
    drawing = draw(Course(points(40), TODAY), WIDE)
    assert drawing.marks[0].at >= WIDE.begin + APART / 2 and drawing.marks[-1].at <= WIDE.end - APART / 2


def test_screenings_of_one_day_stand_apart():
    drawing = draw(Course(points(3, every=0), TODAY), WIDE)
    places = [mark.at for mark in drawing.marks]
    assert all(later - earlier >= APART for earlier, later in zip(places, places[1:], strict=False))


def test_where_there_is_no_room_they_stand_evenly():
    places = spread([0.0] * 5, Box(0, 40, 0, 0))
    assert places == [0, 10, 20, 30, 40]


def test_places_with_room_stay_where_they_are():
    assert spread([130.0, 400.0, 900.0], WIDE) == [130, 400, 900]


def test_the_line_breaks_at_the_twelfth_birthday():
    twelfth = TODAY - dt.timedelta(days=75)
    drawing = draw(Course(points(6, turned=3), TODAY, twelfth), WIDE)
    (turned,) = drawing.breaks
    before, after = drawing.lines
    assert drawing.marks[2].at < turned < drawing.marks[3].at
    assert drawing.birthday and before[-1][0] == turned and after[0][0] == drawing.marks[3].at
    first, last = (part[1:3] for part in drawing.parts)
    assert (first, last) == ((120.0, turned), (turned, 980.0))


def test_a_tool_that_changed_without_the_birthday_breaks_half_way():
    drawing = draw(Course(points(2, every=100, turned=1), TODAY), WIDE)
    assert drawing.breaks == [round((drawing.marks[0].at + drawing.marks[1].at) / 2, 1)]
    assert not drawing.birthday


def test_one_tool_is_one_line_of_steps_to_today():
    drawing = draw(Course(points(3), TODAY), WIDE)
    (line,) = drawing.lines
    assert not drawing.breaks and line[-1][0] == WIDE.end
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in zip(line, line[1:], strict=False))


@pytest.mark.parametrize("outcomes", [PETCH, REGIONAL], ids=["petch", "regional"])
def test_each_tool_has_the_whole_height_for_its_own_scale(outcomes):
    assert across(outcomes[0], WIDE) == WIDE.low and across(outcomes[-1], WIDE) == WIDE.high
    levels = [across(outcome, WIDE) for outcome in outcomes]
    assert levels == sorted(levels, reverse=True)


def test_names_of_months_never_lie_over_each_other():
    drawing = draw(Course(points(40), TODAY), WIDE)
    places = [month.at for month in drawing.months]
    assert len(places) >= 3 and all(b - a >= 70 for a, b in zip(places, places[1:], strict=False))
    # "Today" stands at the end.
    assert places[-1] <= WIDE.end - 118


def test_the_months_begin_with_the_first_thing_drawn():
    plan = [(TODAY - dt.timedelta(days=100), "started")]
    drawing = draw(Course(points(2), TODAY, plan=plan), WIDE)
    assert drawing.months[0].text == "Aug 2026"
