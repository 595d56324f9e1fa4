"""The one-working-day clock: nights, weekends, bank holidays, Christmas, and both nights on which the clocks change."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.opening import bank_holidays, hours_on, is_open
from cse_portal.clock import LONDON
from referrals.clock import after, decision_due, next_open, resumed, working_time
from screening.protocol import OfficeHours, Procedure

DAY = OfficeHours(dt.time(8, 45), dt.time(17, 20))
FRIDAY = OfficeHours(dt.time(8, 45), dt.time(16, 30))
OFFICE = Procedure("Demo area", dt.date(2016, 1, 1), office_hours=(DAY, DAY, DAY, DAY, FRIDAY, None, None))
# Open every day of the week and through the hour that the clocks change, so that those nights count.
ALWAYS = Procedure("Demo area", dt.date(2016, 1, 1), office_hours=(OfficeHours(dt.time(0), dt.time(23, 59)),) * 7)
YEARS = range(2024, 2032)
HOLIDAYS = sorted(day for year in YEARS for day in bank_holidays(year))
SPRING, AUTUMN = dt.date(2027, 3, 28), dt.date(2026, 10, 25)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2031, 12, 31), timezones=st.just(dt.UTC))
minutes = st.integers(0, 21 * 24 * 60).map(lambda n: dt.timedelta(minutes=n))


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-19 10:20", "2026-11-20 10:20"),  # Thursday to Friday
        ("2026-11-20 14:41", "2026-11-23 14:41"),  # Friday to Monday
        ("2026-11-19 17:00", "2026-11-20 16:30"),  # Friday closes earlier
        ("2026-11-17 08:45", "2026-11-18 08:45"),  # the moment the office opens
        ("2026-11-17 08:44", "2026-11-18 08:45"),  # just before it
        ("2026-11-17 17:19", "2026-11-18 17:19"),
        ("2026-11-17 17:20", "2026-11-19 08:45"),  # the moment it closes: counts from the next opening
        ("2026-11-17 23:59", "2026-11-19 08:45"),  # at night
        ("2026-11-18 02:00", "2026-11-19 08:45"),
        ("2026-11-21 03:00", "2026-11-24 08:45"),  # Saturday, before dawn
        ("2026-11-22 12:00", "2026-11-24 08:45"),  # Sunday
        ("2026-12-24 16:00", "2026-12-29 16:00"),  # Christmas Eve: Christmas, the weekend, Boxing Day's substitute
        ("2026-12-24 18:00", "2026-12-30 08:45"),  # and after closing
        ("2026-12-25 09:00", "2026-12-30 08:45"),  # Christmas Day
        ("2026-12-31 10:00", "2027-01-04 10:00"),  # New Year's Day is a Friday
        ("2027-03-25 11:00", "2027-03-30 11:00"),  # over Easter, whose Sunday has the clocks go forward
        ("2027-03-26 11:00", "2027-03-31 08:45"),  # Good Friday
        ("2026-10-23 15:00", "2026-10-26 15:00"),  # over the night the clocks go back
        ("2026-08-28 12:00", "2026-09-01 12:00"),  # the summer bank holiday
    ],
)
def test_the_decision_is_due_one_working_day_on(sent, due):
    assert decision_due(OFFICE, at(sent)) == at(due)


@pytest.mark.parametrize("holiday", HOLIDAYS)
def test_nothing_is_due_on_a_bank_holiday_and_none_counts(holiday):
    sent = dt.datetime.combine(holiday, dt.time(11), LONDON)
    first_open = next_open(OFFICE, sent).date()
    assert decision_due(OFFICE, sent).date() > first_open > holiday
    assert working_time(OFFICE, sent, sent.replace(hour=23)) == dt.timedelta()


def test_england_has_at_least_its_eight_bank_holidays_in_every_year():
    assert all(len([day for day in HOLIDAYS if day.year == year]) >= 8 for year in YEARS)


def test_the_areas_own_closed_day_counts_as_closed():
    closed = Procedure("Demo area", dt.date(2016, 1, 1), office_hours=OFFICE.office_hours,
                       closed_days=frozenset({dt.date(2026, 11, 23)}))  # fmt: skip
    assert decision_due(closed, at("2026-11-20 14:41")) == at("2026-11-24 14:41")


def test_an_area_may_give_itself_longer():
    slower = Procedure("Demo area", dt.date(2016, 1, 1), office_hours=OFFICE.office_hours, decision_working_days=3)
    assert decision_due(slower, at("2026-11-20 14:41")) == at("2026-11-25 14:41")


def test_an_office_that_never_opens_is_said_and_not_searched_for_ever():
    with pytest.raises(ValueError, match="not open on any of 60 days"):
        decision_due(Procedure("Demo area", dt.date(2016, 1, 1)), at("2026-11-20 14:41"))


@given(moments)
def test_due_is_after_sending_on_an_open_day_within_its_hours(sent):
    due = decision_due(OFFICE, sent)
    hours = hours_on(OFFICE, due.date())
    assert due > sent
    assert hours and hours.opens <= due.time() <= hours.closes
    assert due.utcoffset() == due.astimezone(dt.UTC).astimezone(LONDON).utcoffset()


@given(moments)
def test_exactly_one_open_day_begins_between_the_start_of_the_clock_and_the_due_day(sent):
    start, due = next_open(OFFICE, sent), decision_due(OFFICE, sent)
    days = (start.date() + dt.timedelta(days=n) for n in range(1, (due.date() - start.date()).days + 1))
    assert [day for day in days if hours_on(OFFICE, day)] == [due.date()]


@given(moments, minutes)
def test_what_is_sent_later_is_never_due_earlier(sent, later):
    assert decision_due(OFFICE, sent) <= decision_due(OFFICE, sent + later)


@given(moments)
def test_the_clock_starts_when_the_office_is_open_and_no_later_than_it_must(sent):
    start = next_open(OFFICE, sent)
    assert start >= sent
    assert is_open(OFFICE, start)
    assert working_time(OFFICE, sent, start) == dt.timedelta()


@given(moments, minutes, minutes)
def test_working_time_adds_up(start, first, second):
    for office in (OFFICE, ALWAYS):
        middle, end = start + first, start + first + second
        parts = working_time(office, start, middle) + working_time(office, middle, end)
        assert parts == working_time(office, start, end)


@given(moments, minutes)
def test_working_time_is_never_negative_nor_longer_than_the_time_itself(start, length):
    assert dt.timedelta() <= working_time(OFFICE, start, start + length) <= length
    assert working_time(OFFICE, start + length, start) == dt.timedelta()


@given(moments)
def test_the_working_time_until_due_is_no_longer_than_two_office_days(sent):
    assert working_time(OFFICE, sent, decision_due(OFFICE, sent)) <= dt.timedelta(hours=17, minutes=10)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 22), (AUTUMN, 24)])
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_really_is(day, hours):
    start = dt.datetime.combine(day, dt.time(0), LONDON)
    worked = working_time(ALWAYS, start, start + dt.timedelta(days=1))
    assert worked == dt.timedelta(hours=hours, minutes=59)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("minute", range(0, 240, 7))
def test_a_referral_sent_in_the_night_the_clocks_change_is_due_on_tuesday_morning(day, minute):
    sent = dt.datetime.combine(day, dt.time(0), dt.UTC) + dt.timedelta(minutes=minute)
    working = [day + dt.timedelta(days=n) for n in range(1, 6) if hours_on(OFFICE, day + dt.timedelta(days=n))]
    assert decision_due(OFFICE, sent) == dt.datetime.combine(working[1], dt.time(8, 45), LONDON)


@pytest.mark.parametrize(
    ("paused", "due", "now", "new"),
    [
        ("2026-11-17 09:00", "2026-11-17 10:00", "2026-11-17 12:00", "2026-11-17 13:00"),
        ("2026-11-17 09:00", "2026-11-18 09:00", "2026-11-18 09:00", "2026-11-19 09:00"),
        # Nothing was taken by a pause while the office was closed.
        ("2026-11-17 18:00", "2026-11-18 10:00", "2026-11-18 08:00", "2026-11-18 10:00"),
        ("2026-11-17 15:00", "2026-11-18 08:45", "2026-11-17 15:00", "2026-11-18 08:45"),
        ("2026-11-17 17:20", "2026-11-18 08:45", "2026-11-18 08:45", "2026-11-18 08:45"),
        # Over a weekend: an hour was left on Friday.
        ("2026-11-20 15:30", "2026-11-20 16:30", "2026-11-23 10:00", "2026-11-23 11:00"),
        # The answer came at night: what was left begins in the morning.
        ("2026-11-17 16:20", "2026-11-17 17:20", "2026-11-17 22:00", "2026-11-18 09:45"),
        # Overdue, to the minute, and one minute short of it.
        ("2026-11-17 10:00", "2026-11-17 10:00", "2026-11-17 12:00", "2026-11-17 10:00"),
        ("2026-11-17 09:59", "2026-11-17 10:00", "2026-11-17 12:00", "2026-11-17 12:01"),
        ("2026-11-17 10:01", "2026-11-17 10:00", "2026-11-17 12:00", "2026-11-17 10:00"),
    ],
)
def test_what_was_left_when_the_clock_stopped_is_left_when_it_goes_on(paused, due, now, new):
    assert resumed(OFFICE, paused_at=at(paused), due_at=at(due), now=at(now)) == at(new)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-17 10:00", 0, "2026-11-17 10:00"),
        ("2026-11-17 20:00", 0, "2026-11-18 08:45"),
        ("2026-11-17 15:20", 2, "2026-11-17 17:20"),
        ("2026-11-17 15:21", 2, "2026-11-18 08:46"),
        ("2026-11-20 15:30", 2, "2026-11-23 09:45"),
        ("2026-12-24 16:00", 2, "2026-12-29 09:25"),
    ],
)
def test_so_much_working_time_after_a_moment(start, hours, end):
    assert after(OFFICE, at(start), dt.timedelta(hours=hours)) == at(end)
