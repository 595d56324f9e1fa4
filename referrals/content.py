"""What a referral says, as plain values frozen when it is sent. PDF and pages show this and work nothing out again."""

import datetime as dt

from accounts.models import Area, ContactKind, LocalProcedure, Membership
from cse_portal.clock import LONDON
from cse_portal.dates import plain_day
from cse_portal.outcomes import shown
from indicators.models import indicators_of, sections_of
from referrals import areas
from referrals.clock_words import due_why
from referrals.fields import frozen, values_of
from referrals.known import call_noted, known
from referrals.models import Attachment, Referral
from referrals.states import FileState, Kind
from screening.models import Answer, Child, HarmHappened, Screening, SharedAnswers, Source
from screening.pages import FRONT_SHEET, JUDGEMENT, NARRATIVE
from screening.protocol import PRESENCE_WORDS, STRENGTH_WORDS, Nature, Presence, Weight

# Strongest first, in each tool's own order of weights.
STRONGEST_FIRST = (Weight.ALERT, Weight.RED, Weight.SIGNIFICANT, Weight.AMBER, Weight.RISK, Weight.VULNERABILITY)


def referrer(member: Membership) -> dict:
    """Who sent it and how to reach them."""
    return {
        "name": member.user.name,
        "job_title": member.user.job_title or member.role_label,
        "agency": member.agency.name,
        "phone": member.user.phone or member.agency.phone,
        "email": member.user.email,
    }


def without_screening(
    *, kind: Kind, details: dict, sender: Membership, child: dict | None = None, draft: Screening | None = None
) -> dict:
    """An urgent alert or a referral of known harm: what was typed, by whom, and the child when there is a record.

    Of the draft it began with only the noted call is told: the rest is not sent yet.
    """
    content = {"kind": kind.value, "details": details, "referrer": referrer(sender), "child": child, "screening": None}
    return content | {"parts": frozen(known(content) | call_noted(draft) | details)}


def with_screening(
    screening: Screening, *, kind: Kind, details: dict, sender: Membership, before: dict | None = None
) -> dict:
    """A referral with its completed tool: every answer with its evidence, the decision's reasons, the narrative.

    `before` is what the same referral said until now; nothing that was told is asked for again.
    """
    content = {
        "kind": kind.value,
        "details": details,
        "referrer": referrer(sender),
        "screening": of_screening(screening),
    }
    told = values_of(before) if before else {}
    added = {"added_at": before["added_at"]} if before and "added_at" in before else {}
    return content | added | {"parts": frozen(told | known(content, screening) | details)}


def with_additions(content: dict, additions: dict, *, at: dt.datetime) -> dict:
    """The same referral after its referrer told the MASH more."""
    values, details = values_of(content) | additions, content["details"] | additions
    return content | {"details": details, "parts": frozen(values), "added_at": moment(at)}


def of_screening(screening: Screening) -> dict:
    """The whole screening. One that waits for its second person has no decision yet, and says so by empty values."""
    edition = screening.edition
    decision = screening.decision or {}
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
        "child": of_child(screening.child, on=screening.screening_date),
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
        **_before(screening),
        **_answers(screening),
    }


def _before(screening: Screening) -> dict:
    """The tool of the screening before it, where that was another one and the two scales do not compare (rule 7);
    or the edition, where that was; and whose shared answers stood beside the questions.
    """
    before, shared = screening.previous, screening.beside
    edition = before.edition if before and before.edition_id != screening.edition_id else None
    is_beside = shared is not None and shared.is_newer_than(before)
    return {
        "tool_before": edition.name if edition and before.tool != screening.tool else "",
        "edition_before": edition.version if edition and before.tool == screening.tool else "",
        "beside": _shared(shared, screening) if is_beside else "",
    }


def _shared(shared: SharedAnswers, screening: Screening) -> str:
    theirs = shared.screening
    words = (
        f"The answers of {theirs.agency.name} of {plain_day(theirs.screening_date)}, shared on "
        f"{plain_day(shared.shared_at)}, stood beside the questions."
    )
    if theirs.edition_id == screening.edition_id:
        return words
    return f"{words} They were given to the {theirs.edition.name}, {theirs.edition.version}; the rest was asked afresh."


def of_child(child: Child, *, on: dt.date) -> dict:
    """Who the child is, and how old on that day."""
    return {
        "reference": child.reference,
        "name": child.name,
        "known_as": child.known_as,
        "date_of_birth": child.date_of_birth.isoformat() if child.date_of_birth else None,
        "age": child.age(on),
        "age_is_estimated": child.date_of_birth is None,
        "age_source": child.age_source,
    }


