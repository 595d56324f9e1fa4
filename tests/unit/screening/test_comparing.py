"""Rules 19 and 24: what changed since the last screening. Each indicator stands in one group, and none is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparing import NOTHING, Change, Said, change_of, compare
from screening.protocol import Presence, Strength

PRESENT, SUSPECTED = Presence.PRESENT, Presence.SUSPECTED
NO, NO_INFORMATION, NOT_ASKED = Presence.NOT_PRESENT, Presence.NO_INFORMATION, Presence.NOT_ASKED
CLEAR, PARTIAL, CONCERN = Strength.CLEAR, Strength.PARTIAL, Strength.CONCERN_ONLY


@pytest.mark.parametrize(
    ("then", "now", "change"),
    [
        pytest.param(NOTHING, Said(SUSPECTED, CONCERN), Change.NEW, id="not asked, then suspected"),
        pytest.param(Said(NO), Said(PRESENT, CLEAR), Change.NEW, id="not present, then present"),
        pytest.param(Said(SUSPECTED, CLEAR), Said(PRESENT, CONCERN), Change.STRONGER, id="suspected, then present"),
        pytest.param(Said(PRESENT, PARTIAL), Said(PRESENT, CLEAR), Change.STRONGER, id="better evidence"),
        pytest.param(Said(PRESENT, CONCERN), Said(SUSPECTED, CLEAR), Change.WEAKER, id="present, then suspected"),
        pytest.param(Said(PRESENT, CLEAR), Said(PRESENT, PARTIAL), Change.WEAKER, id="weaker evidence"),
        pytest.param(Said(PRESENT, CLEAR), Said(NO), Change.GONE, id="present, then not present"),
        pytest.param(Said(PRESENT, CLEAR), NOTHING, Change.UNKNOWN, id="present, then not asked"),
        pytest.param(Said(SUSPECTED), Said(NO_INFORMATION), Change.UNKNOWN, id="suspected, then no information"),
        pytest.param(Said(PRESENT, CLEAR), Said(PRESENT, CLEAR, True), Change.UNCHANGED, id="affirmed"),
        pytest.param(Said(SUSPECTED, CLEAR), Said(SUSPECTED, CLEAR), Change.UNCHANGED, id="said again"),
        pytest.param(Said(NO), Said(NO), Change.NEITHER, id="absent twice"),
        pytest.param(Said(NO), NOTHING, Change.NEITHER, id="absent, then not asked"),
    ],
)
def test_what_became_of_one_indicator(then, now, change):
    assert change_of(then, now) is change


said = st.builds(Said, st.sampled_from(Presence), st.sampled_from([None, *Strength]), st.booleans())
SWAPPED = {Change.STRONGER: {Change.WEAKER}, Change.WEAKER: {Change.STRONGER}, Change.UNCHANGED: {Change.UNCHANGED},
           Change.NEITHER: {Change.NEITHER}, Change.NEW: {Change.GONE, Change.UNKNOWN}, Change.GONE: {Change.NEW},
           Change.UNKNOWN: {Change.NEW}}  # fmt: skip


@given(said, said)
def test_swapping_then_and_now_swaps_the_groups(then, now):
    assert change_of(now, then) in SWAPPED[change_of(then, now)]


@given(said)
def test_the_same_said_twice_changes_nothing(once):
    assert change_of(once, once) in (Change.UNCHANGED, Change.NEITHER)


@given(said, said, st.booleans(), st.booleans())
def test_that_it_was_affirmed_makes_no_difference_to_the_group(then, now, one, other):
    then_, now_ = Said(then.presence, then.strength, one), Said(now.presence, now.strength, other)
    assert change_of(then_, now_) is change_of(then, now)


codes_then, codes_now = [f"old-{n}" for n in range(5)], [f"new-{n}" for n in range(5)]
maps = st.lists(st.sampled_from(codes_then), unique=True).map(lambda old: dict(zip(codes_now, old, strict=False)))


@given(
    st.dictionaries(st.sampled_from(codes_then), said), st.dictionaries(st.sampled_from(codes_now), said), maps
)  # fmt: skip
def test_every_indicator_stands_in_one_group_and_none_is_lost(then, now, codes):
    rows = compare(then, now, codes=codes, asked=codes_now)
    unmapped = set(then) - set(codes.values())
    assert sorted(row.code for row in rows) == sorted([*codes_now, *unmapped])
    assert {row.code for row in rows if not row.asked_today} == unmapped
    for row in rows:
        if not row.asked_today:
            assert row.change in (Change.UNKNOWN, Change.NEITHER)


@given(st.dictionaries(st.sampled_from(codes_now), said))
def test_the_first_screening_by_a_tool_has_nothing_but_new_and_neither(now):
    changes = {row.change for row in compare({}, now, codes={}, asked=codes_now)}
    assert changes <= {Change.NEW, Change.NEITHER}


def test_they_are_read_from_new_to_unchanged():
    then = {"a": Said(PRESENT, CLEAR), "b": Said(PRESENT, CLEAR)}
    rows = compare(
        then, {"a": Said(PRESENT, CLEAR), "c": Said(SUSPECTED)}, codes={x: x for x in "abc"}, asked=list("abc")
    )
    assert [(row.code, row.change) for row in rows] == [
        ("c", Change.NEW), ("b", Change.UNKNOWN), ("a", Change.UNCHANGED),
    ]  # fmt: skip
