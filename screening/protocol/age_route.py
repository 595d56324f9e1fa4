"""Which tool, or which other service, a case goes to on the day (rules 1 to 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .reasons import Reason
from .terms import Route, Tool

# Beyond this a birth date is a slip of the pen.
OLDEST = 120
# Rule 8 protects a child under 13, whichever tool the age leads to.
RULE_8_AGE = 13


@dataclass(frozen=True)
class AgeRow:
    """One row of the age table: ages below `below`, and not below the row before."""

    below: int
    route: Route
    rule: int
    text: str


# Rules 3 and 4 are Solihull's, rule 5 the project's. The age is the age on the day of the screen (project).
AGE_TABLE: Sequence[AgeRow] = (
    AgeRow(12, Route.PETCH, 3, "Under 12 on the day of the screen: the Petch tool, which is for children under 12."),
    AgeRow(18, Route.REGIONAL, 4, "12 to 17 on the day of the screen: the regional tool, which is for ages 12 to 17."),
    AgeRow(
        OLDEST + 1,
        Route.ADULT,
        5,
        "18 or over on the day: no new screen. Use the adult safeguarding, police and transition routes. "
        "The existing record stays readable, and open actions are handed over, not dropped.",
    ),
)

# Rules 1 and 2 come before any form, so neither needs an age (Solihull, Walsall).
EMERGENCY_TEXT = (
    "Immediate danger comes first: call 999 and the MASH of the area. A screen could cause delay, "
    "and can be finished later."
)
MASH_DIRECT_TEXT = (
    "Risk of significant harm is known already: go straight to the MASH referral. A screen is optional and may follow."
)

# Rule 6 is the project's: the estimate is the youngest age the child may be, so doubt goes to the younger side.
ESTIMATE_TEXT = (
    "The date of birth is not known, so the youngest age the child may be is used ({age}). Ask for the date of birth; "
    "one found later changes new screens only."
)


@dataclass(frozen=True)
class AgeRoute:
    """Where the case goes, by which rule and why in words; `age` is in whole years on the day."""

    route: Route
    rule: int
    text: str
    age: int | None = None
    estimated: bool = False
    reasons: tuple[Reason, ...] = ()

    @property
    def tool(self) -> Tool | None:
        """The tool to use, or None when there is no screen."""
        return Tool(self.route) if self.route in (Route.PETCH, Route.REGIONAL) else None

    @property
    def under_13(self) -> bool:
        """Known, or estimated, to be under 13 on the day (rule 8)."""
        return self.age is not None and self.age < RULE_8_AGE


def age_on(date_of_birth: date, day: date) -> int:
    """Whole years on a day. A child born on 29 February has the birthday on 1 March in a common year."""
    before_birthday = (day.month, day.day) < (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - before_birthday


def age_route(*, date_of_birth: date | None = None, estimated_age: int | None = None, on: date) -> AgeRoute:
    """The tool or service for a child of this age on this day (rules 3 to 6). A date of birth wins over an estimate."""
    estimate = _checked_estimate(estimated_age)
    if date_of_birth is not None:
        return _by_age(_checked_age(date_of_birth, on))
    if estimate is None:
        raise ValueError("the date of birth is not known: give an estimated age (rule 6)")
    return _estimated(_by_age(estimate))


def start_route(
    *,
    on: date,
    date_of_birth: date | None = None,
    estimated_age: int | None = None,
    immediate_danger: bool = False,
    significant_harm: bool = False,
) -> AgeRoute:
    """The first questions in their order: danger (rule 1), known significant harm (rule 2), then the age."""
    if not (immediate_danger or significant_harm):
        return age_route(date_of_birth=date_of_birth, estimated_age=estimated_age, on=on)
    first = _before_any_form(immediate_danger)
    if date_of_birth is None and estimated_age is None:
        return first
    aged = age_route(date_of_birth=date_of_birth, estimated_age=estimated_age, on=on)
    return replace(first, age=aged.age, estimated=aged.estimated)


def _before_any_form(immediate_danger: bool) -> AgeRoute:
    if immediate_danger:
        return _route(Route.EMERGENCY, 1, EMERGENCY_TEXT)
    return _route(Route.MASH_DIRECT, 2, MASH_DIRECT_TEXT)


def _by_age(age: int) -> AgeRoute:
    row = next(row for row in AGE_TABLE if age < row.below)
    return replace(_route(row.route, row.rule, row.text), age=age)


def _estimated(aged: AgeRoute) -> AgeRoute:
    reason = Reason(6, ESTIMATE_TEXT.format(age=aged.age))
    text = f"{reason.text} {aged.text}"
    return replace(aged, rule=6, text=text, estimated=True, reasons=(reason, *aged.reasons))


def _route(route: Route, rule: int, text: str) -> AgeRoute:
    return AgeRoute(route, rule, text, reasons=(Reason(rule, text),))


def _checked_age(date_of_birth: date, on: date) -> int:
    age = age_on(date_of_birth, on)
    if date_of_birth > on:
        raise ValueError("the date of birth is after the day of the screen")
    if age > OLDEST:
        raise ValueError(f"the date of birth is more than {OLDEST} years ago")
    return age


def _checked_estimate(age: int | None) -> int | None:
    # True and False are whole numbers to Python, but not an age.
    if age is not None and (type(age) is not int or not 0 <= age <= OLDEST):
        raise ValueError(f"the estimated age is a whole number of years from 0 to {OLDEST}")
    return age
