"""What a tool's own rules say of the answers (rules 12 to 15). No sum, no count shown, no hidden level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .answers import Answer, Answers
from .reasons import Reason, about
from .terms import Nature, Outcome, Presence, Strength, Tool, Weight


@dataclass(frozen=True)
class Finding:
    """An outcome the rules fix, or the least they expect, why, and what the check page asks the practitioner."""

    fixed: Outcome | None = None
    least: Outcome | None = None
    reasons: tuple[Reason, ...] = ()
    prompts: tuple[str, ...] = ()

    @property
    def rules(self) -> frozenset[int]:
        """The numbers of the rules behind this finding."""
        return frozenset(reason.rule for reason in self.reasons)


HARM_PROMPT = "Has harm already happened?"
NUMBER_PROMPT = "Is this a significant number?"

# The words for one answer: what is known of it and how well.
PRESENCE_WORDS: Mapping[Presence, str] = {
    Presence.NOT_ASKED: "not asked",
    Presence.NO_INFORMATION: "no information",
    Presence.NOT_PRESENT: "not present",
    Presence.SUSPECTED: "suspected",
    Presence.PRESENT: "present",
}
STRENGTH_WORDS: Mapping[Strength | None, str] = {
    Strength.CLEAR: "clear evidence",
    Strength.PARTIAL: "partial evidence",
    Strength.CONCERN_ONLY: "concern only",
    None: "strength of evidence not given",
}


def classify(answers: Answers) -> Finding:
    """The finding of one screen's answers. Total: whatever can be answered has exactly one finding."""
    finding = TOOL_RULES[answers.tool](answers)
    harm = signs_of_harm(answers)
    if harm is None:
        return finding
    return Finding(finding.fixed, finding.least, (harm, *finding.reasons), (HARM_PROMPT, *finding.prompts))


def signs_of_harm(answers: Answers) -> Reason | None:
    """Signs of harm are named first, so that a child known to be harmed is not called "at risk" (rule 2, research)."""
    harm = [item for item in answers.items if item.has_evidence and item.nature is Nature.SIGN_OF_HARM]
    if not harm:
        return None
    text = "Sign of harm: {names}. Has harm already happened? If it has, go to the MASH without waiting for the screen."
    return about(2, text, harm)


def _regional(answers: Answers) -> Finding:
    """Rule 4: no count-to-level table is published for the regional tool, so the level is judged, never worked out."""
    return Finding()


def _petch(answers: Answers) -> Finding:
    """The most serious rule wins: 12 alone, else 13 and 14, else the rows for amber only."""
    expected = _alert_not_clear(answers) + _red(answers)
    if fixing := _alert_clear(answers):
        return Finding(Outcome.VULNERABLE, Outcome.VULNERABLE, fixing)
    if expected:
        return Finding(None, Outcome.POTENTIALLY_VULNERABLE, expected)
    return _amber_only(answers.with_evidence(Weight.AMBER))


def _alert_clear(answers: Answers) -> tuple[Reason, ...]:
    """Rule 12 (Solihull): clear evidence of one alert indicator is always vulnerable."""
    clear = [item for item in answers.with_evidence(Weight.ALERT) if item.is_clear]
    text = "Alert, present with clear evidence: {names}. The tool's outcome is then always vulnerable to CSE."
    return (about(12, text, clear),) if clear else ()


def _alert_not_clear(answers: Answers) -> tuple[Reason, ...]:
    """Rule 13 (project): an alert that is suspected, or present without clear evidence, is never simply universal."""
    unclear = [item for item in answers.with_evidence(Weight.ALERT) if not item.is_clear]
    text = (
        f"Alert, not yet clear: {'; '.join(_in_words(item) for item in unclear)}. Potentially vulnerable or vulnerable "
        "is expected; universal needs a written reason and a second person."
    )
    return (Reason(13, text, tuple(item.code for item in unclear)),) if unclear else ()


def _red(answers: Answers) -> tuple[Reason, ...]:
    """Rule 14: red with amber (Solihull), and red alone (project, where the source is silent)."""
    red = answers.with_evidence(Weight.RED)
    amber = answers.with_evidence(Weight.AMBER)
    kind = "Red together with amber" if amber else "Red alone"
    text = (
        f"{kind}: {{names}}. Potentially vulnerable or vulnerable is expected; universal needs a written reason "
        "and a second person."
    )
    return (about(14, text, red + amber),) if red else ()


def _amber_only(amber: tuple[Answer, ...]) -> Finding:
    """Rule 15 (Solihull; threshold of the question: project): two or more bring the question. No number is built in."""
    if len(amber) < 2:
        return Finding(reasons=(_one_amber(amber) if amber else NO_EVIDENCE,))
    text = (
        "Amber only: {names}. If this is a significant number, potentially vulnerable is the likely judgement; "
        "universal needs a written reason."
    )
    return Finding(reasons=(about(15, text, amber),), prompts=(NUMBER_PROMPT,))


def _one_amber(amber: tuple[Answer, ...]) -> Reason:
    """The tool's own row P5: no rule expects anything, and the reason is in the analysis that rule 20 asks for."""
    return about(20, "One amber indicator and no other: {names}. The outcome is yours to judge; write why.", amber)


# The tool's own row P7, under rule 19: what was not asked never counts as absent.
NO_EVIDENCE = Reason(19, "No indicator has evidence. That does not rule out abuse: what was not asked is not known.")


def _in_words(answer: Answer) -> str:
    return f"{answer.name} ({PRESENCE_WORDS[answer.presence]}, {STRENGTH_WORDS[answer.strength]})"


# One set of rules a tool. Only the Petch tool has published rules.
TOOL_RULES: Mapping[Tool, Callable[[Answers], Finding]] = {Tool.PETCH: _petch, Tool.REGIONAL: _regional}
