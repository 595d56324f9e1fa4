"""What the tool's own rules say of the answers as they are now: each reason with its indicator and its rule."""

from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html

from accounts.access import allowed
from accounts.opening import number_now
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import outcomes
from cse_portal.templatetags.portal import tel
from screening.actions import day_of
from screening.models import Screening
from screening.protocol import (
    HARM_PROMPT,
    NUMBER_PROMPT,
    PRESENCE_WORDS,
    STRENGTH_WORDS,
    TOOL_WEIGHTS,
    Answer,
    Answers,
    Finding,
    Nature,
    Tool,
    classify,
    rule_8_signs,
)
from screening.views.section import whose

_OWN_LEVEL = "This tool has no table from answers to a level (rule 4). The level is your own judgement"
_OWN_RULES = "These are the tool’s own rules, not a score and not a prediction."
_NOTES = {
    Tool.PETCH: f"{_OWN_RULES} You know the child; you decide.",
    Tool.REGIONAL: f"{_OWN_LEVEL}, not a score and not a prediction. Vulnerabilities alone never set a level.",
}


@allowed(Permission.SCREENING_WRITE, Permission.SCREENING_COUNTERSIGN)
def explain(request, ref):
    """The panel alone, for the page to swap in. It tells of what is saved, so it only reads, whatever the method."""
    screening = get_object_or_404(
        Screening.objects.visible_to(request.member).with_people().exclude(edition=None), reference=ref
    )
    screening.screening_date = day_of(screening)
    if not screening.is_draft:
        record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    return render(request, "screening/_explain.html", {"explain": explanation(screening)})


def explanation(screening: Screening) -> dict:
    """The explain panel's words (templates/_components/explain.html)."""
    answers = screening.as_answers()
    finding = classify(answers)
    return {
        "title": _title(finding, answers.tool),
        "reasons": [*_prompts(finding, screening), *_rows(finding, answers)],
        "note": _OWN_RULES if finding.fixed else _NOTES[answers.tool],
    }


def _title(finding: Finding, tool: Tool) -> str:
    if finding.fixed:
        return f"The tool fixes the outcome: {_named(finding.fixed)}"
    if finding.least:
        return f"Expect at least: {_named(finding.least)}"
    return "The level is yours to judge" if tool is Tool.REGIONAL else "The outcome is yours to judge"


def _named(outcome) -> str:
    name = outcomes.shown(outcome).label
    return name[:1].lower() + name[1:]


def _prompts(finding: Finding, screening: Screening) -> list[dict]:
    """The questions the rules put to the practitioner. Harm comes first, with the number to ring."""
    rows = []
    if HARM_PROMPT in finding.prompts:
        contact = number_now(screening.area)
        ring = format_html(" on {} ({})", tel(contact.number), contact.service) if contact else ""
        said = format_html("If it has, ring now{}. You do not need to finish this screening first.", ring)
        rows.append(_question(HARM_PROMPT, said, rule=2))
    if NUMBER_PROMPT in finding.prompts:
        said = "If it is, potentially vulnerable is the likely judgement. No number is built in."
        rows.append(_question(NUMBER_PROMPT, said, rule=15))
    return rows


def _question(asked: str, said: str, *, rule: int) -> dict:
    return {"name": asked, "question": True, "text": said, "sub": f"Rule {rule}"}


def _rows(finding: Finding, answers: Answers) -> list[dict]:
    """One row an indicator, with every rule that speaks of it; a reason without an indicator has a row of its own."""
    by_code = {item.code: item for item in answers.items}
    subs: dict[str, list[str]] = {}
    general = []
    for rule, text, codes in _reasons(finding, answers):
        if not codes:
            general.append({"text": text, "sub": f"Rule {rule}"})
        for code in codes:
            subs.setdefault(code, []).append(f"{text}. Rule {rule}")
    rows = [_row(by_code[code], said) for code, said in subs.items()]
    return [*rows, *_others(answers, set(subs)), *general]


def _reasons(finding: Finding, answers: Answers) -> list[tuple[int, str, tuple[str, ...]]]:
    """Rule, the protocol's own words up to where it names the indicators, and the indicators."""
    told = [(reason.rule, reason.text.split(":")[0] if reason.codes else reason.text, reason.codes)
            for reason in finding.reasons]  # fmt: skip
    if signs := rule_8_signs(answers):
        text = "Under 13: the MASH and the police are required, whatever the outcome"
        told.append((8, text, tuple(sign.code for sign in signs)))
    return told


def _others(answers: Answers, named: set[str]) -> list[dict]:
    """The regional tool has no rule that names the rest of the evidence; it is shown, signs before background."""
    if answers.tool is not Tool.REGIONAL:
        return []
    rest = [item for item in answers.items if item.has_evidence and item.code not in named]
    rest.sort(key=lambda item: (item.nature is Nature.CONTEXT, TOOL_WEIGHTS[Tool.REGIONAL].index(item.weight)))
    if not rest and not named:
        return [{"text": "No indicator has evidence. That does not rule out abuse: what was not asked is not known."}]
    return [_row(item, []) for item in rest]


def _row(item: Answer, said: list[str]) -> dict:
    words = f"{PRESENCE_WORDS[item.presence]}, {STRENGTH_WORDS[item.strength]}."
    return {"weight": item.weight, "name": item.name, "text": words[:1].upper() + words[1:], "sub": "; ".join(said)}
