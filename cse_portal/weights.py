"""How each weight of an indicator is shown: a shape, a word and a colour, in one table.

The word is always beside the shape, so that nothing is lost in grey or read aloud. Weights mark indicators, never a
child.
"""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True)
class Look:
    word: str
    meaning: str
    shape: str


LOOKS = {
    "amber": Look(
        "Amber", "some weight", '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="3"/>'
    ),
    "red": Look("Red", "more weight", '<path d="M10 1l9 9-9 9-9-9z" fill="currentColor"/>'),
    "alert": Look(
        "Alert",
        "strong sign, decides alone when clear",
        '<rect x="1" y="1" width="18" height="18" rx="3" fill="currentColor"/>'
        '<path d="M8.6 4h2.8l-.5 7.5H9.1zM10 13a1.6 1.6 0 1 1 0 3.2A1.6 1.6 0 0 1 10 13z" fill="#fff"/>',
    ),
    "significant": Look("Significant", "weighs most", '<rect x="2" y="2" width="16" height="16" fill="currentColor"/>'),
    "risk": Look(
        "Risk",
        "adds to the concern",
        '<rect x="3.5" y="3.5" width="13" height="13" fill="none" stroke="currentColor" stroke-width="3"/>',
    ),
    "vulnerability": Look(
        "Vulnerability",
        "can make a child easier to harm",
        '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2.5" '
        'stroke-dasharray="3.3 2.2"/>',
    ),
}

WEIGHTS_OF_TOOL = {"petch": ("amber", "red", "alert"), "regional": ("significant", "risk", "vulnerability")}


def _drawn(weight: str, look: Look) -> SafeString:
    return format_html(
        '<span class="portal-weight portal-weight--{}"><svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}'
        "</svg>{}</span>",
        weight,
        mark_safe(look.shape),  # noqa: S308 - the shapes are the constants above
        look.word,
    )


# Drawn once: a section page shows tens of them.
DRAWN = {weight: _drawn(weight, look) for weight, look in LOOKS.items()}


def drawn(weight: str) -> SafeString:
    """The shape and the word of a weight, as HTML."""
    return DRAWN[str(weight)]


def key(tool: str) -> list[tuple[SafeString, str]]:
    """Each weight of a tool with what it means, weakest first, for the key above a section."""
    return [(DRAWN[weight], LOOKS[weight].meaning) for weight in WEIGHTS_OF_TOOL[str(tool)]]
