"""What is on a screening, in short: the answers with evidence, what was not asked and who may know, the narrative."""

from django.db.models import prefetch_related_objects
from django.urls import reverse

from indicators.models import Indicator, indicators_of
from referrals.content import STRONGEST_FIRST
from screening.models import Answer, Screening
from screening.pages import NARRATIVE
from screening.protocol import PRESENCE_WORDS, Nature, Presence

_EVIDENCE = (Presence.SUSPECTED, Presence.PRESENT)


def recorded(screening: Screening) -> dict:
    """Read in a fixed number of queries, whatever the tool's size; `Screening.as_answers` then asks nothing more."""
    prefetch_related_objects([screening], "answers")
    given = {answer.indicator_id: answer for answer in screening.answers.all()}
    rows = [_row(screening, indicator, given.get(indicator.pk)) for indicator in indicators_of(screening.edition_id)]
    return {
        "evidence": sorted((row for row in rows if row["presence"] in _EVIDENCE), key=_harm_then_weight),
        "not_asked": [row for row in rows if row["presence"] is Presence.NOT_ASKED],
        "sections": _by_section(rows),
        "narrative": [_part(screening, field) for field in NARRATIVE],
        "narrative_url": reverse("screening:narrative", args=[screening.reference]),
    }


def _harm_then_weight(row: dict) -> tuple:
    """Signs of harm above all else, then the strongest indicators."""
    return row["indicator"].nature != Nature.SIGN_OF_HARM, STRONGEST_FIRST.index(row["indicator"].weight_enum)


def _row(screening: Screening, indicator: Indicator, answer: Answer | None) -> dict:
    presence = Presence(answer.presence) if answer else Presence.NOT_ASKED
    return {
        "indicator": indicator,
        "answer": answer,
        "presence": presence,
        "words": PRESENCE_WORDS[presence].capitalize(),
        "url": indicator_url(screening.reference, indicator.section.code, indicator.code),
    }


def indicator_url(reference: str, section: str, code: str) -> str:
    """The indicator's place on its section's page."""
    return reverse("screening:section", args=[reference, section]) + f"#{code}-indicator"


def _by_section(rows: list[dict]) -> list[dict]:
    sections: dict[int, dict] = {}
    for row in rows:
        section = row["indicator"].section
        sections.setdefault(section.pk, {"title": section.title, "rows": []})["rows"].append(row)
    return list(sections.values())


def _part(screening: Screening, field) -> dict:
    return {
        "name": field.name,
        "label": field.label,
        "text": screening.narrative.get(field.name, ""),
        "not_obtained": screening.narrative.get(f"{field.name}_not_obtained", ""),
        "own_words": field.own_words,
    }
