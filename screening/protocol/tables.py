"""The rule tables as Markdown, printed from the tables the rules run on, for `docs/reference/rules.md`."""

from collections.abc import Iterable, Sequence

from .age_route import AGE_TABLE, RULE_8_AGE
from .decision import VERSION
from .judgement import ACCEPTED_TEXT, REFUSED_TEXT
from .pathway import DUTY_TABLE, OUTCOME_TABLE, ROUTE_TABLE, RULE_8, Pathway
from .rescreen import INTERVAL_TABLE
from .terms import OUTCOME_WORDS, TOOL_OUTCOMES, TOOL_WEIGHTS, Route, Step

TITLE = f"""# The rule tables

Printed from the code, version {VERSION} of the rules.
What each rule says, and on whose word, is in [the rules](../rules.md)."""


def rule_tables() -> str:
    """The whole page. The numbers are those of the rules in `docs/rules.md`."""
    parts = (
        TITLE,
        _section("Age on the day", ("From", "To", "Goes to", "Rule", "Said to the practitioner"), _ages()),
        _section("Tools", ("Tool", "Weights", "Outcomes, least concern first"), _tools()),
        _section("Without a screen", ("Goes to", "Steps", "Duties"), _routes()),
        _section("Outcomes", ("Outcome", "Rule", "Steps", "Duties", "Interval to the next screen"), _outcomes()),
        _section("Rule 8, added to any outcome", ("When", "Steps added", "Step taken out", "Duties"), _rule_8()),
        _section("Lower than expected, or than before", ("Rule", "Refused", "Accepted"), _lower()),
        _section("Duties", ("Duty", "Rule", "What to do"), _duties()),
    )
    return "\n\n".join(parts) + "\n"


def _ages() -> Iterable[Sequence[object]]:
    starts = (0, *(row.below for row in AGE_TABLE))
    return [
        (start, row.below - 1, _code(row.route), row.rule, row.text)
        for start, row in zip(starts, AGE_TABLE, strict=False)
    ]


def _tools() -> Iterable[Sequence[object]]:
    return [(_code(tool), _codes(TOOL_WEIGHTS[tool]), _codes(scale)) for tool, scale in TOOL_OUTCOMES.items()]


def _routes() -> Iterable[Sequence[object]]:
    without = (Route.EMERGENCY, Route.MASH_DIRECT, Route.ADULT)
    return [(_code(route), *_pathway(ROUTE_TABLE[route])) for route in without]


def _outcomes() -> Iterable[Sequence[object]]:
    return [
        (OUTCOME_WORDS[outcome], row.rule, *_pathway(row.pathway), _code(INTERVAL_TABLE[outcome]))
        for outcome, row in OUTCOME_TABLE.items()
    ]


def _rule_8() -> Iterable[Sequence[object]]:
    when = f"Under {RULE_8_AGE}, sexual activity or assault suspected or present"
    steps, duties = _pathway(RULE_8)
    return [(when, steps, _code(Step.NO_CSE_ACTION), duties)]


def _lower() -> Iterable[Sequence[object]]:
    words = {"chosen": "The outcome", "previous": "the earlier outcome"}
    return [(rule, text.format(**words), ACCEPTED_TEXT[rule].format(**words)) for rule, text in REFUSED_TEXT.items()]


def _duties() -> Iterable[Sequence[object]]:
    return [(_code(duty), rule, text) for duty, (rule, text) in DUTY_TABLE.items()]


def _pathway(pathway: Pathway) -> tuple[str, str]:
    return _codes(pathway.steps), _codes(pathway.duties)


def _section(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    table = "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
    return f"## {title}\n\n{table}"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(_code(word) for word in words)


def _code(word: str) -> str:
    return f"`{word}`"
