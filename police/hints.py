"""What would make the information more useful, in words. It never blocks, and says the same with script and without.

Patterns are written so that Python and the browser read them alike: static/js/hints.js is given this very table.
"""

import re
from typing import NamedTuple

from police.subjects import Kind


class Hint(NamedTuple):
    pattern: str
    says: str


_ONE_SUBJECT = Hint(r"\S\s*(?:\s(?:and|or|with)\s|[&+;/])\s*\S", "One subject a form: write another for the second.")
_ONE_WORD = Hint(r"^\s*[^\s]+\s*$", "Is there a full name? A first name or a nickname alone fits many people.")
_UNDATED = Hint(
    r"\b(?:last|this) (?:week|month|night|year|summer|winter|weekend)\b|\byesterday\b|\brecently\b|\bthe other day\b"
    r"|\ba (?:few|couple of) (?:days|weeks|months) ago\b|\blately\b",
    "Write the day or the dates as well: whoever reads this later does not know when you wrote it.",
)
_OPINION = Hint(
    r"\b(?:obviously|everyone knows|everybody knows|dodgy|suspicious(?:ly)?|shady|up to no good)\b",
    "Write what was seen or heard, not what to think of it.",
)
_EMPTY_DESCRIPTION = Hint(r"^\s*$", "Nothing describes it yet: build, hair, clothes, marks, colours all help.")
_NO_DIGIT = Hint(r"^[^0-9]*\S[^0-9]*$", "Even two or three characters of the number plate help.")
_SHORT_NUMBER = Hint(
    r"^(?:[^0-9]*[0-9]){1,9}[^0-9]*$", "This looks shorter than a whole number. Say if it is only part."
)
_A_PERSONS_PLACE = Hint(r"\S[’']s\b", "Use the place’s own name or street, not a person’s name.")

HINTS: dict[str, tuple[Hint, ...]] = {
    "name": (_ONE_SUBJECT, _ONE_WORD),
    "registration": (_ONE_SUBJECT, _NO_DIGIT),
    "number": (_ONE_SUBJECT, _SHORT_NUMBER),
    "handle": (_ONE_SUBJECT,),
    "description": (_EMPTY_DESCRIPTION,),
    "place": (_A_PERSONS_PLACE,),
    "known": (_UNDATED, _OPINION),
    "period": (_UNDATED,),
}
# A number or an account has no looks.
_NOT_OF = {(Kind.PHONE, "description"), (Kind.ACCOUNT, "description")}


def hints_of(kind: Kind, name: str) -> tuple[Hint, ...]:
    """The hints that belong to a box of a form of this kind."""
    return () if (kind, name) in _NOT_OF else HINTS.get(name, ())


def said(kind: Kind, name: str, text: str) -> list[str]:
    """What is said of the text in that box."""
    return [hint.says for hint in hints_of(kind, name) if re.search(hint.pattern, text or "", re.IGNORECASE)]
