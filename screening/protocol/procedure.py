"""One area's own intervals and clocks, in force from a date. Numbers are local data; rules are not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from typing import Any

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
class Target:
    """How soon a referral of one priority is decided: so many hours, of the office or of day and night."""

    hours: int
    day_and_night: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.hours <= LONGEST:
            raise ValueError(f"priority_targets: hours are a number from 1 to {LONGEST}")


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
    # By the MASH's own rating: red, amber, green. One that is not named has rule 25 alone.
    priority_targets: Mapping[str, Target] = field(default_factory=dict)
    source: str = ""
    owner: str = ""

    def __post_init__(self) -> None:
        if len(self.office_hours) != len(WEEKDAYS):
            raise ValueError("office_hours needs one entry for each of the seven weekdays")
        numbers = [getattr(self, each.name) for each in fields(self) if each.type is int]
        if not all(1 <= number <= LONGEST for number in (*numbers, *self.escalation_stage_days)):
            raise ValueError(f"every interval of a procedure is a number from 1 to {LONGEST}")


def procedure_from(data: Mapping[str, object]) -> Procedure:
    """A procedure from a file or a stored row, its days as dates or ISO text; a ValueError names what is wrong."""
    for key, value in data.items():
        if key not in READERS:
            raise ValueError(f"procedure: {key!r} is not known")
        if not _fits(key, value):
            raise ValueError(f"procedure: {key} can not be {value!r}")
    if missing := [key for key in ("area", "in_force_from") if key not in data]:
        raise ValueError(f"procedure: {missing[0]} is missing")
    return Procedure(**{key: READERS[key][1](value) for key, value in data.items()})


def _fits(key: str, value: object) -> bool:
    return isinstance(value, READERS[key][0]) and not isinstance(value, bool)


def _office_hours(value: Mapping[str, Any]) -> tuple[OfficeHours | None, ...]:
    """`monday: ["08:45", "17:20"]` and so on; a day that is not named is closed."""
    if unknown := sorted(set(value) - set(WEEKDAYS)):
        raise ValueError(f"procedure: office_hours: {unknown[0]!r} is not a day of the week")
    return tuple(_hours(day, value[day]) if value.get(day) else None for day in WEEKDAYS)


def _hours(day: str, value: Any) -> OfficeHours:
    try:
        opens, closes = (time.fromisoformat(each) for each in value)
        return OfficeHours(opens, closes)
    except (TypeError, ValueError) as problem:
        raise ValueError(f'procedure: office_hours: {day} is two times such as ["08:45", "17:20"]') from problem


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _days(value: list[Any]) -> frozenset[date]:
    return frozenset(_day(day) for day in value)


def _stages(value: list[Any]) -> tuple[int, ...]:
    return tuple(int(str(days)) for days in value)


PRIORITIES = ("red", "amber", "green")


def _targets(value: Mapping[str, Any]) -> dict[str, Target]:
    """`red: {hours: 4, day_and_night: true}` and so on."""
    if unknown := sorted(set(value) - set(PRIORITIES)):
        raise ValueError(f"procedure: priority_targets: {unknown[0]!r} is not a priority")
    return {name: _target(name, value[name]) for name in PRIORITIES if value.get(name)}


def _target(name: str, value: Any) -> Target:
    """Nothing but these two: a misspelt word would let an urgent clock sleep at night."""
    if not isinstance(value, Mapping) or not set(value) <= {"hours", "day_and_night"}:
        raise ValueError(f"procedure: priority_targets: {name} has hours and day_and_night, like {{hours: 4}}")
    hours, day_and_night = value.get("hours"), value.get("day_and_night", False)
    if type(hours) is not int or type(day_and_night) is not bool:
        raise ValueError(f"procedure: priority_targets: {name} needs its hours as a number, like {{hours: 4}}")
    return Target(hours, day_and_night)


# Every key of a procedure: the types it may have where it is written, and how it is read.
READERS: Mapping[str, tuple[tuple[type, ...], Callable[[Any], Any]]] = {
    "area": ((str,), str),
    "in_force_from": ((date, str), _day),
    "rescreen_months_level_1": ((int,), int),
    "rescreen_weeks_referred": ((int,), int),
    "decision_working_days": ((int,), int),
    "written_within_hours": ((int,), int),
    "return_interview_hours": ((int,), int),
    "office_hours": ((Mapping,), _office_hours),
    "closed_days": ((list,), _days),
    "escalation_stage_days": ((list,), _stages),
    "priority_targets": ((Mapping,), _targets),
    "source": ((str,), str),
    "owner": ((str,), str),
}
