"""Names as they are looked for: the parts they are made of, and which parts may be one part, written differently.

A name is folded to small letters without accents and split at spaces, hyphens and apostrophes. "Zoë O’Brien-Łęcka" has
the parts zoe, brien, lecka; it is also looked for as obrien and as brienlecka.
"""

import re
import unicodedata
from collections import defaultdict
from typing import NamedTuple

from screening.name_families import CALLED, PARTICLES, SPELLINGS

# What taking the accents away does not change.
_LETTERS = str.maketrans(
    {"ł": "l", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_WORD = re.compile(r"[^\W_]+")
# Typewriters, telephones and Irish each have an apostrophe of their own.
_JOIN = re.compile(r"[-‐‑‒–'’‘`´ʼ]")
_STANDS_FOR = {name: family.split()[0] for family in SPELLINGS for name in family.split()}
# The longest of two short words that people also write as one: Ann Marie, Annmarie.
_LONGEST_JOINED = 18
# Nobody is looked for by more parts of one name than this.
_MOST_PARTS = 10


class Part(NamedTuple):
    """One part of a name, and the longer words it is written in when it is joined to its neighbour."""

    text: str
    joined: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Small letters without accents."""
    small = text.casefold().translate(_LETTERS)
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.casefold().translate(_LETTERS)


def parts(name: str) -> list[Part]:
    """The parts of one name in order; small words such as O’ and al- belong to the part that follows them."""
    words = _WORD.findall(_JOIN.sub("-", folded(name)))
    pairs = [one + other for one, other in zip(words, words[1:], strict=False) if len(one + other) <= _LONGEST_JOINED]
    found = []
    for place, word in enumerate(words):
        if word in PARTICLES and place + 1 < len(words):
            continue
        found.append(Part(word, tuple(pair for pair in pairs if word != pair and _holds(pair, word, words, place))))
    return found[:_MOST_PARTS]


def _holds(pair: str, word: str, words: list[str], place: int) -> bool:
    before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
    return pair in (before + word, word + after)


def spellings(name: str) -> set[str]:
    """Every word the name is looked for by, each standing for its family of spellings."""
    return {canonical(text) for part in parts(name) for text in (part.text, *part.joined)}


def canonical(part: str) -> str:
    """The word that stands for every spelling of this part: Mohammed, Mohd and Muhammad are one."""
    part = _STANDS_FOR.get(part, part)
    return "mc" + part[3:] if part.startswith("mac") and len(part) > 6 else part


def _families() -> dict[str, frozenset[str]]:
    groups = defaultdict(set)
    for family in CALLED:
        names = {canonical(name) for name in family.split()}
        for name in names:
            groups[name] |= names
    return {name: frozenset(names) for name, names in groups.items()}


_CALLED = _families()


def called(part: str) -> frozenset[str]:
    """The names somebody of this name is also called by, and those this may be short for; itself among them."""
    part = canonical(part)
    return _CALLED.get(part, frozenset()) | {part}


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^(mac|mc)", "mk"), (r"^ps", "s"), (r"^x", "s"),
        (r"ph", "f"), (r"gh(?=[tln]|$)", ""), (r"(sch|szcz|sz|sh|cz|tch|ch|cs)", "s"), (r"(rz|zh|dz|z)", "s"),
        (r"ck|cq|q|kh", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"dg", "j"), (r"g(?=[eiy])", "j"),
        (r"th", "t"), (r"dh", "d"), (r"bh", "b"), (r"gh", "g"), (r"v|w", "f"), (r"d(?=$)", "t"), (r"b(?=$)", "p"),
    )
)  # fmt: skip
_QUIET = re.compile(r"[aeiouyh]+")
_TWICE = re.compile(r"(.)\1+")


def sound(part: str) -> str:
    """Roughly how a name part sounds to an English, Irish, Polish or Urdu ear: its consonants, and how it begins."""
    said = canonical(part)
    for pattern, replacement in _SOUNDS:
        said = pattern.sub(replacement, said)
    first = "a" if _QUIET.match(said) else ""
    return first + _TWICE.sub(r"\1", _QUIET.sub("", said))


def likes(part: str) -> set[str]:
    """What two parts share when they sound alike, or when one letter is missing, added, changed or out of its place."""
    without = {part[:place] + part[place + 1 :] for place in range(len(part))} if len(part) > 3 else set()
    return {f"={sound(part)}", part, *without}


_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
_NUMBER = re.compile(r"\b(\d+[a-z]?)\b[ ,]+([a-z]{3,})")


def home_keys(address: str) -> set[str]:
    """What two writings of one home address share: number and street, number and postcode."""
    text = folded(address)
    postcode = _POSTCODE.search(text)
    street = _NUMBER.search(_POSTCODE.sub(" ", text))
    keys = {f"{street[1]} {street[2]}"} if street else set()
    if postcode and street:
        keys = {f"{street[1]} {postcode[1]}{postcode[2]}"}
    return keys
