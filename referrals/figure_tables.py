"""What the figures are asked for and how they are shown: a quarter, a split, and the tables of a page."""

import datetime as dt
from typing import NamedTuple

from accounts.models import Agency
from screening.protocol import Tool


class Quarter(NamedTuple):
    year: int
    number: int

    @classmethod
    def of(cls, day: dt.date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> list[dt.date]:
        return [dt.date(self.year, self.number * 3 - 2 + month, 1) for month in range(3)]

    @property
    def words(self) -> str:
        first, _, last = self.months
        return f"{first:%B} to {last:%B} {self.year}"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


class Split(NamedTuple):
    """What the figures are narrowed to: nothing, one tool, or one agency."""

    tool: Tool | None = None
    agency: Agency | None = None

    @property
    def is_whole(self) -> bool:
        return self.tool is None and self.agency is None


class Row(NamedTuple):
    label: str
    # One a column; None is hidden.
    counts: list[int | None]


class Shown(NamedTuple):
    """One table as the page, the chart and the file show it. The last column is the quarter's."""

    title: str
    says: str
    columns: list[str]
    rows: list[Row]
    total: Row | None
    in_short: str

    @property
    def all_rows(self) -> list[Row]:
        return [*self.rows, *([self.total] if self.total else [])]

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, int | None]]]]:
        """Each row with its label, and each count under its column's heading."""
        return [(row.label, list(zip(self.columns, row.counts, strict=True))) for row in self.all_rows]

    @property
    def is_empty(self) -> bool:
        return all(count == 0 for row in self.all_rows for count in row.counts)

    @property
    def silent(self) -> list[str]:
        """The columns in which nothing was counted at all."""
        columns = zip(self.columns, zip(*(row.counts for row in self.all_rows), strict=True), strict=True)
        return [column for column, counts in columns if not any(count is None or count for count in counts)]

    @property
    def hides(self) -> bool:
        return any(count is None for row in self.all_rows for count in row.counts)
