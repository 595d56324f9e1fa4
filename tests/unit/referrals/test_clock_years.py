"""The clock over twenty years: any office hours, any moment, every bank holiday and both nights of every year."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.opening import bank_holidays, hours_on
from cse_portal.clock import LONDON
from referrals.clock import after, decision_due, due, next_open, resumed, working_time
from screening.protocol import OfficeHours, Procedure
from screening.protocol.procedure import Target

YEARS = range(2016, 2037)
FIRST, LAST = dt.date(2016, 1, 1), dt.date(2036, 12, 31)
HOLIDAYS = sorted(day for year in YEARS for day in bank_holidays(year))
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
WEEK = OfficeHours(dt.time(8, 45), dt.time(17, 20))
OFFICE = Procedure(
    "Demo area", FIRST, office_hours=(WEEK,) * 5 + (None,) * 2,
    priority_targets={"red": Target(4, day_and_night=True), "amber": Target(6), "green": Target(8)},
)  # fmt: skip
# Open through both nights on which the clocks change.
ALWAYS = replace(OFFICE, office_hours=(OfficeHours(dt.time(0), dt.time(23, 59)),) * 7)


def last_sunday(year: int, month: int) -> dt.date:
    days = (dt.date(year, month, 31) - n * DAY for n in range(7))
    return next(day for day in days if day.weekday() == 6)


CHANGES = [last_sunday(year, month) for year in YEARS for month in (3, 10)]

# Hours as offices have them. An office that opens within the hour that comes twice has no one time of opening.
hours = st.tuples(st.integers(3 * 60, 12 * 60), st.integers(30, 11 * 60)).map(
    lambda pair: OfficeHours(_time(pair[0]), _time(pair[0] + pair[1]))
)
weeks = st.lists(st.none() | hours, min_size=7, max_size=7).filter(any).map(tuple)
closings = st.frozensets(st.dates(FIRST, LAST), max_size=5)
targets = st.builds(Target, st.integers(1, 60), st.booleans())
procedures = st.builds(
    Procedure, st.just("Demo area"), st.just(FIRST), office_hours=weeks, closed_days=closings,
    decision_working_days=st.integers(1, 5), priority_targets=st.fixed_dictionaries({}, optional={"red": targets}),
)  # fmt: skip
moments = st.datetimes(dt.datetime(2016, 1, 1), dt.datetime(2036, 12, 1), timezones=st.just(dt.UTC))
lengths = st.integers(0, 10 * 24 * 60).map(lambda n: n * MINUTE)
spans = st.integers(0, 80 * 60).map(lambda n: n * MINUTE)
priorities = st.sampled_from(["", "red"])


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


def in_office(procedure: Procedure, at: dt.datetime) -> bool:
    """While it is open or at the moment it closes."""
    local = at.astimezone(LONDON)
    open_then = hours_on(procedure, local.date())
    return open_then is not None and open_then.opens <= local.time() <= open_then.closes


def utc(at: dt.datetime) -> dt.datetime:
    """Two London moments are compared by the clock on the wall; only these are compared by what they are."""
    return at.astimezone(dt.UTC)


@given(procedures, moments)
def test_rule_25_is_due_in_office_hours_and_never_before_it_was_sent(procedure, sent):
    end = decision_due(procedure, sent)
    assert utc(end) > sent
    assert in_office(procedure, end)


@given(procedures, moments)
def test_so_many_office_days_begin_between_sending_and_rule_25(procedure, sent):
    start, end = next_open(procedure, sent).date(), decision_due(procedure, sent).date()
    days = [start + n * DAY for n in range(1, (end - start).days + 1)]
    worked = [day for day in days if hours_on(procedure, day)]
    assert (len(worked), worked[-1]) == (procedure.decision_working_days, end)


@given(procedures, moments, lengths, priorities)
def test_what_is_sent_later_is_never_due_earlier(procedure, sent, later, priority):
    first = due(procedure, sent_at=sent, priority=priority)
    assert utc(first) <= utc(due(procedure, sent_at=sent + later, priority=priority))


@given(procedures, moments)
def test_the_earlier_of_both_counts_and_never_later_than_rule_25(procedure, sent):
    by_rule, rated = utc(decision_due(procedure, sent)), utc(due(procedure, sent_at=sent, priority="red"))
    assert utc(due(procedure, sent_at=sent)) == by_rule
    target = procedure.priority_targets.get("red")
    if target is None:
        assert rated == by_rule
    elif target.day_and_night:
        assert rated == min(by_rule, sent + target.hours * HOUR)
    else:
        assert rated <= by_rule
        assert in_office(procedure, rated)
        if rated < by_rule:
            assert working_time(procedure, sent, rated) == target.hours * HOUR


@given(procedures, moments, spans)
def test_working_time_after_a_moment_is_what_has_passed_by_then(procedure, start, length):
    end = after(procedure, start, length)
    assert utc(end) >= start
    assert in_office(procedure, end)
    assert working_time(procedure, start, end) == length


@given(procedures, moments, lengths)
def test_counting_to_a_moment_and_back_leads_to_the_last_working_moment_before_it(procedure, start, length):
    end = start + length
    back = after(procedure, start, worked := working_time(procedure, start, end))
    assert working_time(procedure, start, back) == worked
    if worked:
        assert utc(back) <= end
        assert working_time(procedure, back, end) == dt.timedelta()
    else:
        assert utc(back) == utc(next_open(procedure, start))


@given(procedures, moments, lengths, lengths)
def test_a_pause_leaves_exactly_the_working_time_that_was_left(procedure, sent, until, paused):
    stops, goes_on, end = sent + until, sent + until + paused, decision_due(procedure, sent)
    new = resumed(procedure, paused_at=stops, due_at=end, now=goes_on)
    if utc(end) <= stops:
        assert new == end
    else:
        assert working_time(procedure, goes_on, new) == working_time(procedure, stops, end)
        assert utc(new) >= utc(end)


@given(procedures, moments, st.lists(lengths, max_size=6))
def test_any_number_of_pauses_leaves_what_was_left_of_each_count(procedure, sent, steps):
    """Worked out from the start: what runs between the pauses adds up to what rule 25, or the target, gives."""
    pauses, at = [], sent
    for running, standing in zip(steps[::2], steps[1::2], strict=False):
        pauses.append((at + running, at + running + standing))
        at = pauses[-1][1]
    office = (lambda a, b: working_time(procedure, a, b), lambda a, n: after(procedure, a, n))
    real = (lambda a, b: b - a, lambda a, n: a + n)
    ends = [_with_pauses(sent, pauses, working_time(procedure, sent, decision_due(procedure, sent)), office)]
    if target := procedure.priority_targets.get("red"):
        ends.append(_with_pauses(sent, pauses, target.hours * HOUR, real if target.day_and_night else office))
    first, last = sorted([utc(due(procedure, sent_at=sent, priority="red", pauses=pauses)), min(map(utc, ends))])
    # Closing and the opening after it are the same moment of working time.
    assert working_time(procedure, first, last) == dt.timedelta()


def _with_pauses(sent, pauses, length, count) -> dt.datetime:
    """Run through the stretches between the pauses, and use up the length in them."""
    between, on = count
    start = sent
    for stops, goes_on in pauses:
        ran = between(start, stops)
        # Stopped at the very moment it ends: by the closing it is over, by the opening after it is not.
        assume(ran != length)
        if ran > length:
            break
        length, start = length - ran, goes_on
    return on(start, length)


@given(procedures, moments, st.integers(1, 60), lengths, lengths)
def test_real_hours_are_real_hours_with_and_without_a_pause(procedure, sent, count, until, paused):
    night = replace(procedure, decision_working_days=60, priority_targets={"red": Target(count, day_and_night=True)})
    end = sent + count * HOUR
    by_rule = utc(decision_due(night, sent))
    assert utc(due(night, sent_at=sent, priority="red")) == min(end, by_rule)
    stops = sent + until
    pauses = [(stops, stops + paused)]
    left = end + paused if end > stops else end
    by_rule = utc(resumed(night, paused_at=stops, due_at=decision_due(night, sent), now=stops + paused))
    assert utc(due(night, sent_at=sent, priority="red", pauses=pauses)) == min(left, by_rule)


@given(procedures, moments, st.dates(FIRST, LAST), lengths, priorities)
def test_a_closed_day_more_makes_nothing_due_earlier(procedure, sent, closed, until, priority):
    more = replace(procedure, closed_days=procedure.closed_days | {closed, sent.date() + until.days * DAY})
    before, since = (utc(due(each, sent_at=sent, priority=priority)) for each in (procedure, more))
    assert before <= since


@pytest.mark.parametrize("holiday", HOLIDAYS, ids=str)
def test_no_working_time_passes_on_a_bank_holiday_and_nothing_but_red_is_due_on_it(holiday):
    begins = dt.datetime.combine(holiday, dt.time(0), LONDON)
    assert working_time(ALWAYS, begins, begins + DAY) == dt.timedelta()
    opens = next_open(OFFICE, begins)
    assert opens.date() > holiday
    for sent in (begins + 11 * HOUR, begins - 30 * HOUR, begins - 5 * DAY):
        for priority in ("", "amber", "green"):
            assert due(OFFICE, sent_at=sent, priority=priority).date() != holiday
    assert utc(due(OFFICE, sent_at=begins + 11 * HOUR, priority="red")) == utc(begins + 15 * HOUR)
    # What came that day counts from the next opening, as if it had come then.
    for each in ("", "amber", "green"):
        assert due(OFFICE, sent_at=begins + 11 * HOUR, priority=each) == due(OFFICE, sent_at=opens, priority=each)


@pytest.mark.parametrize("day", CHANGES, ids=str)
def test_the_nights_on_which_the_clocks_change_are_as_long_as_they_really_are(day):
    length = dt.timedelta(hours=22 if day.month == 3 else 24, minutes=59)
    start = dt.datetime.combine(day, dt.time(0), LONDON)
    assert working_time(ALWAYS, start, start + DAY) == length
    assert utc(start + DAY) - utc(start) == length + MINUTE


@pytest.mark.parametrize("day", CHANGES, ids=str)
@pytest.mark.parametrize("minute", [0, 30, 59, 60, 61, 90, 119, 120, 121, 180])
def test_red_counts_four_real_hours_through_those_nights(day, minute):
    sent = dt.datetime.combine(day, dt.time(0), dt.UTC) + (minute - 120) * MINUTE
    end = due(OFFICE, sent_at=sent, priority="red")
    assert utc(end) - sent == 4 * HOUR
    assert end.utcoffset() == utc(end).astimezone(LONDON).utcoffset()
    # A pause across the change gives back what it really took.
    pauses = [(sent + HOUR, sent + 3 * HOUR)]
    assert utc(due(OFFICE, sent_at=sent, priority="red", pauses=pauses)) - sent == 6 * HOUR


@pytest.mark.parametrize("day", CHANGES, ids=str)
@pytest.mark.parametrize("minute", range(0, 240, 23))
def test_an_office_that_is_open_all_night_loses_and_gains_no_minute(day, minute):
    start = dt.datetime.combine(day, dt.time(0), dt.UTC) + (minute - 60) * MINUTE
    for length in (MINUTE, 59 * MINUTE, HOUR, 61 * MINUTE, 3 * HOUR):
        end = after(ALWAYS, start, length)
        assert working_time(ALWAYS, start, end) == length
        assert length <= utc(end) - start <= length + MINUTE


@pytest.mark.parametrize("year", YEARS)
def test_there_are_at_least_eight_bank_holidays_a_year(year):
    assert len([day for day in HOLIDAYS if day.year == year]) >= 8
