"""What can be worked out from sums: how large and how small a count may be, given that others add up to so much.

The simplex method in exact numbers. Counts are never below nought, and nothing else is known of them than the sums.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from fractions import Fraction

Name = Hashable
Terms = dict[int, int | Fraction]
# So many steps without gain, and the order of the names decides: that way no corner is met twice.
_PATIENCE = 12


class Sums:
    """Every set of counts that agrees with the sums; `corners` are those that were met on the way."""

    def __init__(self, sums: Iterable[tuple[Mapping[Name, int], int]]):
        sums = list(sums)
        self.none = _noughts(sums)
        self.numbers: dict[Name, int] = {}
        self.rows: list[Terms] = []
        self.totals: list[int | Fraction] = []
        for terms, total in sums:
            self.rows.append({self._number(name): times for name, times in terms.items() if name not in self.none})
            self.totals.append(total)
        self.corners: list[dict[Name, int | Fraction]] = []
        self._begin()

    def may_be(self, terms: Mapping[Name, int], wanted: int) -> bool:
        """Whether the terms may add up to `wanted` or more."""
        names = [(name, times) for name, times in terms.items() if name not in self.none]
        if any(sum(corner.get(name, 0) * times for name, times in names) >= wanted for corner in self.corners):
            return True
        if any(name not in self.numbers for name, _ in names):
            return True
        most = self._most({self.numbers[name]: times for name, times in names}, wanted)
        return most is None or most >= wanted

    def _number(self, name: Name) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def _begin(self) -> None:
        """A first corner: each row starts with a count of its own, and those are brought to nought together."""
        own = range(len(self.numbers), len(self.numbers) + len(self.rows))
        self.basis = list(own)
        for row, number in zip(self.rows, own, strict=True):
            row[number] = 1
        if self._most(dict.fromkeys(own, -1), 0) != 0:
            raise AssertionError("No counts agree with these sums.")
        for at, row in enumerate(self.rows):
            others = [number for number in row if number not in own]
            if self.basis[at] in own and others:
                self._turn(at, others[0])
        kept = [at for at, number in enumerate(self.basis) if number not in own]
        self.totals, self.basis = [self.totals[at] for at in kept], [self.basis[at] for at in kept]
        self.rows = [{number: times for number, times in self.rows[at].items() if number not in own} for at in kept]
        self.corners.clear()
        self._remember()

    def _most(self, gain: Terms, wanted: int) -> int | Fraction | None:
        """The most the terms may add up to, or the first sum found that reaches `wanted`; None without end."""
        gain, so_far, without_gain = dict(gain), 0, 0
        for row, total, number in zip(self.rows, self.totals, self.basis, strict=True):
            if times := gain.get(number):
                so_far += times * total
                _take(gain, row, times)
        while so_far < wanted and (number := _entering(gain, by_name=without_gain > _PATIENCE)) is not None:
            at = self._leaving(number)
            if at is None:
                return None
            self._turn(at, number)
            more = gain[number] * self.totals[at]
            _take(gain, self.rows[at], gain[number])
            so_far, without_gain = so_far + more, 0 if more else without_gain + 1
        self._remember()
        return so_far

    def _leaving(self, number: int) -> int | None:
        steps = [
            (Fraction(self.totals[at], 1) / row[number], self.basis[at], at)
            for at, row in enumerate(self.rows)
            if row.get(number, 0) > 0
        ]
        return min(steps)[2] if steps else None

    def _turn(self, at: int, number: int) -> None:
        by = self.rows[at][number]
        if by != 1:
            self.rows[at] = {each: _whole(Fraction(times) / by) for each, times in self.rows[at].items()}
            self.totals[at] = _whole(Fraction(self.totals[at]) / by)
        for other, row in enumerate(self.rows):
            if other != at and (times := row.get(number)):
                _take(row, self.rows[at], times)
                self.totals[other] = _whole(self.totals[other] - times * self.totals[at])
        self.basis[at] = number

    def _remember(self) -> None:
        names = {number: name for name, number in self.numbers.items()}
        standing = zip(self.basis, self.totals, strict=True)
        self.corners.append({names[number]: total for number, total in standing if number in names and total})


def _noughts(sums: list[tuple[Mapping[Name, int], int]]) -> set[Name]:
    """The counts that are nought because sums of theirs are."""
    return {name for terms, total in sums if total == 0 and min(terms.values(), default=0) > 0 for name in terms}


def _entering(gain: Terms, *, by_name: bool) -> int | None:
    gaining: Iterator[int] = (number for number, times in gain.items() if times > 0)
    return min(gaining, default=None) if by_name else max(gaining, key=lambda number: gain[number], default=None)


def _take(terms: Terms, row: Terms, times: int | Fraction) -> None:
    """The terms less so many times the row."""
    for number, each in row.items():
        left = _whole(terms.get(number, 0) - times * each)
        if left:
            terms[number] = left
        else:
            terms.pop(number, None)


def _whole(number: int | Fraction) -> int | Fraction:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number
