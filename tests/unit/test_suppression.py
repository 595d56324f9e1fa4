"""Small numbers: what is hidden, and that nobody can work it out, tried by going through every table that fits."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cse_portal.suppression import LEAST, Protected, hidden, protect

ROWS, MONTHS, AGENCIES = ("girls", "boys", "not recorded"), ("april", "may", "june"), ("school", "clinic")


def table(numbers: list[list[int]], columns=MONTHS) -> dict[str, dict[str, int]]:
    return {row: dict(zip(columns, counts, strict=True)) for row, counts in zip(ROWS, numbers, strict=False)}


class TestHidden:
    @pytest.mark.parametrize("count", [0, 5, 6, 500])
    def test_none_and_five_are_shown(self, count):
        assert hidden({"a": count, "b": 30}) == frozenset()

    @pytest.mark.parametrize("count", [1, 2, 3, 4])
    def test_one_small_count_takes_the_next_smallest_with_it(self, count):
        assert hidden({"a": count, "b": 30, "c": 9, "d": 0}) == {"a", "c"}

    @pytest.mark.parametrize("counts", [(2, 4), (3, 3), (2, 2, 3)], ids=str)
    def test_small_counts_hide_each_other_where_each_could_be_five(self, counts):
        named = {f"small {place}": count for place, count in enumerate(counts)}
        assert hidden(named | {"c": 9}) == set(named)

    @pytest.mark.parametrize("counts", [(1, 1), (2, 2), (2, 3), (2, 2, 2), (4, 4), (1, 1, 1, 1, 1)], ids=str)
    def test_all_fours_and_those_that_could_not_be_five_take_another_with_them(self, counts):
        named = {f"small {place}": count for place, count in enumerate(counts)}
        assert hidden(named | {"c": 9, "d": 40}) == {*named, "c"}

    def test_where_nothing_is_left_to_hide_behind_nothing_is_shown(self):
        assert hidden({"a": 4, "b": 4, "none": 0}) == {"a", "b", "none"}
        assert hidden({"a": 3, "none": 0}) == {"a", "none"}


class TestProtect:
    def test_a_table_without_small_counts_is_shown_whole(self):
        shown = protect(table([[5, 6, 7], [0, 8, 9]]))
        assert shown.total == 35
        assert shown.rows == {"girls": 18, "boys": 17}
        assert shown.columns == {"april": 5, "may": 14, "june": 16}
        assert shown.cells["girls", "april"] == 5 and shown.cells["boys", "april"] == 0

    @pytest.mark.parametrize("total", [1, 2, 3, 4])
    def test_a_small_total_shows_nothing(self, total):
        shown = protect(table([[total, 0, 0], [0, 0, 0]]))
        assert {shown.total, *shown.rows.values(), *shown.columns.values(), *shown.cells.values()} == {None}

    def test_a_total_of_five_is_shown(self):
        assert protect(table([[5, 0, 0]])).total == 5

    def test_nothing_at_all_is_shown_as_nothing(self):
        assert protect(table([[0, 0, 0]])).total == 0

    def test_a_row_with_a_small_month_keeps_its_quarter_and_loses_its_months_with_one_more(self):
        shown = protect(table([[3, 10, 10], [20, 20, 20], [30, 30, 30]]))
        assert shown.rows == {"girls": 23, "boys": 60, "not recorded": 90}
        assert [shown.cells["girls", month] for month in MONTHS] == [None, None, None]
        assert [shown.cells["boys", month] for month in MONTHS] == [None, None, None]
        assert [shown.cells["not recorded", month] for month in MONTHS] == [30, 30, 30]

    def test_a_small_month_takes_another_with_it(self):
        shown = protect(table([[1, 10, 20], [1, 20, 20]]))
        assert shown.columns == {"april": None, "may": None, "june": 40}
        assert shown.cells["girls", "june"] == 20 and shown.cells["girls", "may"] is None


def fits(shown: Protected) -> Iterator[dict[tuple[str, str], int]]:
    """Every table of counts that agrees with all that is shown: what somebody with time and paper can work out."""
    places, capacity = list(shown.cells), dict(shown.columns)
    most = 4 * LEAST * len(places) if shown.total is None else shown.total

    def go_on(at: int, so_far: dict, left: int, row_left: dict, column_left: dict) -> Iterator[dict]:
        if at == len(places):
            if (shown.total is None or left == 0) and not any(row_left.values()) and not any(column_left.values()):
                yield dict(so_far)
            return
        row, column = place = places[at]
        known = shown.cells[place]
        limit = min(left, *(each for each in (row_left.get(row), column_left.get(column)) if each is not None), most)
        for count in [known] if known is not None else range(limit + 1):
            if count > limit:
                continue
            so_far[place] = count
            rows = row_left | ({row: row_left[row] - count} if row in row_left else {})
            if all(other_row != row for other_row, _ in places[at + 1 :]) and rows.get(row):
                continue
            columns = column_left | ({column: column_left[column] - count} if column in column_left else {})
            yield from go_on(at + 1, so_far, left - count, rows, columns)

    known_rows = {row: count for row, count in shown.rows.items() if count is not None}
    known_columns = {column: count for column, count in capacity.items() if count is not None}
    yield from go_on(0, {}, most, known_rows, known_columns)


def given_away(true: dict[str, dict[str, int]], shown: Protected) -> set[str]:
    """Which of the small counts of a table have one value only, whatever table agrees with what is shown."""
    asked = _sums(true, {(row, column): true[row][column] for row, column in shown.cells})
    small = {name: count for name, count in asked.items() if 0 < count < LEAST}
    for other in fits(shown):
        if not small:
            break
        small = {name: count for name, count in small.items() if _sums(true, other)[name] == count}
    return set(small)


def _sums(like: dict[str, dict[str, int]], cells: dict[tuple[str, str], int]) -> dict:
    """Each cell, each row, each column and the whole, by name."""
    sums = {place: count for place, count in cells.items()} | {"all": sum(cells.values())}
    for row in like:
        sums[row] = sum(count for (of, _), count in cells.items() if of == row)
    for column in next(iter(like.values())):
        sums[column] = sum(count for (_, of), count in cells.items() if of == column)
    return sums


def test_the_attack_finds_what_primary_suppression_alone_gives_away():
    true = table([[3, 9], [8, 7]], AGENCIES)
    careless = Protected(
        27, {"girls": 12, "boys": 15}, {"school": 11, "clinic": 16},
        {("girls", "school"): None, ("girls", "clinic"): 9, ("boys", "school"): 8, ("boys", "clinic"): 7},
    )  # fmt: skip
    assert given_away(true, careless) == {("girls", "school")}


counts = st.integers(0, 7)
by_agency = st.lists(st.lists(counts, min_size=2, max_size=2), min_size=2, max_size=3)
by_month = st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=2)


@given(by_agency)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_nobody_works_out_a_small_count_by_agency(numbers):
    true = table(numbers, AGENCIES)
    assert given_away(true, protect(true)) == set()


@given(by_month)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_nobody_works_out_a_small_count_by_month(numbers):
    true = table(numbers)
    assert given_away(true, protect(true)) == set()


@given(by_month)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_is_shown_is_true_and_never_small(numbers):
    true = table(numbers)
    shown = protect(true)
    for (row, column), count in shown.cells.items():
        assert count in (None, true[row][column])
    sums = _sums(true, {place: true[place[0]][place[1]] for place in shown.cells})
    for name, count in [*shown.rows.items(), *shown.columns.items(), ("all", shown.total)]:
        assert count in (None, sums[name])
    assert not any(count is not None and 0 < count < LEAST for count in
                   [shown.total, *shown.rows.values(), *shown.columns.values(), *shown.cells.values()])  # fmt: skip


@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_reader_who_knows_that_no_nought_is_hidden_still_cannot_tell(counts):
    """With one in each of the others, any hidden count could be five. Unless all are hidden, the noughts with them."""
    named = {str(place): count for place, count in enumerate(counts)}
    kept = hidden(named)
    if kept and kept != frozenset(named):
        together = sum(named[name] for name in kept)
        assert len(kept) >= 2 and together - (len(kept) - 1) >= LEAST
