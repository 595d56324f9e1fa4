"""The ways in which a child's name and birth date are written down otherwise than in the child's record."""

import random
import re
from collections.abc import Callable

from bench.child_names import Invented
from screening.name_families import CALLED, SPELLINGS
from screening.names import folded


def _misspelt(draw: random.Random, word: str, slip: Callable[[str, int], str]) -> str:
    """A slip inside the longest part of a name, where there is room for one."""
    part = max(re.split(r"[ \-’]", word), key=len)
    at = draw.randrange(1, len(part) - 1) if len(part) > 3 else None
    return word if at is None else word.replace(part, slip(part, at), 1)


def _letter(slip: Callable[[str, int], str]):
    def slipped(draw: random.Random, child: Invented) -> Invented:
        name = draw.choice(["first_names", "family_name"])
        return child._replace(**{name: _misspelt(draw, getattr(child, name), slip)})

    return slipped


def _joins(to: str):
    def slipped(draw: random.Random, child: Invented) -> Invented:
        return child._replace(
            first_names=child.first_names.replace("-", to), family_name=re.sub("[-’]", to, child.family_name)
        )

    return slipped


def _plain(draw: random.Random, child: Invented) -> Invented:
    return child._replace(first_names=folded(child.first_names).title(), family_name=folded(child.family_name).title())


def _crossed(draw: random.Random, child: Invented) -> Invented:
    return child._replace(first_names=child.family_name, family_name=child.first_names)


def _spelt(draw: random.Random, child: Invented) -> Invented:
    """Another usual spelling of a name that has some."""
    return child._replace(
        **{
            name: " ".join(_other(draw, word, SPELLINGS) for word in getattr(child, name).split())
            for name in ("first_names", "family_name")
        }
    )


def _called(draw: random.Random, child: Invented) -> Invented:
    """The short name alone, or the known-as name."""
    first = child.first_names.split()[0]
    return child._replace(first_names=child.known_as or _other(draw, first, CALLED), known_as="")


def _other(draw: random.Random, word: str, families: tuple[str, ...]) -> str:
    for family in families:
        if (names := family.split())[0] == folded(word) or families is SPELLINGS and folded(word) in names:
            return draw.choice([name for name in names if name != folded(word)]).title()
    return word


def _left_out(draw: random.Random, child: Invented) -> Invented:
    """One first name and one family name of several."""
    return child._replace(
        first_names=draw.choice(re.split("[ -]", child.first_names)),
        family_name=draw.choice(child.family_name.split("-")),
    )


NAMES: dict[str, Callable[[random.Random, Invented], Invented]] = {
    "a letter missing": _letter(lambda word, at: word[:at] + word[at + 1 :]),
    "a letter doubled": _letter(lambda word, at: word[:at] + word[at] + word[at:]),
    "two letters turned": _letter(lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    "hyphens and apostrophes as spaces": _joins(" "),
    "hyphens and apostrophes left out": _joins(""),
    "accents left out": _plain,
    "another usual spelling": _spelt,
    "known by another name": _called,
    "names the other way round": _crossed,
    "parts left out": _left_out,
}


def swapped_birth(child: Invented) -> Invented:
    """Day and month the other way round, where that is a date."""
    day = child.date_of_birth
    return child._replace(date_of_birth=day.replace(day=day.month, month=day.day)) if day.day <= 12 else child
