"""What a question can be about: one indicator, or one field, of a referral as it was sent.

A card is named "indicator:<code>" or "field:<name>". It is frozen into the question, so that whoever answers sees what
the MASH saw, also after a correction.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cse_portal.clock import LONDON
from screening.pages import JUDGEMENT, Field

INDICATOR, FIELD = "indicator", "field"
SIGNS, OTHER_INDICATORS = "Signs suspected or present", "Other indicators"
WRITTEN, NOT_GIVEN = "What was written", "Not given yet"

_ALERT = (
    Field("who", "Who the child is"),
    Field("where", "Where the child is now"),
    Field("what", "What happened"),
    Field("phone", "Number to ring"),
)


@dataclass(frozen=True)
class Card:
    """One card: its name, its words, the group it is offered in, and what the question keeps of it."""

    about: str
    label: str
    group: str
    frozen: dict


def cards(content: dict) -> dict[str, Card]:
    """Every card of a referral's frozen content, by name, in the order in which they are offered."""
    found = [*_indicators(content), *_fields(content)]
    order = (SIGNS, WRITTEN, OTHER_INDICATORS, NOT_GIVEN)
    found.sort(key=lambda card: order.index(card.group))
    return {card.about: card for card in found}


def _indicators(content: dict) -> Iterator[Card]:
    screening = content.get("screening") or {}
    signs = [row["code"] for row in screening.get("evidence", [])]
    for section in screening.get("sections", []):
        for row in section["rows"]:
            group = SIGNS if row["code"] in signs else OTHER_INDICATORS
            frozen = {"kind": INDICATOR, "label": row["label"], "row": row}
            yield Card(f"{INDICATOR}:{row['code']}", row["label"], group, frozen)


def _fields(content: dict) -> Iterator[Card]:
    """The parts of the referral, then what was written besides them; nothing is offered twice."""
    found: dict[str, Card] = {}
    for card in (*_parts(content), *_besides(content)):
        found.setdefault(card.about, card)
    return iter(found.values())


def _parts(content: dict) -> Iterator[Card]:
    for part in content.get("parts", []):
        for row in part["rows"]:
            yield _field(row["name"], row["label"], row["value"], quoted=row["own_words"])


def _besides(content: dict) -> Iterator[Card]:
    screening, details = content.get("screening") or {}, content.get("details") or {}
    for field in (*_ALERT, *JUDGEMENT):
        if details.get(field.name):
            yield _field(field.name, field.label, field.in_words(details[field.name]))
    for row in screening.get("narrative", []):
        text = row["value"] or (f"Not obtained: {row['not_obtained']}" if row["not_obtained"] else "")
        yield _field(row["name"], row["label"], text, quoted=row["own_words"] and bool(row["value"]))
    for row in screening.get("front_sheet", []):
        yield _field(row["name"], row["label"], row["value"])
    if screening:
        yield _field("judgement_reason", "Why the practitioner judged so", screening["judgement_reason"])


def _field(name: str, label: str, text: str, *, quoted: bool = False) -> Card:
    frozen = {"kind": FIELD, "label": label, "text": str(text), "quoted": quoted}
    return Card(f"{FIELD}:{name}", label, WRITTEN if text else NOT_GIVEN, frozen)


def answered(referral) -> list[dict]:
    """The questions that have an answer, oldest first, as plain values to freeze in a document."""
    rows = []
    for asked in referral.rounds.with_people().order_by("asked_at", "id"):
        for question in asked.questions.all():
            if question.answered_at:
                rows.append(_told(asked, question))
    return rows


def _told(asked, question) -> dict:
    return {
        "about": question.about,
        "label": question.label,
        "text": question.text,
        "answer": question.answer,
        "asked_by": asked.asked_by.user.name,
        "asked_at": asked.asked_at.astimezone(LONDON).isoformat(timespec="minutes"),
        "answered_by": question.answered_by.user.name,
        "agency": question.answered_by.agency.name,
        "answered_at": question.answered_at.astimezone(LONDON).isoformat(timespec="minutes"),
        "of_referrer": asked.of_referrer,
    }
