"""The door of the rules: what other code may use. No Django, database, clock or settings behind it."""

from .age_route import AgeRoute, age_on, age_route, start_route
from .answers import Answer, Answers, Judgement
from .classification import HARM_PROMPT, NUMBER_PROMPT, PRESENCE_WORDS, STRENGTH_WORDS, Finding, classify
from .decision import VERSION, Decision, decide, decide_without_screen
from .judgement import Needs, movement, needs
from .pathway import Duty, Pathway, rule_8_signs
from .procedure import OfficeHours, Procedure, procedure_from
from .reasons import Reason
from .rescreen import add_months, rescreen_due
from .terms import (
    OUTCOME_WORDS,
    TOOL_OUTCOMES,
    TOOL_WEIGHTS,
    Movement,
    Nature,
    Outcome,
    Presence,
    Route,
    Step,
    Strength,
    Theme,
    Timeframe,
    Tool,
    Weight,
)

__all__ = [
    "HARM_PROMPT",
    "NUMBER_PROMPT",
    "OUTCOME_WORDS",
    "PRESENCE_WORDS",
    "STRENGTH_WORDS",
    "TOOL_OUTCOMES",
    "TOOL_WEIGHTS",
    "VERSION",
    "AgeRoute",
    "Answer",
    "Answers",
    "Decision",
    "Duty",
    "Finding",
    "Judgement",
    "Movement",
    "Nature",
    "Needs",
    "OfficeHours",
    "Outcome",
    "Pathway",
    "Presence",
    "Procedure",
    "Reason",
    "Route",
    "Step",
    "Strength",
    "Theme",
    "Timeframe",
    "Tool",
    "Weight",
    "add_months",
    "age_on",
    "age_route",
    "classify",
    "decide",
    "decide_without_screen",
    "movement",
    "needs",
    "procedure_from",
    "rescreen_due",
    "rule_8_signs",
    "start_route",
]
