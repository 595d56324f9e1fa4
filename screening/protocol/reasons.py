"""A reason: the number of the rule, a sentence for people, and the indicators it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass

from .answers import Answer


@dataclass(frozen=True)
class Reason:
    """Why the protocol says what it says, by rule number and in words."""

    rule: int
    text: str
    codes: tuple[str, ...] = ()


def about(rule: int, text: str, answers: Iterable[Answer]) -> Reason:
    """A reason that names indicators: `{names}` in the text becomes their labels."""
    named = tuple(answers)
    names = "; ".join(answer.name for answer in named)
    return Reason(rule, text.replace("{names}", names), tuple(answer.code for answer in named))
