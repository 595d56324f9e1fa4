"""Whether two records may be of one child: by rule, in words, and the same from either side."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.likeness import Birth, Comparer, Identity, Kind, birth_of, near_days, swapped_day

BORN = dt.date(2012, 4, 3)
HOME = frozenset({"12 b913qj"})
WREN = Identity("Wren Amber", "Testerby", "", BORN)
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2026, 1, 1))


def kind(one: Identity, other: Identity) -> Kind | None:
    likeness = Comparer(one).likeness(other)
    return likeness and likeness.kind


@pytest.mark.parametrize(
    "other",
    [
        Identity("Wren", "Testerby", "", BORN),
        Identity("Ren", "Testerbey", "", BORN),
        Identity("Testerby", "Wren", "", BORN),
        Identity("Wren", "Testerby", "", dt.date(2012, 3, 4)),
        Identity("Wren", "Testerby", "", dt.date(2013, 4, 3)),
        Identity("Wren", "Testerby", "", None),
        Identity("Wren", "", "", BORN),
        Identity("Amber", "Testerby", "", BORN),
        Identity("Amber", "Otherly", "Wren", BORN),
    ],
)
def test_what_may_be_the_same_child(other):
    assert kind(WREN, other) is Kind.SAME_CHILD
    assert kind(other, WREN) is Kind.SAME_CHILD


@pytest.mark.parametrize(
    "other",
    [
        Identity("Wren", "Testerby", "", dt.date(2009, 11, 20)),
        Identity("Robin", "Otherly", "", BORN),
        Identity("Robin", "Testerby", "", dt.date(2009, 11, 20)),
        Identity("Robin", "Testerby", "", None),
    ],
)
def test_what_is_not_related_as_far_as_is_known(other):
    assert kind(WREN, other) is None


def test_twins_are_kept_apart():
    twin = Identity("Robin", "Testerby", "", BORN, HOME)
    likeness = Comparer(Identity("Wren", "Testerby", "", BORN, HOME)).likeness(twin)
    assert likeness.kind is Kind.TWIN
    assert likeness.words == "May be a twin"


@pytest.mark.parametrize("family", ["Testerby", "Otherly"])
def test_another_child_of_the_home_is_a_brother_or_sister(family):
    here = Identity("Wren", "Testerby", "", BORN, HOME)
    assert kind(here, Identity("Robin", family, "", dt.date(2009, 11, 20), HOME)) is Kind.SIBLING


def test_reasons_are_words():
    likeness = Comparer(WREN).likeness(Identity("Ren", "Testerby", "", dt.date(2012, 3, 4)))
    assert likeness.reasons == (
        "first name spelled differently",
        "same family name",
        "day and month of birth the other way round",
    )


def test_the_nearest_stands_first():
    records = [
        Identity("Wren", "Testerby", "", None),
        Identity("Ren", "Testerby", "", BORN),
        Identity("Wren Amber", "Testerby", "", BORN),
        Identity("Robin", "Testerby", "", BORN),
    ]
    order = [Comparer(WREN).likeness(each).order for each in records]
    assert sorted(order) == [order[2], order[1], order[0], order[3]]


@given(DAYS)
def test_every_slip_of_one_digit_is_a_near_day(day):
    for near in near_days(day):
        assert birth_of(day, near) is not Birth.SAME
    if swapped := swapped_day(day):
        assert birth_of(day, swapped) is Birth.SWAPPED and swapped in near_days(day)


@given(DAYS, DAYS)
def test_births_compare_the_same_both_ways(one, other):
    assert birth_of(one, other) is birth_of(other, one)
    if birth_of(one, other) is Birth.SLIP and abs(one.year - other.year) < 20:
        assert other in near_days(one)
