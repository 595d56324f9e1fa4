"""One area's own intervals and clocks, in force from a date. Numbers are local data; rules are not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# A longer interval than this is a slip of the pen.
LONGEST = 1000


@dataclass(frozen=True)
class OfficeHours:
    """When the MASH office is open on one weekday, in local time."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"office hours: {self.opens} is not before {self.closes}")


@dataclass(frozen=True)
class Procedure:
    """What a partnership has decided for its area from a day on."""

    area: str
    in_force_from: date
    rescreen_months_level_1: int = 3
    rescreen_weeks_referred: int = 6
    decision_working_days: int = 1
    written_within_hours: int = 24
    return_interview_hours: int = 72
    # Monday first; None is a day on which the office is closed.
    office_hours: tuple[OfficeHours | None, ...] = (None,) * 7
    # Closed days of the office beyond weekends and bank holidays.
    closed_days: frozenset[date] = frozenset()
    # Days for a reply at each escalation stage of rule 28; the last stage is the partnership.
    escalation_stage_days: tuple[int, ...] = ()
    source: str = ""
    owner: str = ""

    def __post_init__(self) -> None:
        if len(self.office_hours) != len(WEEKDAYS):
            raise ValueError("office_hours needs one entry for each of the seven weekdays")
        numbers = [getattr(self, field.name) for field in fields(self) if field.type is int]
        if not all(1 <= number <= LONGEST for number in (*numbers, *self.escalation_stage_days)):
            raise ValueError(f"every interval of a procedure is a number from 1 to {LONGEST}")


def procedure_from(data: Mapping[str, object]) -> Procedure:
    """A procedure from a file of `fixtures/procedures`, or a sentence naming what is wrong with it."""
    types = {field.name: field.type for field in fields(Procedure)}
    for key, value in data.items():
        if key not in types:
            raise ValueError(f"procedure: {key!r} is not known")
        if key not in READERS and type(value) is not types[key]:
            raise ValueError(f"procedure: {key} can not be {value!r}")
    if missing := [key for key in ("area", "in_force_from") if key not in data]:
        raise ValueError(f"procedure: {missing[0]} is missing")
    read = {key: READERS[key](value) if key in READERS else value for key, value in data.items()}
    return Procedure(**read)  # type: ignore[arg-type]


def _office_hours(value: object) -> tuple[OfficeHours | None, ...]:
    """`monday: "08:45-17:20"` and so on; a day that is not named is closed."""
    if not isinstance(value, Mapping) or not set(value) <= set(WEEKDAYS):
        raise ValueError("procedure: office_hours is a weekday and its hours, each on a line")
    return tuple(_hours(value[day]) if value.get(day) else None for day in WEEKDAYS)


def _hours(value: object) -> OfficeHours:
    try:
        opens, closes = str(value).split("-")
        return OfficeHours(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))
    except ValueError as problem:
        raise ValueError(f"procedure: office_hours {value!r}: {problem}") from problem


def _closed_days(value: object) -> frozenset[date]:
    if not isinstance(value, list) or any(type(day) is not date for day in value):
        raise ValueError("procedure: closed_days is a list of dates")
    return frozenset(value)


def _stage_days(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or any(type(days) is not int for days in value):
        raise ValueError("procedure: escalation_stage_days is a list of whole days")
    return tuple(value)


# The keys of a file that are not a plain value.
READERS: Mapping[str, Callable[[object], object]] = {
    "office_hours": _office_hours,
    "closed_days": _closed_days,
    "escalation_stage_days": _stage_days,
}
