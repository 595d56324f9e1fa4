"""Words that put the weight on the child, and what to write instead.

They are named beside the box and never block a save. The child's own words, between quotation marks, are left alone.
static/js/words.js reads the same table and finds words in the same way.
"""

import re

from django.utils.html import json_script

_ACTS = "Say what the child did, or what others did to them."
_NOT_A_CHOICE = "suggests the child chose the harm. Say who did what to the child."
_NOT_A_RELATIONSHIP = "makes exploitation sound equal. Say who the other person is, and their hold over the child."
_LABEL = f"is a label. {_ACTS}"
_MISSING = "blames the child for being missing. Write from when to when, where the child was found, and with whom."
_EXCHANGE = "sounds like a fair exchange. Say what the child was given, by whom, and what was done to them."
_NAMED_FOR_IT = "names the child for the abuse. Say that the child was sexually exploited, and by whom."
_TOLD = "casts doubt on the child. Write what the child said, as they said it, and what you saw yourself."
_REFUSES = "puts the duty on the child. Say what was offered, how, and what stood in the way."

PHRASES: dict[str, str] = {
    "streetwise": f"can put the weight on the child. {_ACTS}",
    "promiscuous": _LABEL,
    "promiscuity": _LABEL,
    "attention-seeking": _LABEL,
    "attention seeking": _LABEL,
    "manipulative": _LABEL,
    "provocative": _LABEL,
    "flirtatious": _LABEL,
    "mature for her age": f"can hide that this is a child. {_ACTS}",
    "mature for his age": f"can hide that this is a child. {_ACTS}",
    "mature for their age": f"can hide that this is a child. {_ACTS}",
    "out of control": _LABEL,
    "beyond control": _LABEL,
    "lifestyle choice": _NOT_A_CHOICE,
    "making poor choices": _NOT_A_CHOICE,
    "makes poor choices": _NOT_A_CHOICE,
    "bad choices": _NOT_A_CHOICE,
    "risky behaviour": _NOT_A_CHOICE,
    "putting herself at risk": _NOT_A_CHOICE,
    "putting himself at risk": _NOT_A_CHOICE,
    "putting themselves at risk": _NOT_A_CHOICE,
    "puts herself at risk": _NOT_A_CHOICE,
    "puts himself at risk": _NOT_A_CHOICE,
    "puts themselves at risk": _NOT_A_CHOICE,
    "placing herself at risk": _NOT_A_CHOICE,
    "placing himself at risk": _NOT_A_CHOICE,
    "placing themselves at risk": _NOT_A_CHOICE,
    "asking for it": _NOT_A_CHOICE,
    "led him on": _NOT_A_CHOICE,
    "consensual": "can hide that a child cannot agree to be exploited. Say what happened, and how old each was.",
    "sexually active": "can read as free choice. Say what happened, with whom, and the age of each.",
    "having sex with": "can hide abuse. Say who did what to the child, and the age of each.",
    "older boyfriend": _NOT_A_RELATIONSHIP,
    "older girlfriend": _NOT_A_RELATIONSHIP,
    "in a relationship with": _NOT_A_RELATIONSHIP,
    "child prostitute": _NAMED_FOR_IT,
    "prostituting": _NAMED_FOR_IT,
    "prostitution": _NAMED_FOR_IT,
    "in exchange for sex": _EXCHANGE,
    "sexual favours": _EXCHANGE,
    "absconded": _MISSING,
    "absconding": _MISSING,
    "absconder": _MISSING,
    "alleges": _TOLD,
    "claims that": _TOLD,
    "changed her story": _TOLD,
    "changed his story": _TOLD,
    "changed their story": _TOLD,
    "will not engage": _REFUSES,
    "refuses to engage": _REFUSES,
    "failed to engage": _REFUSES,
    "non-compliant": _REFUSES,
    "hard to reach": _REFUSES,
}

# With the spaces round it, a phrase is found only as whole words.
_SPACED = tuple((f" {phrase} ", phrase, instead) for phrase, instead in PHRASES.items())
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_NOT_A_WORD = re.compile(r"(?:[^\w-]|_)+")


def blaming(text: str) -> list[tuple[str, str]]:
    """Each listed phrase in the text, outside quotation marks, with what to write instead; in the order of the list."""
    if not text:
        return []
    own = _NOT_A_WORD.sub(" ", f" {_QUOTED.sub(' ', text).lower()} ")
    return [(phrase, instead) for spaced, phrase, instead in _SPACED if spaced in own]


# The table for the script, as the element it looks for. Drawn once: it is the same on every page.
FOR_SCRIPT = json_script(PHRASES, "word-hints")
