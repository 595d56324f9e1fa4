"""The day a screen is due again (rule 22): a plain day, from the area's procedure in force on the day of the screen."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from .procedure import Procedure
from .terms import Outcome


class Interval(StrEnum):
    """Which of the area's intervals an outcome takes."""

    NONE = "none"
    LEVEL_1 = "level_1"
    REFERRED = "referred"


# Project: three months and six weeks are defaults, since no local figure is published. The rest is on change (rule 21).
INTERVAL_TABLE: Mapping[Outcome, Interval] = {
    Outcome.LEVEL_0: Interval.NONE,
    Outcome.LEVEL_1: Interval.LEVEL_1,
    Outcome.LEVEL_2: Interval.REFERRED,
    Outcome.LEVEL_3: Interval.REFERRED,
    Outcome.UNIVERSAL: Interval.NONE,
    Outcome.POTENTIALLY_VULNERABLE: Interval.REFERRED,
    Outcome.VULNERABLE: Interval.REFERRED,
}


def rescreen_due(outcome: Outcome, procedure: Procedure, *, on: date, rule_8: bool = False) -> date | None:
    """The day to screen again, or None. A case referred by rule 8 is due at the referred interval at the latest."""
    intervals = {INTERVAL_TABLE[outcome]} | ({Interval.REFERRED} if rule_8 else set())
    days = [_due(interval, procedure, on) for interval in intervals - {Interval.NONE}]
    return min(days, default=None)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _due(interval: Interval, procedure: Procedure, on: date) -> date:
    if interval is Interval.LEVEL_1:
        return add_months(on, procedure.rescreen_months_level_1)
    return on + timedelta(weeks=procedure.rescreen_weeks_referred)