def of_document(referral: Referral) -> dict:
    """What the PDF is made from: what the referral says, when and where it was sent, whom to ring, when it is due."""
    area = referral.area
    return {
        **referral.content,
        "reference": referral.reference,
        "area": area.name,
        "urgent": referral.urgent,
        "child_as_known": referral.child_as_known,
        "sent_at": moment(referral.sent_at),
        "due_at": moment(referral.due_at),
        "due_why": _due_why(referral),
        "calls": calls(area),
        "files": listed(referral),
        **areas.of_document(referral),
    }


def listed(referral: Referral) -> list[dict]:
    """The files that may be read with the referral, by what they are; a harmful one is nothing to read."""
    files = Attachment.objects.readable_on(referral).exclude(state=FileState.HARMFUL)
    return [
        {
            "name": file.name,
            "description": file.description,
            "kind": file.kind_words,
            "size": file.size_words,
            "sha256": file.sha256,
            "added_by": f"{file.added_by.user.name}, {file.added_by.agency.name}",
            "added_at": moment(file.added_at),
        }
        for file in files.select_related("added_by__user", "added_by__agency")
    ]


def calls(area: Area) -> list[dict]:
    """Whom to ring there, by day and by night."""
    kinds = [ContactKind.MASH, ContactKind.OUT_OF_HOURS]
    rows = area.contacts.filter(kind__in=kinds).order_by("kind", "position")
    return [{"service": row.service, "number": row.number, "hours": row.hours} for row in rows]


def moment(at: dt.datetime) -> str:
    """To the minute, in London time."""
    return at.astimezone(LONDON).isoformat(timespec="minutes")


def _due_why(referral: Referral) -> str:
    sent = referral.sent_at.astimezone(LONDON)
    return due_why(LocalProcedure.objects.calendar(referral.area, sent.date()), referral)


def outcome_words(screening: Screening) -> str:
    return _words(screening.outcome)


def _words(outcome: str | None) -> str:
    return shown(outcome).label if outcome else ""


def _labelled(fields, values: dict) -> list[dict]:
    """The filled fields in the order of the page, each with its label and its value in words."""
    return [
        {
            "name": field.name, "label": field.label, "group": field.group, "own_words": field.own_words,
            "value": field.in_words(values.get(field.name)),
        }
        for field in fields
        if values.get(field.name) not in (None, "", [])
    ]  # fmt: skip


def _narrative(values: dict) -> list[dict]:
    rows = []
    for field in NARRATIVE:
        text, why_not = values.get(field.name, ""), values.get(f"{field.name}_not_obtained", "")
        rows.append(
            {
                "name": field.name, "label": field.label, "own_words": field.own_words,
                "value": text, "not_obtained": why_not,
            }
        )  # fmt: skip
    return rows


def _plan(screening: Screening) -> list[dict]:
    labels = {indicator.code: indicator.label for indicator in indicators_of(screening.edition_id)}
    return [{**row, "label": labels.get(row["code"], row["code"])} for row in screening.judgement.get("plan", [])]


def _answers(screening: Screening) -> dict:
    """Every indicator by section, the ones with evidence strongest first, and what was not asked with who may know."""
    answers = screening.answers.select_related("screening", "affirmed_from__screening__agency")
    given = {answer.indicator_id: answer for answer in answers}
    sections, rows = [], []
    for section in sections_of(screening.edition_id):
        items = [_row(indicator, given.get(indicator.pk)) for indicator in section.indicators.all()]
        sections.append({"title": section.title, "rows": items})
        rows += items
    evidence = [row for row in rows if row["presence"] in (Presence.SUSPECTED, Presence.PRESENT)]
    evidence.sort(key=lambda row: (STRONGEST_FIRST.index(row["weight"]), row["presence"] != Presence.PRESENT))
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
    if answer and answer.affirmed_from:
        row |= {"affirmed": affirmed_words(answer)}
    return row


def affirmed_words(answer: Answer) -> str:
    """ "Still so on 21 November 2026. First recorded 8 June 2026": old evidence never reads as if it were new."""
    first = answer.origin.screening
    by = f" by {first.agency.name}" if first.agency_id != answer.screening.agency_id else ""
    return f"Still so on {plain_day(answer.recorded_at)}. First recorded {plain_day(first.screening_date)}{by}"


def when_words(answer: Answer) -> str:
    """ "In the last 6 months, before that: since September"."""
    frames = ((answer.recent, "in the last 6 months"), (answer.earlier, "before that"))
    text = " and ".join(words for ticked, words in frames if ticked)
    if text and answer.period:
        return f"{text[0].upper()}{text[1:]}: {answer.period}"
    return (text[:1].upper() + text[1:]) or answer.period


def source_words(answer: Answer) -> str:
    known = Source(answer.source_type).label if answer.source_type else ""
    return f"{known}: {answer.source_detail}" if known and answer.source_detail else known or answer.source_detail
