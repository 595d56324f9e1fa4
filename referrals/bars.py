"""Where the bars of a chart stand. A hidden number has a mark of its own and never the length of one."""

from textwrap import shorten
from typing import NamedTuple

WIDTH, ROW, HIDDEN = 320, 44, 28
# So many letters have room over a bar; the whole label stands in the table.
_LETTERS = 42
# Room for the number after the longest bar.
_NUMBER = 60
_MONTH, _HEIGHT = 52, 120


class Bar(NamedTuple):
    label: str
    count: int | None
    # Of a lying bar its row's top and its length; of a standing one its left edge and its height.
    at: int
    size: int

    @property
    def short(self) -> str:
        """The label as far as there is room for it."""
        return shorten(self.label, _LETTERS, placeholder="…")

    @property
    def end(self) -> int:
        return self.size + 8

    @property
    def top(self) -> int:
        """Where a standing bar begins."""
        return _HEIGHT - self.size + 20

    @property
    def over(self) -> int:
        """Where the number over a standing bar is written."""
        return self.top - 6

    @property
    def words(self) -> str:
        if self.count is None:
            return "hidden"
        return f"{self.count:,}" if self.count else "none"


class Chart(NamedTuple):
    bars: list[Bar]
    width: int
    height: int

    @property
    def words(self) -> str:
        """The chart read aloud."""
        return "; ".join(f"{bar.label}: {bar.words}" for bar in self.bars) + "."


def lying(counts: list[tuple[str, int | None]]) -> Chart:
    """One bar below another, each under its label."""
    longest = max((count or 0 for _, count in counts), default=0) or 1
    bars = [
        Bar(label, count, place * ROW, _size(count, longest, WIDTH - _NUMBER))
        for place, (label, count) in enumerate(counts)
    ]
    return Chart(bars, WIDTH, len(bars) * ROW)


def standing(counts: list[tuple[str, int | None]]) -> Chart:
    """One bar beside another, each over its label."""
    highest = max((count or 0 for _, count in counts), default=0) or 1
    bars = [
        Bar(label, count, place * _MONTH, _size(count, highest, _HEIGHT)) for place, (label, count) in enumerate(counts)
    ]
    return Chart(bars, len(bars) * _MONTH, _HEIGHT + 50)


def _size(count: int | None, most: int, room: int) -> int:
    if count is None:
        return HIDDEN
    return max(2, round(count / most * room)) if count else 0
