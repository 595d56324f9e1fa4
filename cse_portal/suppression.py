"""Small numbers: what of a table may be shown so that no count from 1 to 4 is given away (docs/adr/0007).

A table counts each case once: rows are the answers to one question, columns a split of the same cases (months, tools or
agencies). A number is shown as it is or not at all. None is "hidden".
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Protected:
    """The table as it may be shown; None stands for a hidden number."""

    total: int | None
    rows: Mapping[str, int | None]
    columns: Mapping[str, int | None]
    cells: Mapping[tuple[str, str], int | None]


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def protect(table: Mapping[str, Counts]) -> Protected:
    """The table with every small count hidden, and whatever else would give one away.

    `table` maps each row to its counts by column; every row has the same columns.
    """
    rows = {row: sum(counts.values()) for row, counts in table.items()}
    columns = _column_totals(table)
    total = sum(rows.values())
    if is_small(total):
        return Protected(None, dict.fromkeys(rows), dict.fromkeys(columns), dict.fromkeys(_places(table)))
    no_rows, no_columns = hidden(rows), hidden(columns)
    opened = _opened(table, rows, no_rows=no_rows, no_columns=no_columns)
    return Protected(
        total,
        {row: None if row in no_rows else count for row, count in rows.items()},
        {column: None if column in no_columns else count for column, count in columns.items()},
        {
            (row, column): table[row][column] if row in opened and column not in no_columns else None
            for row, column in _places(table)
        },
    )


def hidden(counts: Counts) -> frozenset[str]:
    """Which of the counts that make up a known total are hidden: the small ones, and enough others beside them.

    What is hidden together is at least two counts, each of which could be 5 or more even if none of them is nought: an
    empty one is shown. Nor is it all fours, since a reader who guesses that only small counts are hidden would then
    know each. Where that cannot be had, all are hidden.
    """
    kept = {name for name, count in counts.items() if is_small(count)}
    if not kept:
        return frozenset()
    others = sorted((name for name, count in counts.items() if count >= LEAST), key=lambda name: (counts[name], name))
    while not _mixed([counts[name] for name in kept]):
        if not others:
            return frozenset(counts)
        kept.add(others.pop(0))
    return frozenset(kept)


def _mixed(together: list[int]) -> bool:
    return len(together) >= 2 and LEAST + len(together) - 1 <= sum(together) != (LEAST - 1) * len(together)


def _opened(
    table: Mapping[str, Counts], rows: Counts, *, no_rows: frozenset[str], no_columns: frozenset[str]
) -> frozenset[str]:
    """The rows whose split over the columns is shown.

    The rows left closed, taken together, must not be small in any column either: theirs is what is left when the others
    are taken from the columns' totals. So one more is closed, the smallest first, until that holds.
    """
    merged = {row: _merged(counts, no_columns) for row, counts in table.items()}
    closed = {row for row in merged if row in no_rows or any(map(is_small, merged[row].values()))}
    others = sorted((row for row in merged if row not in closed and rows[row]), key=lambda row: (rows[row], row))
    while any(map(is_small, _column_totals({row: merged[row] for row in closed}).values())) and others:
        closed.add(others.pop(0))
    return frozenset(merged) - closed


def _merged(counts: Counts, no_columns: frozenset[str]) -> Counts:
    """A row's counts with the hidden columns taken together, as whoever subtracts would have them."""
    shown = {column: count for column, count in counts.items() if column not in no_columns}
    return shown | {"the hidden columns": sum(counts[column] for column in no_columns)} if no_columns else shown


def _column_totals(table: Mapping[str, Counts]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for counts in table.values():
        for column, count in counts.items():
            totals[column] = totals.get(column, 0) + count
    return totals


def _places(table: Mapping[str, Counts]) -> list[tuple[str, str]]:
    return [(row, column) for row, counts in table.items() for column in counts]
