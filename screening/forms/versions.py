"""Two tabs on one page: what was loaded, what is typed and what is saved by now, told apart part by part.

A page carries one fingerprint for each of its parts (an indicator, a box), so that a part changed elsewhere is found
without taking the rest for changed.
"""

import hashlib
import json
from collections.abc import Iterable
from enum import Enum

_WIDTH = 8


class Stands(Enum):
    """What happens to a part that was sent."""

    TYPED = "what was typed is saved"
    SAVED = "what is saved stays"
    ASK = "both were changed, and the person chooses"


def fingerprint(values: Iterable) -> str:
    """Eight letters that change when any of the values does."""
    packed = json.dumps(list(values), default=str).encode()
    return hashlib.blake2b(packed, digest_size=_WIDTH // 2).hexdigest()


def pack(prints: Iterable[str]) -> str:
    """The hidden field of the page: every part's fingerprint, in the order of the page."""
    return "".join(prints)


def unpack(version: str | None, count: int) -> list[str]:
    """The fingerprints of a page that was sent; empty ones when it carried none that fit."""
    if not version or len(version) != count * _WIDTH:
        return [""] * count
    return [version[start : start + _WIDTH] for start in range(0, len(version), _WIDTH)]


def stands(*, loaded: str, typed: Iterable, saved: Iterable, saved_is_blank: bool) -> Stands:
    """Which version of one part stands, by what changed since the page was loaded.

    A page without fingerprints counts as loaded when nothing was saved yet.
    """
    typed_print, saved_print = fingerprint(typed), fingerprint(saved)
    if typed_print in (saved_print, loaded):
        return Stands.SAVED
    changed_elsewhere = loaded != saved_print if loaded else not saved_is_blank
    return Stands.ASK if changed_elsewhere else Stands.TYPED
