"""What a referral says, as plain values frozen when it is sent. The PDF and the pages show this and work nothing out again."""

import datetime as dt

from accounts.models import Membership
from audit.events import EventType
from referrals.states import Kind
from screening.models import Answer, HarmHappened, Screening, Source
from screening.pages import FRONT_SHEET, JUDGEMENT, NARRATIVE
from screening.protocol import OUTCOME_WORDS, PRESENCE_WORDS, STRENGTH_WORDS, Nature, Outcome, Presence, Weight

# Strongest first, in each tool's own order of weights.
_STRENGTH_OF_WEIGHT = [Weight.ALERT, Weight.RED, Weight.SIGNIFICANT, Weight.AMBER, Weight.RISK, Weight.VULNERABILITY]


def referrer(member: Membership) -> dict:
    """Who sent it and how to reach them."""
    return {
        "name": member.user.name,
        "job_title": member.user.job_title or member.role_label,
        "agency": member.agency.name,
        "phone": member.user.phone or member.agency.phone,
        "email": member.user.email,
    }


def without_screening(*, kind: Kind, details: dict, sender: Membership) -> dict:
    """An urgent alert or a referral of known harm: what was typed, and who typed it."""
    return {"kind": kind.value, "details": details, "referrer": referrer(sender), "screening": None}


def with_screening(screening: Screening, *, kind: Kind, details: dict, sender: Membership) -> dict:
    """A referral with its completed tool: every answer with its evidence, the decision's reasons, the narrative."""
    return {
        "kind": kind.value,
        "details": details,
        "referrer": referrer(sender),
        "screening": of_screening(screening),
    }


def of_screening(screening: Screening) -> dict:
    """The whole screening. One that waits for its second person has no decision yet, and says so by empty values."""
    child, edition = screening.child, screening.edition
    decision = screening.decision or {}
    age = child.age(screening.screening_date)
    return {
        "reference": screening.reference,
        "version": screening.version,
        "date": screening.screening_date.isoformat(),
        "submitted_at": screening.submitted_at.isoformat() if screening.submitted_at else "",
        "tool": {
            "name": edition.name,
            "edition": edition.version,
            "code": edition.code,
            "provisional": edition.is_provisional,
            "note": edition.provisional_note,
            "approved_by": edition.approved_by,
        },
        "child": {
            "reference": child.reference,
            "name": child.name,
            "known_as": child.known_as,
            "date_of_birth": child.date_of_birth.isoformat() if child.date_of_birth else None,
            "age": age,
            "age_is_estimated": child.date_of_birth is None,
            "age_source": child.age_source,
        },
        "outcome": screening.outcome,
        "outcome_words": outcome_words(screening),
        "least_words": _words(decision.get("least")),
        "fixed": decision.get("fixed") is not None,
        "reasons": decision.get("reasons", []),
        "protocol_version": screening.protocol_version,
        "judgement_reason": screening.judgement.get("reason", ""),
        "countersigned_by": screening.countersigned_by.user.name if screening.countersigned_by else "",
        "front_sheet": _labelled(FRONT_SHEET, screening.front_sheet),
        "narrative": _narrative(screening.narrative),
        "judgement": _labelled(JUDGEMENT, screening.judgement),
        "plan": _plan(screening),
        **_answers(screening),
    }


def outcome_words(screening: Screening) -> str:
    return _words(screening.outcome)


def _words(outcome: str | None) -> str:
    return OUTCOME_WORDS[Outcome(outcome)] if outcome else ""


def _labelled(fields, values: dict) -> list[dict]:
    """The filled fields in the order of the page, each with its label and its value in words."""
    return [
        {"name": field.name, "label": field.label, "value": field.in_words(values.get(field.name)), "own_words": field.own_words}
        for field in fields
        if values.get(field.name) not in (None, "", [])
    ]


def _narrative(values: dict) -> list[dict]:
    rows = []
    for field in NARRATIVE:
        text, why_not = values.get(field.name, ""), values.get(f"{field.name}_not_obtained", "")
        rows.append(
            {"name": field.name, "label": field.label, "value": text, "not_obtained": why_not, "own_words": field.own_words}
        )
    return rows


def _plan(screening: Screening) -> list[dict]:
    labels = {indicator.code: indicator.label for indicator in screening.edition.indicators.all()}
    return [{**row, "label": labels.get(row["code"], row["code"])} for row in screening.judgement.get("plan", [])]


def _answers(screening: Screening) -> dict:
    """Every indicator by section, the ones with evidence strongest first, and what was not asked with who may know."""
    given = {answer.indicator_id: answer for answer in screening.answers.all()}
    sections, rows = [], []
    for section in screening.edition.sections.prefetch_related("indicators"):
        items = [_row(indicator, given.get(indicator.pk)) for indicator in section.indicators.all()]
        sections.append({"title": section.title, "rows": items})
        rows += items
    evidence = [row for row in rows if row["presence"] in (Presence.SUSPECTED, Presence.PRESENT)]
    evidence.sort(key=lambda row: (_STRENGTH_OF_WEIGHT.index(row["weight"]), row["presence"] != Presence.PRESENT))
    return {
        "sections": sections,
        "evidence": evidence,
        "not_asked": [row for row in rows if row["presence"] == Presence.NOT_ASKED],
    }


def _row(indicator, answer: Answer | None) -> dict:
    row = {
        "code": indicator.code,
        "label": indicator.label,
        "weight": indicator.weight,
        "nature": indicator.nature,
        "sign_of_harm": indicator.nature == Nature.SIGN_OF_HARM,
        "who_may_know": indicator.who_may_know,
        "presence": answer.presence if answer else Presence.NOT_ASKED.value,
        "presence_words": PRESENCE_WORDS[Presence(answer.presence if answer else Presence.NOT_ASKED)],
    }
    if answer and answer.has_evidence:
        row |= {
            "what": answer.what,
            "when": when_words(answer),
            "source": source_words(answer),
            "strength": answer.strength,
            "strength_words": STRENGTH_WORDS.get(answer.strength, ""),
            "harm_happened": HarmHappened(answer.harm_happened).label if answer.harm_happened else "",
        }
    return row


def when_words(answer: Answer) -> str:
    """ "In the last 6 months, before that: since September"."""
    frames = [words for ticked, words in ((answer.recent, "in the last 6 months"), (answer.earlier, "before that")) if ticked]
    text = " and ".join(frames)
    if text and answer.period:
        return f"{text[0].upper()}{text[1:]}: {answer.period}"
    return (text[:1].upper() + text[1:]) or answer.period


def source_words(answer: Answer) -> str:
    known = Source(answer.source_type).label if answer.source_type else ""
    return f"{known}: {answer.source_detail}" if known and answer.source_detail else known or answer.source_detail


def day_words(value: str) -> str:
    """An ISO date of the frozen content in words."""
    day = dt.date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


TIMELINE = (
    EventType.ALERT_SENT,
    EventType.REFERRAL_SENT,
    EventType.REFERRAL_SCREENING_ATTACHED,
    EventType.REFERRAL_OPENED,
    EventType.REFERRAL_ACKNOWLEDGED,
    EventType.REFERRAL_ASSIGNED,
    EventType.REFERRAL_DECIDED,
    EventType.REFERRAL_FEEDBACK_READ,
    EventType.DOCUMENT_MADE,
    EventType.DOCUMENT_DOWNLOADED,
)
