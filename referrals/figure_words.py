"""The questions that the figures answer, each with its answers in words and in the order they are read."""

from collections.abc import Mapping
from typing import NamedTuple

from cse_portal.outcomes import NAMES
from indicators.wording import THEMES, TOOLS
from referrals.actions.counting_sql import LISTED, NONE, NOT_RECORDED, WRITTEN
from screening.pages import FRONT_SHEET
from screening.protocol import TOOL_OUTCOMES, Movement, Tool

SCREENINGS, CHILDREN, INDICATORS, FOLLOWING = "screenings", "children", "indicators", "followed"
PARTS = {
    SCREENINGS: "Screenings",
    CHILDREN: "Children",
    INDICATORS: "Themes and indicators",
    FOLLOWING: "What followed",
}
UNRECORDED, IN_WORDS = "Not recorded", "Written in words"


class Question(NamedTuple):
    """One table. `counted` names the rows of Figure it is made of; `tool`: only of that tool's cases."""

    counted: str
    title: str
    answers: Mapping[str, str]
    says: str = ""
    tool: Tool | None = None
    # The answers that are lengths of time, shortest first: the middle and the longest are said in words.
    times: tuple[str, ...] = ()
    # Several answers may be given to each case, so that they do not add up.
    several: bool = False
    # Whether a case belongs to an agency and a tool.
    has_filters: bool = True


def _choices(name: str) -> dict[str, str]:
    """The listed answers, and the rows for what was written in place of one and for what nobody recorded."""
    field = next(field for field in FRONT_SHEET if field.name == name)
    listed = {key: label for key, label in field.choices if key != NOT_RECORDED}
    return listed | {WRITTEN: IN_WORDS, NOT_RECORDED: UNRECORDED}


def _outcomes(tool: Tool) -> dict[str, str]:
    return {outcome.value: NAMES[outcome] for outcome in TOOL_OUTCOMES[tool]}


AGES = {
    Tool.PETCH: {"0-5": "Under 6", "6-7": "6 or 7", "8-9": "8 or 9", "10-11": "10 or 11"},
    Tool.REGIONAL: {"12-13": "12 or 13", "14-15": "14 or 15", "16-17": "16 or 17"},
}
ANOTHER_AGE = {"another": "Another age", NOT_RECORDED: UNRECORDED}
BANDS = {
    "1": "Within 1 working day",
    "5": "2 to 5 working days",
    "10": "6 to 10 working days",
    "more": "More than 10 working days",
}


def age_band(age: str, tool: Tool) -> str:
    """The row an age in years is counted in, by the ages the tool is for."""
    if age == NOT_RECORDED:
        return NOT_RECORDED
    for band in AGES[tool]:
        youngest, oldest = map(int, band.split("-"))
        if youngest <= int(age) <= oldest:
            return band
    return "another"


def _of_tools(counted: str, title: str, answers, says: str = "", **more) -> list[Question]:
    return [Question(counted, f"{title}: {TOOLS[tool].title}", answers(tool), says, tool, **more) for tool in Tool]


_TITLES = {"gender": "Sex and gender", "ethnicity": "Ethnicity", "care_status": "Care status"}
QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    SCREENINGS: (
        *_of_tools("outcome", "Outcome", _outcomes),
        Question(
            "movement",
            "First and repeat screenings",
            {
                "first": "First screening of the child at the agency",
                Movement.UP.value: "Repeat: higher than before",
                Movement.SAME.value: "Repeat: the same as before",
                Movement.DOWN.value: "Repeat: lower than before",
                Movement.OTHER_TOOL.value: "Repeat: the tool changed",
            },
            "The two tools’ scales do not compare, so a change of tool is neither higher nor lower.",
        ),
        Question(
            "judgement",
            "Judgement beside what the tool expects",
            {
                "below": "Below what the tool expects",
                "at": "As the tool expects",
                "above": "Above what the tool expects",
                "open": "The tool expects no outcome in particular",
            },
            # Were both tools counted together, the last answer would be little else than the other tool's number.
            "Of the under 12 tool only: its rules say which outcome the answers lead to at least. No published rule "
            "turns the answers of the 12 to 17 tool into a level, so its level is judgement alone, with nothing to set "
            "beside it.",
            tool=Tool.PETCH,
        ),
        Question("second_person", "Agreed by a second person", {"yes": "Countersigned", "no": "Not needed"}),
    ),
    CHILDREN: (
        *_of_tools(
            "age",
            "Age at the screening",
            lambda tool: AGES[tool] | ANOTHER_AGE,
            "By the birth date as it is known now: one that was put right may lie outside the tool’s ages.",
        ),
        *(Question(name, _TITLES[name], _choices(name)) for name in LISTED),
        Question(
            "disability",
            "Disability",
            {WRITTEN: "Described in words", NONE: "None", NOT_RECORDED: UNRECORDED},
            "Disability is written in words and is not sorted further.",
        ),
    ),
    INDICATORS: (
        *_of_tools(
            "theme",
            "Themes",
            lambda tool: {theme.value: THEMES[theme].title for theme in THEMES},
            "Screenings in which an indicator of the theme is suspected or present. One screening may have several.",
            several=True,
        ),
        *_of_tools(
            "indicator",
            "Indicators",
            lambda tool: {},
            "Screenings in which the indicator is suspected or present. Indicators without any are left out.",
            several=True,
        ),
    ),
    FOLLOWING: (
        Question(
            "to_referral",
            "From the screening to the referral",
            {"same": "The same day, or sent before the screening", **BANDS, "none": "No completed screening"},
            "Referrals by the month they were sent in.",
            times=("same", *BANDS),
        ),
        Question(
            "to_decision",
            "From the referral to the MASH’s decision",
            {**BANDS, "open": "Not decided yet", "withdrawn": "Withdrawn"},
            "Referrals by the month they were sent in.",
            times=tuple(BANDS),
        ),
        Question(
            "rescreen",
            "Re-screens",
            {
                "in_time": "Done in time",
                "late": "Done late",
                "overdue": "Overdue",
                "to_come": "Not due yet",
                "closed": "Closed without a screening",
            },
            "Re-screens by the month they fall due in.",
        ),
        Question(
            "interview",
            "Missing episodes and return interviews",
            {
                "in_time": "Interview held in time",
                "late": "Interview held late",
                "refused": "Interview offered and refused",
                "overdue": "Not held, and the time is over",
                "to_come": "Not held yet, and still in time",
                "missing": "Not found yet",
            },
            "Missing episodes by the month they began in. They belong to no agency and no tool.",
            has_filters=False,
        ),
    ),
}
