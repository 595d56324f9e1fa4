"""How the clock reads: every sentence a person sees about time."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Agency, Membership, User
from cse_portal.clock import LONDON
from referrals.clock_words import (
    Clock,
    by_words,
    clock_of,
    closed_words,
    days_words,
    due_why,
    duration,
    lasting,
    moment,
    open_clock,
)
from referrals.models import Referral, Round
from screening.protocol.procedure import Target
from tests.unit.referrals.test_clock import OFFICE, at

NOW = at("2026-11-20 15:20")


@pytest.mark.parametrize(
    ("due", "text", "sub"),
    [
        ("2026-11-20 16:30", "Due today 16:30", "1 h 10 min of working time left"),
        ("2026-11-23 14:41", "Due Monday 14:41", "7 h 6 min of working time left"),
        ("2026-11-20 15:20", "Due today 15:20", "No working time left before then"),
        ("2026-12-29 10:20", "Due Tue 29 Dec 10:20", "205 h 25 min of working time left"),
    ],
)
def test_an_open_clock_says_when_and_how_much_is_left(due, text, sub):
    assert open_clock(at(due), now=NOW, procedure=OFFICE) == Clock(text, sub)


@pytest.mark.parametrize(
    ("due", "text", "sub"),
    [
        ("2026-11-20 14:59", "21 min overdue", "Was due today 14:59"),
        ("2026-11-19 16:30", "22 h 50 min overdue", "Was due yesterday 16:30"),
        ("2026-11-18 15:00", "2 days overdue", "Was due Wed 18 Nov 15:00"),
        ("2026-11-19 15:20", "1 day overdue", "Was due yesterday 15:20"),
    ],
)
def test_a_late_clock_says_how_late_and_that_it_is(due, text, sub):
    assert open_clock(at(due), now=NOW, procedure=OFFICE) == Clock(text, sub, late=True)


def test_the_moment_it_is_due_is_not_late_and_the_next_is():
    assert not open_clock(NOW, now=NOW, procedure=OFFICE).late
    assert open_clock(NOW, now=NOW + dt.timedelta(seconds=1), procedure=OFFICE).text == "Less than a minute overdue"


def test_nobody_counts_hours_that_nobody_has_set():
    assert open_clock(at("2026-11-23 14:41"), now=NOW, procedure=None) == Clock("Due Monday 14:41")


@pytest.mark.parametrize(
    ("decided", "sub"),
    [("2026-11-20 14:41", "In time"), ("2026-11-20 15:02", "21 min after it was due"), ("2026-11-20 11:00", "In time")],
)
def test_a_decided_referral_says_when_and_whether_in_time(decided, sub):
    referral = Referral(state="decided", decided_at=at(decided), due_at=at("2026-11-20 14:41"))
    assert clock_of(referral, now=NOW, procedure=OFFICE) == Clock(f"Decided today {decided[-5:]}", sub)


def asked(name: str, agency: str) -> Round:
    to = Membership(user=User(name=name)) if name else None
    return Round(to=to, agency=Agency(name=agency), of_referrer=bool(name))


@pytest.mark.parametrize(
    ("rounds", "sub"),
    [
        ([], "Waiting for information since today 09:05"),
        (
            [("Priya Sampleton", "Fernleigh Demo School")],
            "With Priya Sampleton, Fernleigh Demo School, since today 09:05",
        ),
        ([("", "Demo Clinic")], "With Demo Clinic, since today 09:05"),
        (
            [("Priya Sampleton", "Fernleigh Demo School"), ("", "Demo Clinic"), ("", "Demo Clinic")],
            "With Priya Sampleton, Fernleigh Demo School, and Demo Clinic, since today 09:05",
        ),
    ],
)
def test_a_waiting_referral_says_with_whom_and_since_when_in_place_of_its_due_time(rounds, sub):
    referral = Referral(state="waiting", paused_at=at("2026-11-20 09:05"), due_at=at("2026-11-20 09:05"))
    clock = clock_of(referral, now=NOW, procedure=OFFICE, rounds=[asked(*each) for each in rounds])
    assert clock == Clock("Clock stands still", sub)


def test_the_referrer_does_not_read_which_other_agencies_are_asked():
    referral = Referral(state="waiting", paused_at=at("2026-11-20 09:05"), due_at=at("2026-11-20 09:05"))
    rounds = [asked("Priya Sampleton", "Fernleigh Demo School"), asked("", "Demo Clinic"), asked("", "Demo Police")]
    clock = clock_of(referral, now=NOW, procedure=OFFICE, rounds=rounds, all_names=False)
    assert clock.sub == "With Priya Sampleton, Fernleigh Demo School, and another agency, since today 09:05"


def test_a_clock_that_was_overdue_when_it_stopped_still_says_so():
    referral = Referral(state="waiting", paused_at=at("2026-11-20 09:05"), due_at=at("2026-11-20 08:44"))
    sub = "Waiting for information since today 09:05. It was 21 min overdue by then"
    assert clock_of(referral, now=NOW, procedure=OFFICE).sub == sub


RED = replace(OFFICE, priority_targets={"red": Target(4, day_and_night=True), "amber": Target(6)})


@pytest.mark.parametrize(
    ("priority", "due", "sub"),
    [
        ("red", "2026-11-20 18:55", "3 h 35 min left, runs day and night"),
        ("amber", "2026-11-23 12:00", "4 h 25 min of working time left"),
        ("green", "2026-11-23 14:41", "7 h 6 min of working time left"),
        ("", "2026-11-23 14:41", "7 h 6 min of working time left"),
    ],
)
def test_only_a_clock_that_ignores_the_night_counts_its_hours(priority, due, sub):
    referral = Referral(state="new", priority=priority, sent_at=at("2026-11-20 14:55"), due_at=at(due))
    assert clock_of(referral, now=NOW, procedure=RED).sub == sub


@pytest.mark.parametrize(
    ("sent", "priority", "pauses", "words"),
    [
        ("2026-11-20 14:41", "", [], "One working day after sending"),
        ("2026-11-20 14:41", "green", [], "One working day after sending"),
        ("2026-11-20 14:41", "amber", [], "Priority amber: 6 working hours after sending"),
        ("2026-11-20 14:41", "red", [], "Priority red: 4 hours, day and night, after sending"),
        ("2026-11-21 03:00", "red", [], "Priority red: 4 hours, day and night, after sending"),
        (
            "2026-11-21 03:00", "amber", [],
            "Priority amber: 6 working hours from when the office opens, Monday 23 November at 08:45",
        ),
        ("2026-11-21 03:00", "", [], "One working day from when the office opens, Monday 23 November at 08:45"),
        (
            "2026-11-20 14:41", "", [["2026-11-20T15:00:00+00:00", "2026-11-20T16:00:00+00:00"]],
            "One working day after sending, without the time the clock stood still",
        ),
    ],
)  # fmt: skip
def test_why_it_is_due_then(sent, priority, pauses, words):
    referral = Referral(sent_at=at(sent), priority=priority, pauses=pauses)
    assert due_why(RED, referral) == words


def test_an_area_that_takes_longer_says_how_many_days():
    slower = replace(OFFICE, decision_working_days=3, priority_targets={"red": Target(1)})
    sent = at("2026-11-20 14:41")
    assert due_why(slower, Referral(sent_at=sent)) == "3 working days after sending"
    assert due_why(slower, Referral(sent_at=sent, priority="red")) == "Priority red: 1 working hour after sending"


def test_a_night_target_later_than_rule_25_counts_working_time_like_it():
    slow = replace(OFFICE, priority_targets={"red": Target(500, day_and_night=True)})
    referral = Referral(state="new", priority="red", sent_at=at("2026-11-20 14:41"), due_at=at("2026-11-23 14:41"))
    assert clock_of(referral, now=NOW, procedure=slow).sub == "7 h 6 min of working time left"


def test_a_late_referral_says_with_whom_it_is():
    worker = Membership(user=User(name="Alder Exampler"))
    late = {"state": "acknowledged", "due_at": at("2026-11-20 14:59")}
    held, free = Referral(worker=worker, **late), Referral(**late)
    assert clock_of(held, now=NOW, procedure=OFFICE).whole == "21 min overdue. Was due today 14:59. With Alder Exampler"
    assert clock_of(free, now=NOW, procedure=OFFICE).sub == "Was due today 14:59. With nobody yet"


@pytest.mark.parametrize(
    ("clock", "whole"),
    [
        (Clock("Due Tuesday 10:20", "2 h 10 min of working time left"),
         "Due Tuesday 10:20 (2 h 10 min of working time left)"),
        (Clock("Due today 16:30", "No working time left before then"),
         "Due today 16:30 (no working time left before then)"),
        (Clock("Due Monday 14:41"), "Due Monday 14:41"),
        (Clock("Clock stands still", "With Demo Clinic, since today 09:05"),
         "Clock stands still. With Demo Clinic, since today 09:05"),
    ],
)  # fmt: skip
def test_both_lines_as_one(clock, whole):
    assert clock.whole == whole


@pytest.mark.parametrize(("state", "words"), [("joined", "Joined today 14:00"), ("passed", "Passed on today 14:00")])
def test_what_was_closed_otherwise_says_how(state, words):
    referral = Referral(state=state, decided_at=at("2026-11-20 14:00"), due_at=at("2026-11-20 14:41"))
    assert clock_of(referral, now=NOW, procedure=OFFICE) == Clock(words, "In time")


def test_a_withdrawn_referral_says_when():
    referral = Referral(state="withdrawn", withdrawn_at=at("2026-11-20 14:00"), due_at=at("2026-11-20 14:41"))
    assert clock_of(referral, now=NOW, procedure=OFFICE) == Clock("Withdrawn today 14:00")


def test_an_open_referral_has_an_open_clock():
    referral = Referral(state="new", due_at=at("2026-11-20 16:30"))
    assert clock_of(referral, now=NOW, procedure=OFFICE).text == "Due today 16:30"


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("2026-11-20 09:05", "today 09:05"),
        ("2026-11-21 09:05", "tomorrow 09:05"),
        ("2026-11-19 09:05", "yesterday 09:05"),
        ("2026-11-26 09:05", "Thursday 09:05"),
        ("2026-11-27 09:05", "Fri 27 Nov 09:05"),
        ("2027-01-04 09:05", "Mon 4 Jan 2027 09:05"),
        ("2026-11-18 09:05", "Wed 18 Nov 09:05"),
    ],
)
def test_a_moment_in_words(then, words):
    assert moment(at(then), now=NOW) == words


def test_moments_are_said_in_london_time_whatever_they_come_in():
    assert moment(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), now=at("2026-07-02 10:00")) == "today 00:30"
    assert by_words(dt.datetime(2026, 11, 23, 14, 41, tzinfo=dt.UTC)) == "By 14:41 on Monday 23 November"


def test_lateness_over_the_night_the_clocks_go_back_counts_the_hour_that_came_twice():
    late = open_clock(at("2026-10-24 22:00"), now=at("2026-10-25 08:00"), procedure=OFFICE)
    assert late.text == "11 h overdue"


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-20 15:20", ""),
        ("2026-11-20 16:30", "The office is closed and opens Monday 08:45."),
        ("2026-11-18 07:00", "The office is closed and opens today 08:45."),
        ("2026-12-24 17:20", "The office is closed and opens Tuesday 08:45."),
    ],
)
def test_a_clock_that_stands_still_says_why(now, words):
    assert closed_words(OFFICE, at(now)) == words


def test_without_a_procedure_nothing_is_said_of_the_office():
    assert closed_words(None, NOW) == ""


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-09", "11 days overdue"),
        ("2026-11-19", "1 day overdue"),
        ("2026-11-20", "Due today"),
        ("2026-11-21", "Due tomorrow"),
        ("2026-11-27", "Due Fri 27 Nov"),
        ("2027-02-02", "Due Tue 2 Feb 2027"),
    ],
)
def test_a_rescreens_day_in_words(due, words):
    assert days_words(dt.date.fromisoformat(due), dt.date(2026, 11, 20)) == words


@given(st.timedeltas(dt.timedelta(), dt.timedelta(days=400)))
def test_every_length_has_words_without_seconds_or_fractions(length):
    for words in (duration(length), lasting(length)):
        assert words
        assert "." not in words
        assert ":" not in words


@given(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2031, 1, 1), timezones=st.just(LONDON)))
def test_every_moment_ends_with_its_time_of_day(then):
    assert moment(then, now=NOW).endswith(f" {then:%H:%M}")
