"""What a judgement must bring before it is accepted (rules 12 to 15, 17, 18 and 24)."""

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import Answers, Judgement
from .classification import Finding
from .reasons import Reason, about
from .terms import OUTCOME_WORDS, Movement, Outcome


@dataclass(frozen=True)
class Needs:
    """What choosing an outcome would ask of the practitioner, by which rules; upwards asks nothing."""

    allowed: bool = True
    reason: bool = False
    countersign: bool = False
    rules: frozenset[int] = frozenset()


# What the decision says of a judgement below the finding (17) or below the screen before (24). The other rules that
# can refuse a judgement have said what they need in the finding.
REFUSED_TEXT: Mapping[int, str] = {
    17: "{chosen} is lower than the tool expects: write why, and have a different named person (the safeguarding lead "
    "or a manager) countersign it.",
    24: "{chosen} is lower than on the screen before ({previous}): write what changed. That a child stopped engaging "
    "is never a reason.",
}
ACCEPTED_TEXT: Mapping[int, str] = {
    17: "{chosen} is lower than the tool expects; accepted with a written reason and a second person.",
    24: "{chosen} is lower than on the screen before ({previous}); accepted with the written analysis of what changed.",
}


def movement(outcome: Outcome, previous: Outcome | None) -> Movement | None:
    """How a re-screen compares with the screen before it (rules 7, 23 and 24)."""
    if previous is None:
        return None
    if outcome.tool is not previous.tool:
        return Movement.OTHER_TOOL
    if outcome is previous:
        return Movement.SAME
    return Movement.DOWN if outcome.is_below(previous) else Movement.UP


def needs(finding: Finding, outcome: Outcome, previous: Outcome | None = None) -> Needs:
    """What the check page asks for when this outcome is chosen."""
    forbidden = _other_than_fixed(finding, outcome)
    below = _below_finding(finding, outcome)
    written = below | _universal_on_amber(finding, outcome) | _lower_than_before(outcome, previous)
    return Needs(not forbidden, reason=bool(written), countersign=bool(below), rules=written | forbidden)


def refusals(finding: Finding, judgement: Judgement, previous: Outcome | None = None) -> frozenset[int]:
    """The rules by which this judgement is refused; empty when it is accepted."""
    outcome = judgement.outcome
    refused = _other_than_fixed(finding, outcome)
    if not (judgement.has_reason and judgement.countersigned):
        refused |= _below_finding(finding, outcome)
    if not judgement.has_reason:
        refused |= _universal_on_amber(finding, outcome) | _lower_than_before(outcome, previous)
    return refused


def bare_ticks(answers: Answers) -> Reason | None:
    """Rule 18 (project, from research): evidence without its strength stops the decision."""
    bare = [item for item in answers.items if item.lacks_strength]
    text = "Suspected or present, without the strength of the evidence: {names}. Say how strong the evidence is."
    return about(18, text, bare) if bare else None


def lower_reasons(
    finding: Finding, judgement: Judgement, previous: Outcome | None, refused: frozenset[int]
) -> tuple[Reason, ...]:
    """For an outcome lower than expected or than before: in words, what is missing or on what it was accepted."""
    outcome = judgement.outcome
    rules = sorted(needs(finding, outcome, previous).rules & REFUSED_TEXT.keys())
    texts = {rule: REFUSED_TEXT[rule] if rule in refused else ACCEPTED_TEXT[rule] for rule in rules}
    words = {"chosen": OUTCOME_WORDS[outcome], "previous": OUTCOME_WORDS[previous] if previous else ""}
    return tuple(Reason(rule, text.format(**words)) for rule, text in texts.items())


def _other_than_fixed(finding: Finding, outcome: Outcome) -> frozenset[int]:
    """Rule 12 (Solihull): nothing but the fixed outcome, so neither a reason nor a second person helps."""
    return frozenset({12}) if finding.fixed not in (None, outcome) else frozenset()


def _below_finding(finding: Finding, outcome: Outcome) -> frozenset[int]:
    """Rules 13 and 14, each with rule 17 (project): below the least expected."""
    if finding.fixed or finding.least is None or not outcome.is_below(finding.least):
        return frozenset()
    return (finding.rules & {13, 14}) | {17}


def _universal_on_amber(finding: Finding, outcome: Outcome) -> frozenset[int]:
    """Rule 15: universal on two or more amber needs a reason, but no second person."""
    return finding.rules & {15} if outcome is Outcome.UNIVERSAL else frozenset()


def _lower_than_before(outcome: Outcome, previous: Outcome | None) -> frozenset[int]:
    """Rule 24 (project, from inquiries): a lower level needs the analysis of what changed.

    Words can't be judged by a rule, so a reason that only says the child stopped engaging is for the check page
    to warn about and for people to see.
    """
    return frozenset({24}) if movement(outcome, previous) is Movement.DOWN else frozenset()
