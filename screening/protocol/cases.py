"""One case as JSON in, one decision out: the rules for anyone to run. Strict, so that a slip is never a quiet "no"."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from .age_route import AgeRoute, age_route, start_route
from .answers import Answer, Answers, Judgement
from .decision import Decision, decide, decide_without_screen
from .rule_book import Indicator, RuleBook
from .terms import Outcome, Presence, Strength, Timeframe, Tool

CASE_KEYS = (
    "area",
    "on",
    "date_of_birth",
    "estimated_age",
    "immediate_danger",
    "significant_harm",
    "answers",
    "judgement",
    "previous_outcome",
)
ANSWER_KEYS = ("presence", "strength", "timeframe")
JUDGEMENT_KEYS = ("outcome", "reason", "countersigned")
OUTPUT_KEYS = ("route", "fixed", "least", "outcome", "refused", "pathway", "rescreen_due", "reasons")

# The times of the editions, and the shorter words people type.
TIMEFRAMES: Mapping[str, Timeframe] = {
    **{timeframe.value: timeframe for timeframe in Timeframe},
    "current": Timeframe.RECENT,
    "recent": Timeframe.RECENT,
    "last_6_months": Timeframe.RECENT,
    "past": Timeframe.EARLIER,
    "earlier": Timeframe.EARLIER,
}

# A screen outside these years is a slip of the pen.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)

Fields = Mapping[str, object]
Term = TypeVar("Term", bound=StrEnum)


class CaseError(ValueError):
    """What is wrong with a case, in a sentence that names the key."""


@dataclass(frozen=True)
class Case:
    """A case as it was read: every value of the right type, nothing yet decided."""

    area: str
    on: date
    date_of_birth: date | None
    estimated_age: int | None
    immediate_danger: bool
    significant_harm: bool
    answers: Mapping[str, Fields]
    judgement: Judgement | None
    previous_outcome: Outcome | None

    @property
    def has_age(self) -> bool:
        return self.date_of_birth is not None or self.estimated_age is not None

    def route(self) -> AgeRoute:
        """Danger, then known harm, then the age."""
        return start_route(
            on=self.on,
            date_of_birth=self.date_of_birth,
            estimated_age=self.estimated_age,
            immediate_danger=self.immediate_danger,
            significant_harm=self.significant_harm,
        )

    def tool(self) -> Tool | None:
        """The tool of the child's age, also where danger makes the screen wait."""
        if not self.has_age:
            return None
        return age_route(date_of_birth=self.date_of_birth, estimated_age=self.estimated_age, on=self.on).tool


def decide_line(line: str, book: RuleBook) -> dict[str, object]:
    """The decision of one line of JSON, by the output keys; a ValueError says what is wrong with the line."""
    decision = decide_case(read_case(line), book)
    record = decision.as_record()
    record["reasons"] = [{"rule": reason.rule, "text": reason.text} for reason in decision.reasons]
    return {key: record[key] for key in OUTPUT_KEYS}


def decide_case(case: Case, book: RuleBook) -> Decision:
    """The decision of a case that was read, with the edition and the procedure in force on its day."""
    procedure = book.procedure(case.area, case.on)
    route = case.route()
    answers = _answers(case, book, under_13=route.under_13)
    if route.tool is None or answers is None:
        return decide_without_screen(route, answers)
    return decide(
        answers,
        case.judgement,
        procedure,
        on=case.on,
        previous_outcome=case.previous_outcome,
        age_route=route,
    )


def read_case(line: str) -> Case:
    """One line of JSON as a case."""
    data = _object("a case", _json(line), CASE_KEYS)
    answers = {} if data.get("answers") is None else _object("answers", data["answers"])
    return Case(
        area=_text("area", _given(data, "area")),
        on=_day_of_screen(_given(data, "on")),
        date_of_birth=_optional_date("date_of_birth", data),
        estimated_age=_optional_whole("estimated_age", data),
        immediate_danger=_flag("immediate_danger", data),
        significant_harm=_flag("significant_harm", data),
        answers={code: _object(f"answers.{code}", answer, ANSWER_KEYS) for code, answer in answers.items()},
        judgement=_judgement(data.get("judgement")),
        previous_outcome=_optional_term("previous_outcome", Outcome, data),
    )


