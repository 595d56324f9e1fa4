"""One decision of one case, with every reason and the version of the rules that made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .age_route import AgeRoute
from .answers import Answers, Judgement
from .classification import Finding, classify
from .judgement import bare_ticks, lower_reasons, movement, refusals
from .pathway import OUTCOME_TABLE, RULE_8_TEXT, Pathway, pathway_for, rule_8_signs
from .procedure import Procedure
from .reasons import Reason, about
from .rescreen import rescreen_due
from .terms import OUTCOME_WORDS, Movement, Outcome, Route

# Stored with each decision. A changed rule is a new version, an ADR and the safeguarding lead's review.
VERSION = "2026.1"


@dataclass(frozen=True)
class Decision:
    """What was decided and why. Shown ever after as it was made, never worked out again."""

    version: str
    route: Route
    finding: Finding
    outcome: Outcome | None
    refused: tuple[int, ...]
    pathway: Pathway
    rescreen_due: date | None
    reasons: tuple[Reason, ...]
    movement: Movement | None = None

    @property
    def is_accepted(self) -> bool:
        """There is an outcome and no rule refused it."""
        return self.outcome is not None

    def as_record(self) -> dict[str, object]:
        """The decision as plain values, ready to be frozen as JSON."""
        return {
            "version": self.version,
            "route": self.route.value,
            "fixed": _value(self.finding.fixed),
            "least": _value(self.finding.least),
            "outcome": _value(self.outcome),
            "refused": list(self.refused),
            "pathway": [step.value for step in self.pathway.steps],
            "duties": [{"duty": duty.value, "rule": duty.rule, "text": duty.text} for duty in self.pathway.duties],
            "rescreen_due": self.rescreen_due.isoformat() if self.rescreen_due else None,
            "reasons": [{"rule": each.rule, "text": each.text, "codes": list(each.codes)} for each in self.reasons],
            "movement": self.movement.value if self.movement else None,
        }


@dataclass(frozen=True)
class _Screened:
    """One screened case on its way to a decision."""

    answers: Answers
    finding: Finding
    judgement: Judgement | None
    previous: Outcome | None

    @property
    def refused(self) -> frozenset[int]:
        """Rule 18 stops every decision; the others speak of the outcome chosen."""
        bare_tick = frozenset({18}) if bare_ticks(self.answers) else frozenset()
        if self.judgement is None:
            return bare_tick
        return bare_tick | refusals(self.finding, self.judgement, self.previous)

    @property
    def outcome(self) -> Outcome | None:
        return self.judgement.outcome if self.judgement and not self.refused else None

    @property
    def rule_8(self) -> bool:
        return bool(rule_8_signs(self.answers))

    @property
    def movement(self) -> Movement | None:
        return movement(self.outcome, self.previous) if self.outcome else None


def decide(
    answers: Answers,
    judgement: Judgement | None,
    procedure: Procedure,
    *,
    on: date,
    previous_outcome: Outcome | None = None,
    age_route: AgeRoute | None = None,
) -> Decision:
    """The one decision of a screen. Without a judgement only a fixed outcome stands; a refused one gives none.

    With `age_route` the decision also says why this tool was used.
    """
    _check_same_tool(answers, judgement, age_route)
    finding = classify(answers)
    case = _Screened(answers, finding, judgement or _fixed(finding), previous_outcome)
    due = rescreen_due(case.outcome, procedure, on=on, rule_8=case.rule_8) if case.outcome else None
    return Decision(
        version=VERSION,
        route=Route(answers.tool),
        finding=finding,
        outcome=case.outcome,
        refused=tuple(sorted(case.refused)),
        pathway=pathway_for(Route(answers.tool), case.outcome, rule_8=case.rule_8),
        rescreen_due=due,
        reasons=(*(age_route.reasons if age_route else ()), *_reasons(case, due)),
        movement=case.movement,
    )


def decide_without_screen(age_route: AgeRoute, answers: Answers | None = None) -> Decision:
    """The decision where no screen is needed first: danger, known significant harm, or an adult (rules 1, 2 and 5).

    What is already known of a child under 13 still brings rule 8.
    """
    if age_route.tool:
        raise ValueError(f"the {age_route.tool} tool is to be completed")
    return Decision(
        version=VERSION,
        route=age_route.route,
        finding=Finding(),
        outcome=None,
        refused=(),
        pathway=pathway_for(age_route.route, None, rule_8=bool(answers and rule_8_signs(answers))),
        rescreen_due=None,
        reasons=age_route.reasons + (_rule_8_reason(answers) if answers else ()),
    )


def _check_same_tool(answers: Answers, judgement: Judgement | None, age_route: AgeRoute | None) -> None:
    """Answers, outcome and age route of one decision belong to one tool; anything else is a mistake of the caller."""
    if judgement and judgement.outcome.tool is not answers.tool:
        raise ValueError(f"{judgement.outcome} is not an outcome of the {answers.tool} tool")
    if age_route and age_route.tool is not answers.tool:
        raise ValueError(f"the age leads to {age_route.route}, and the answers are of the {answers.tool} tool")


def _fixed(finding: Finding) -> Judgement | None:
    return Judgement(finding.fixed) if finding.fixed else None


def _reasons(case: _Screened, due: date | None) -> tuple[Reason, ...]:
    ticks = bare_ticks(case.answers)
    return (
        *_rule_8_reason(case.answers),
        *case.finding.reasons,
        *((ticks,) if ticks else ()),
        *(lower_reasons(case.finding, case.judgement, case.previous, case.refused) if case.judgement else ()),
        *(_outcome_reasons(case.outcome, due) if case.outcome else ()),
        *_movement_reasons(case),
        *_unknown(case.answers),
    )


def _rule_8_reason(answers: Answers) -> tuple[Reason, ...]:
    signs = rule_8_signs(answers)
    return (about(8, RULE_8_TEXT, signs),) if signs else ()


def _outcome_reasons(outcome: Outcome, due: date | None) -> tuple[Reason, ...]:
    """Rules 9 to 11 and 16, then the day to screen again (rule 22) or what brings one without a day (rule 21)."""
    row = OUTCOME_TABLE[outcome]
    if due:
        again = Reason(22, f"Screen again by {due.day} {due:%B %Y}, and sooner when anything changes.")
    else:
        again = Reason(21, "No day is set: screen again the same day when there is new information or a change.")
    return Reason(row.rule, row.text), again


# What the decision says of the screen before it. Rule 24 has its own words with the judgement.
MOVEMENT_TABLE: Mapping[Movement, Reason | None] = {
    Movement.UP: Reason(23, "Higher than on the screen before ({previous}): the steps of the new outcome follow."),
    Movement.SAME: None,
    Movement.DOWN: None,
    Movement.OTHER_TOOL: Reason(
        7, "The screen before used the other tool ({previous}). It stands as recorded; the two scales do not compare."
    ),
}


def _movement_reasons(case: _Screened) -> tuple[Reason, ...]:
    reason = MOVEMENT_TABLE[case.movement] if case.movement else None
    if reason is None or case.previous is None:
        return ()
    return (Reason(reason.rule, reason.text.format(previous=OUTCOME_WORDS[case.previous])),)


def _unknown(answers: Answers) -> tuple[Reason, ...]:
    """Rule 19 (project): what nobody asked or knows is named by its codes, and counts as unknown."""
    codes = tuple(item.code for item in answers.items if item.is_unknown)
    text = "Some indicators were not asked about, or nobody knows. They count as unknown, never as absent."
    return (Reason(19, text, codes),) if codes else ()


def _value(outcome: Outcome | None) -> str | None:
    return outcome.value if outcome else None
