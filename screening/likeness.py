"""Whether two records may be of one child, of twins, or of a brother and sister: a kind and reasons, never a number."""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from screening.names import called, canonical, parts, sound

# Jaro-Winkler of two words: from here on people take them for one, badly written; and what is below is another word.
_NEAR, _FAR = 0.92, 0.7


class Spelt(IntEnum):
    """How near two parts of names are; the larger the nearer."""

    OTHERWISE = 0
    DIFFERENTLY = 1
    CALLED = 2
    ONE_OF_A_FAMILY = 3
    ALIKE = 4


# How much of a whole name such a part carries, for putting records in order.
_FIT = {Spelt.OTHERWISE: 0, Spelt.DIFFERENTLY: 0.8, Spelt.CALLED: 0.85, Spelt.ONE_OF_A_FAMILY: 0.95, Spelt.ALIKE: 1}


class Birth(IntEnum):
    """How two birth dates stand to each other."""

    OTHER = 0
    UNKNOWN = 1
    SLIP = 2
    SWAPPED = 3
    SAME = 4


class Kind(IntEnum):
    """What two records may be. Twins, brothers and sisters are named so that nobody takes them for one child."""

    SAME_CHILD = 1
    TWIN = 2
    SIBLING = 3


KIND_WORDS: dict[Kind, str] = {
    Kind.SAME_CHILD: "May be the same child",
    Kind.TWIN: "May be a twin",
    Kind.SIBLING: "May be a brother or sister",
}


@dataclass(frozen=True)
class Identity:
    """Who a child is, as far as it is written down."""

    first_names: str = ""
    family_name: str = ""
    known_as: str = ""
    date_of_birth: dt.date | None = None
    homes: frozenset[str] = frozenset()
    # Names that somebody looks for, of which nobody said which is first and which is family name.
    any_order: bool = False


@dataclass(frozen=True)
class Likeness:
    """`order` puts the nearest first and is for sorting alone."""

    kind: Kind
    reasons: tuple[str, ...]
    order: tuple = field(compare=False)

    @property
    def words(self) -> str:
        return KIND_WORDS[self.kind]


class _Word(NamedTuple):
    """A part made ready for comparing: what stands for it, what is said for it, and the words it is joined in."""

    text: str
    canonical: str
    called: frozenset[str]
    joined: tuple[str, ...]


def _words(name: str) -> list[_Word]:
    return [_Word(text, canonical(text), called(text), joined) for text, joined in parts(name)]


class _Names:
    """The parts of one child's names, made ready once."""

    def __init__(self, who: Identity):
        self.who = who
        self.family = _words(who.family_name)
        self.given = _words(who.first_names) + (_words(who.known_as) if who.known_as else [])


class Comparer:
    """Compares one child with many."""

    def __init__(self, who: Identity):
        self.one = _Names(who)

    def likeness(self, other: Identity) -> Likeness | None:
        """What the other record may be to this one; None when nothing says that they are related."""
        names = _Names(other)
        if self.one.who.any_order:
            return _looked_for(self.one.given, names.given + names.family)
        birth = birth_of(self.one.who.date_of_birth, other.date_of_birth)
        home = bool(self.one.who.homes & other.homes)
        given, family, fit, swapped = self._nearest(names)
        no_family = not (self.one.family and names.family)
        return _judged(_Facts(given, family, fit, swapped, birth, home, no_family))

    def _nearest(self, other: _Names) -> tuple[Spelt, Spelt, float, bool]:
        """How near first and family names are, the names as wholes, and whether they stand the other way round."""
        ours, every = self.one, len(self.one.given + self.one.family + other.given + other.family)
        given, family = _parts(ours.given, other.given), _parts(ours.family, other.family)
        if not (max(given) and max(family)):
            # A name in the other box.
            crossed = _parts(ours.given, other.family), _parts(ours.family, other.given)
            if all(map(max, crossed)):
                return max(crossed[0]), max(crossed[1]), _fit(*crossed) / every, True
        return max(given), max(family), _fit(given, family) / every, False


def _looked_for(words: list[_Word], names: list[_Word]) -> Likeness | None:
    """Each of the words is one of the names."""
    best = _parts(words, names)
    if not min(best):
        return None
    kind, said = Kind.SAME_CHILD, _SPELT[min(best)].format("name")
    return Likeness(kind, (said,), (kind, -sum(_FIT[each] for each in best) / len([*words, *names])))


def _parts(ours: list[_Word], theirs: list[_Word]) -> list[Spelt]:
    """For each part of the one name, the nearest part of the other."""
    best = [max((_spelt(one, other) for other in theirs), default=Spelt.OTHERWISE) for one in ours]
    return best or [Spelt.OTHERWISE]


