"""When a young person is nearly 18, and when they are: both sides of each birthday (rules 5 and 6)."""

import datetime as dt

import pytest

from referrals.adulthood import adult_on, born_by, is_adult, is_nearly_adult, nearly_adult_on
from screening.models import Child
from screening.protocol import age_on

D = dt.date


def born(day: dt.date) -> Child:
    return Child(date_of_birth=day)


def estimated(age: int, on: dt.date) -> Child:
    return Child(estimated_age=age, estimated_on=on)


@pytest.mark.parametrize(
    ("born_on", "nearly", "eighteen"),
    [
        (D(2009, 5, 20), D(2026, 11, 20), D(2027, 5, 20)),
        (D(2008, 2, 29), D(2025, 8, 29), D(2026, 3, 1)),
        (D(2010, 2, 28), D(2027, 8, 28), D(2028, 2, 28)),
        (D(2009, 8, 31), D(2027, 3, 1), D(2027, 8, 31)),
        (D(2010, 8, 29), D(2028, 2, 29), D(2028, 8, 29)),
        (D(2010, 12, 31), D(2028, 7, 1), D(2028, 12, 31)),
    ],
    ids=["plain", "leap day", "eve of leap day", "31 August", "half a year is a leap day", "31 December"],
)
def test_the_day_of_each_step(born_on, nearly, eighteen):
    child, eve = born(born_on), dt.timedelta(days=1)
    assert (nearly_adult_on(child), adult_on(child)) == (nearly, eighteen)
    assert is_nearly_adult(child, nearly) and not is_nearly_adult(child, nearly - eve)
    assert is_adult(child, eighteen) and not is_adult(child, eighteen - eve)


@pytest.mark.parametrize("day", [D(2028, 2, 29) + dt.timedelta(days=n) for n in range(-400, 400, 7)] + [D(2028, 2, 29)])
def test_eighteen_is_what_the_protocol_counts(day):
    last = born_by(day, 18)
    assert age_on(last, day) == 18 and age_on(last + dt.timedelta(days=1), day) == 17


def test_an_estimate_is_nearly_18_as_soon_as_the_young_person_could_be():
    """About 16 on 20 May may be almost 17, and half a year later seventeen and a half (rule 6)."""
    child = estimated(16, D(2026, 5, 20))
    assert nearly_adult_on(child) == D(2026, 11, 20)
    assert is_nearly_adult(child, D(2026, 11, 20)) and not is_nearly_adult(child, D(2026, 11, 19))


def test_an_estimate_is_18_only_when_the_youngest_age_is():
    child = estimated(16, D(2026, 5, 20))
    assert adult_on(child) == D(2028, 5, 20)
    assert is_adult(child, D(2028, 5, 20)) and not is_adult(child, D(2028, 5, 19))