def _answers(case: Case, book: RuleBook, *, under_13: bool) -> Answers | None:
    """The whole tool of the child's age, what was left out as not asked; without an age, only the codes are checked."""
    tool = case.tool()
    known = _known_indicators(book, case.on, [tool] if tool else list(Tool))
    for code in case.answers:
        if code not in known:
            raise CaseError(f"answers: {_shown(code)} is not an indicator of the {tool or 'Petch or regional'} tool")
    given = {code: _answer(known[code], fields) for code, fields in case.answers.items()}
    if tool is None:
        return None
    return Answers(tool, under_13, tuple(given.get(code) or each.answered() for code, each in known.items()))


def _known_indicators(book: RuleBook, on: date, tools: list[Tool]) -> dict[str, Indicator]:
    return {code: each for tool in tools for code, each in book.content(tool, on).indicators.items()}


def _answer(indicator: Indicator, fields: Fields) -> Answer:
    name = f"answers.{indicator.code}"
    presence = _optional_term("presence", Presence, fields, name) or Presence.NOT_ASKED
    strength = _optional_term("strength", Strength, fields, name)
    return indicator.answered(presence, strength, _timeframes(f"{name}.timeframe", fields.get("timeframe")))


def _timeframes(name: str, value: object) -> frozenset[Timeframe]:
    if value is None:
        return frozenset()
    return frozenset(_timeframe(name, word) for word in (value if isinstance(value, list) else [value]))


def _timeframe(name: str, word: object) -> Timeframe:
    if isinstance(word, str) and word in TIMEFRAMES:
        return TIMEFRAMES[word]
    raise CaseError(f"{name}: {_shown(word)} is not one of {', '.join(TIMEFRAMES)}")


def _judgement(value: object) -> Judgement | None:
    if value is None:
        return None
    data = _object("judgement", value, JUDGEMENT_KEYS)
    outcome = _optional_term("outcome", Outcome, data, "judgement")
    if outcome is None:
        raise CaseError("judgement: outcome is missing")
    reason = "" if data.get("reason") is None else _text("judgement.reason", data["reason"])
    return Judgement(outcome, reason, _flag("countersigned", data, "judgement"))


def _json(line: str) -> object:
    try:
        return json.loads(line, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise CaseError(f"not JSON: {problem.msg} at column {problem.colno}") from problem
    except RecursionError as problem:
        raise CaseError("not a case: it is nested too deeply") from problem


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data: dict[str, object] = {}
    for key, value in pairs:
        if key in data:
            raise CaseError(f"{_shown(key)} is given twice")
        data[key] = value
    return data


def _no_constant(constant: str) -> object:
    raise CaseError(f"{constant} is not a value of JSON")


def _object(name: str, value: object, keys: tuple[str, ...] | None = None) -> Fields:
    if not isinstance(value, dict):
        raise CaseError(f"{name} is a JSON object, not {_shown(value)}")
    for key in value:
        if keys is not None and key not in keys:
            raise CaseError(f"{name}: {_shown(key)} is not a known key ({', '.join(keys)})")
    return value


def _given(data: Fields, key: str) -> object:
    if data.get(key) is None:
        raise CaseError(f"{key} is missing")
    return data[key]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise CaseError(f"{name} is text, not {_shown(value)}")
    return value


def _flag(key: str, data: Fields, within: str = "") -> bool:
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise CaseError(f"{_path(within, key)} is true or false, not {_shown(value)}")
    return bool(value)


def _optional_whole(key: str, data: Fields) -> int | None:
    value = data.get(key)
    if value is not None and type(value) is not int:
        raise CaseError(f"{key} is a whole number, not {_shown(value)}")
    return value


def _optional_date(key: str, data: Fields) -> date | None:
    return None if data.get(key) is None else _date(key, data[key])


def _date(name: str, value: object) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise CaseError(f"{name} is a date such as 2026-03-31, not {_shown(value)}")
    try:
        return date.fromisoformat(value)
    except ValueError as problem:
        raise CaseError(f"{name}: {value} is not a day of the calendar") from problem


def _day_of_screen(value: object) -> date:
    day = _date("on", value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise CaseError(f"on is a day from {FIRST_DAY} to {LAST_DAY}, not {day}")
    return day


def _optional_term(key: str, terms: type[Term], data: Fields, within: str = "") -> Term | None:
    value = data.get(key)
    if value is None:
        return None
    for term in terms:
        if term.value == value:
            return term
    raise CaseError(f"{_path(within, key)}: {_shown(value)} is not one of {', '.join(terms)}")


def _path(within: str, key: str) -> str:
    return f"{within}.{key}" if within else key


def _shown(value: object) -> str:
    """What was typed, short enough for one line of an error."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    words = json.dumps(value)
    return words if len(words) <= 60 else words[:57] + "..."