def _fit(given: list[Spelt], family: list[Spelt]) -> float:
    return sum(_FIT[each] for each in (*given, *family))


def _spelt(one: _Word, other: _Word) -> Spelt:
    if one.text == other.text or one.text in other.joined or other.text in one.joined:
        return Spelt.ALIKE
    if one.canonical == other.canonical:
        return Spelt.ONE_OF_A_FAMILY
    if other.canonical in one.called:
        return Spelt.CALLED
    pairs = [(one.canonical, other.canonical), *((one.text, each) for each in other.joined),
             *((each, other.text) for each in one.joined)]  # fmt: skip
    return Spelt.DIFFERENTLY if any(badly_written(*pair) for pair in pairs) else Spelt.OTHERWISE


def badly_written(one: str, other: str) -> bool:
    """Whether people would take one word for the other with a slip of the pen, or heard over the telephone."""
    alike = JaroWinkler.similarity(one, other, score_cutoff=_FAR)
    longer = max(len(one), len(other))
    if not alike or longer < 3:
        return False
    if alike >= _NEAR and longer > 4:
        return True
    slips = 0 if longer == 3 else 1 if longer < 9 else 2
    return OSA.distance(one, other, score_cutoff=slips) <= slips or sound(one) == sound(other)


def birth_of(one: dt.date | None, other: dt.date | None) -> Birth:
    """The same day, day and month swapped, one of day, month and year different, another day, or not known."""
    if one is None or other is None:
        return Birth.UNKNOWN
    if one == other:
        return Birth.SAME
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return Birth.SWAPPED
    same = (one.day == other.day) + (one.month == other.month) + (one.year == other.year)
    return Birth.SLIP if same == 2 and _one_digit(one, other) else Birth.OTHER


def _one_digit(one: dt.date, other: dt.date) -> bool:
    return OSA.distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}") == 1


def near_days(day: dt.date) -> list[dt.date]:
    """Every other day that a slip of one digit, or day and month swapped, makes of this one."""
    text, found = f"{day:%d%m%Y}", {swapped_day(day)}
    for place in range(8):
        found |= {_day(text[:place] + digit + text[place + 1 :]) for digit in "0123456789"}
        if place < 7:
            found.add(_day(text[:place] + text[place + 1] + text[place] + text[place + 2 :]))
    return sorted(each for each in found if each and each != day and abs(each.year - day.year) < 20)


def swapped_day(day: dt.date) -> dt.date | None:
    """The day with its month before its day, where there is such a day and it is another."""
    return _day(f"{day:%m%d%Y}") if day.day != day.month else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


@dataclass(frozen=True)
class _Facts:
    given: Spelt
    family: Spelt
    fit: float
    swapped: bool
    birth: Birth
    home: bool
    no_family_name: bool


def _judged(facts: _Facts) -> Likeness | None:
    kind = _kind(facts)
    if kind is None:
        return None
    birth, home = facts.birth, facts.home
    both = bool(facts.given and facts.family)
    order = (kind, -(both + (birth >= Birth.SWAPPED) + home), -birth, -home, -facts.fit)
    return Likeness(kind, tuple(_reasons(facts)), order)


def _kind(facts: _Facts) -> Kind | None:
    given, family, birth, home = facts.given, facts.family, facts.birth, facts.home
    both = given and (family or facts.no_family_name)
    if both and (birth is not Birth.OTHER or home):
        return Kind.SAME_CHILD
    if birth >= Birth.SWAPPED and given and (home or given >= Spelt.CALLED):
        return Kind.SAME_CHILD
    if birth is Birth.SAME and family and not given:
        return Kind.TWIN
    return Kind.SIBLING if home else None


_BIRTHS = {
    Birth.SAME: "same date of birth",
    Birth.SWAPPED: "day and month of birth the other way round",
    Birth.SLIP: "date of birth with one digit different",
    Birth.UNKNOWN: "one date of birth is not known",
    Birth.OTHER: "different date of birth",
}
_SPELT = {
    Spelt.ALIKE: "same {}",
    Spelt.ONE_OF_A_FAMILY: "{} in another usual spelling",
    Spelt.CALLED: "{} that is used for the other",
    Spelt.DIFFERENTLY: "{} spelled differently",
    Spelt.OTHERWISE: "different {}",
}


def _reasons(facts: _Facts) -> list[str]:
    family = "family name not known" if facts.no_family_name and not facts.family else ""
    names = [_SPELT[facts.given].format("first name"), family or _SPELT[facts.family].format("family name")]
    turned = ["first and family name the other way round"] if facts.swapped else []
    home = ["same home address"] if facts.home else []
    return [*turned, *names, _BIRTHS[facts.birth], *home]
