"""When a young person is nearly 18 and when they are, by the birth date or by what is known of the age (rules 5, 6).

A birth date that has no such day in the year or month is a day later, as screening.protocol.age_on counts: who was born
on 29 February turns 18 on 1 March of a common year.
"""

import calendar
import datetime as dt
from typing import NamedTuple

from django.db.models import Q

from cse_portal import clock
from screening.models import Child

ADULT = 18
# An estimate is the youngest age the child may be, so the child may be nearly a year older than it says.
NEARLY, NEARLY_BY_ESTIMATE = (17, 6), (16, 6)


class Born(NamedTuple):
    """Who was born on this day or before it has reached an age: by the birth date, and counted from an estimate."""

    known: dt.date
    estimated: dt.date

    @property
    def q(self) -> Q:
        """Entries of the log about whoever has."""
        is_known = Q(child__date_of_birth__isnull=False)
        return is_known & Q(born_on__lte=self.known) | ~is_known & Q(born_on__lte=self.estimated)


def nearly_adult(today: dt.date) -> Born:
    """Seventeen and a half on that day; where the age is estimated, as soon as they could be."""
    return Born(born_by(today, *NEARLY), born_by(today, *NEARLY_BY_ESTIMATE))


def adult(today: dt.date) -> Born:
    return Born(born_by(today, ADULT), born_by(today, ADULT))


def born_by(today: dt.date, years: int, months: int = 0) -> dt.date:
    """The last birth date that makes somebody this old on that day."""
    month = today.year * 12 + today.month - 1 - years * 12 - months
    year, month = month // 12, month % 12 + 1
    return dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def is_adult(child: Child, today: dt.date | None = None) -> bool:
    return (child.age(today or clock.today()) or 0) >= ADULT


def is_nearly_adult(child: Child, today: dt.date | None = None) -> bool:
    """Whether the step to adult services is there: from seventeen and a half on, and it stays."""
    reached = nearly_adult(today or clock.today())
    if child.date_of_birth:
        return child.date_of_birth <= reached.known
    return _counted_from(child) <= reached.estimated


def adult_on(child: Child) -> dt.date:
    """The eighteenth birthday; of an estimate the last day it may be."""
    return _birthday(child.date_of_birth or _counted_from(child), ADULT)


def nearly_adult_on(child: Child) -> dt.date:
    """The day on which the step to adult services appears."""
    born, (years, months) = (
        (child.date_of_birth, NEARLY) if child.date_of_birth else (_counted_from(child), NEARLY_BY_ESTIMATE)
    )
    month = born.year * 12 + born.month - 1 + years * 12 + months
    year, month = month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(born.day, last)) + dt.timedelta(days=born.day > last)


def _counted_from(child: Child) -> dt.date:
    return _birthday(child.estimated_on, -child.estimated_age)


def _birthday(born: dt.date, age: int) -> dt.date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)
