"""What changed since the last screening, sign by sign. Plain values in and out; nothing is completed by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from screening.protocol import Presence, Strength


class Change(StrEnum):
    """What became of one indicator, in the order in which people read it."""

    NEW = "new"
    STRONGER = "stronger"
    WEAKER = "weaker"
    GONE = "gone"
    UNKNOWN = "unknown"
    UNCHANGED = "unchanged"
    # No evidence at either time: nothing to show.
    NEITHER = "neither"


# Presence counts before strength: a sign that is suspected with clear evidence is still only suspected.
_PRESENCE = (Presence.SUSPECTED, Presence.PRESENT)
_STRENGTH = (None, Strength.CONCERN_ONLY, Strength.PARTIAL, Strength.CLEAR)


@dataclass(frozen=True)
class Said:
    """An answer as far as it is compared. `affirmed`: taken over from last time and said to be still so."""

    presence: Presence = Presence.NOT_ASKED
    strength: Strength | None = None
    affirmed: bool = False

    @property
    def has_evidence(self) -> bool:
        return self.presence in _PRESENCE

    @property
    def weight(self) -> tuple[int, int]:
        return _PRESENCE.index(self.presence), _STRENGTH.index(self.strength)


NOTHING = Said()


@dataclass(frozen=True)
class Compared:
    """One indicator then and now. `code` is today's, or of the earlier tool where today's does not ask it."""

    code: str
    then: Said
    now: Said
    change: Change
    # Whether today's tool asks this at all.
    asked_today: bool = True


def change_of(then: Said, now: Said) -> Change:
    """Which group one indicator falls into. "Not asked" and "no information" never count as gone (rule 19)."""
    if not then.has_evidence:
        return Change.NEW if now.has_evidence else Change.NEITHER
    if not now.has_evidence:
        return Change.GONE if now.presence is Presence.NOT_PRESENT else Change.UNKNOWN
    if now.weight == then.weight:
        return Change.UNCHANGED
    return Change.STRONGER if now.weight > then.weight else Change.WEAKER


def compare(
    then: Mapping[str, Said], now: Mapping[str, Said], *, codes: Mapping[str, str], asked: Iterable[str]
) -> tuple[Compared, ...]:
    """Every indicator that was asked then or is asked today, once, by what became of it.

    `codes` is today's code to the earlier one where the two ask the same; `asked` is every code of today's tool.
    What the earlier tool found and today's does not ask is unknown, never gone.
    """
    rows = [_of_today(code, then.get(codes.get(code, ""), NOTHING), now.get(code, NOTHING)) for code in asked]
    mapped = set(codes.values())
    rows += [
        Compared(code, said, NOTHING, change_of(said, NOTHING), asked_today=False)
        for code, said in then.items()
        if code not in mapped
    ]
    order = list(Change)
    return tuple(sorted(rows, key=lambda row: order.index(row.change)))


def _of_today(code: str, then: Said, now: Said) -> Compared:
    return Compared(code, then, now, change_of(then, now))
