"""Counting the figures: every case once, in its own month and area, and again when something has changed."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cse_portal.clock import LONDON
from referrals import actions as referral_actions
from referrals.actions import count_figures
from referrals.actions.counting import LOCK
from referrals.models import Counting, Figure, Interview, MissingEpisode
from screening import actions
from screening.models import Child, Rescreen, Screening
from tests.factories.decisions import details
from tests.factories.screenings import answer, judgement, make_child, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
NOVEMBER, OCTOBER = dt.date(2026, 11, 1), dt.date(2026, 10, 1)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def counted(question, *, area=None, month=NOVEMBER) -> dict[str, int]:
    found = Figure.objects.filter(question=question, month=month)
    sums: dict[str, int] = {}
    for figure in found.filter(area=area) if area else found:
        sums[figure.answer] = sums.get(figure.answer, 0) + figure.count
    return sums


def with_sheet(by, **sheet) -> Screening:
    draft = make_draft(by, age=14)
    actions.save_front_sheet(screening=draft, by=by, values=sheet)
    return actions.submit(screening=draft, by=by, judgement=judgement("level-0"))


def refer(by, mash_worker, clock, *, decided_after: dt.timedelta) -> None:
    sent = dt.datetime.now(LONDON)
    referral = make_completed(by, "level-2").referral
    clock.move_to(sent + decided_after)
    referral_actions.decide(
        referral=referral, by=mash_worker, mash_outcome="section_17", details=details("section_17"), reason="x",
        next_step="x", feedback="x",
    )  # fmt: skip
    clock.move_to(sent)


class TestScreenings:
    def test_each_is_counted_by_agency_and_tool_with_its_outcome(self, practitioner):
        make_completed(practitioner, "level-0")
        make_completed(practitioner, "vulnerable")
        assert count_figures() > 0
        assert counted("outcome") == {"level-0": 1, "vulnerable": 1}
        figure = Figure.objects.get(question="outcome", answer="vulnerable")
        assert (figure.area, figure.agency, figure.tool, figure.month) == (
            practitioner.area, practitioner.agency, "petch", NOVEMBER,
        )  # fmt: skip

    def test_a_draft_is_not_counted(self, practitioner):
        make_draft(practitioner)
        count_figures()
        assert not Figure.objects.exists()

    def test_a_corrected_screening_counts_once_as_it_stands_in_the_month_it_was_made_for(self, practitioner, clock):
        clock.move_to(THURSDAY - 30 * DAY)
        first = make_completed(practitioner, "level-0")
        clock.move_to(THURSDAY)
        count_figures()
        correction = actions.correct(screening=first, by=practitioner, reason="A page was missing")
        actions.submit(screening=correction, by=practitioner, judgement=judgement("level-1"))
        count_figures()
        assert counted("outcome", month=OCTOBER) == {"level-1": 1}
        assert counted("outcome") == {}

    def test_a_restricted_child_counts(self, practitioner):
        make_completed(practitioner, "level-0")
        Child.objects.update(restricted=True)
        count_figures()
        assert counted("outcome") == {"level-0": 1}

    def test_movement_says_which_are_repeats(self, practitioner, clock):
        first = make_completed(practitioner, "level-0")
        clock.move_to(THURSDAY + HOUR)
        draft = make_draft(practitioner, child=first.child)
        actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        count_figures()
        assert counted("movement") == {"first": 1, "up": 1}

    @pytest.mark.parametrize(
        ("sheet", "question", "counts"),
        [
            ({"gender": "female"}, "gender", {"female": 1}),
            ({}, "gender", {"not_recorded": 1}),
            ({"gender": "not_recorded"}, "gender", {"not_recorded": 1}),
            ({"ethnicity": "prefer_not"}, "ethnicity", {"prefer_not": 1}),
            ({"ethnicity": "Cornish"}, "ethnicity", {"written": 1}),
            ({"care_status": "leaving_care"}, "care_status", {"leaving_care": 1}),
            ({"disability": ""}, "disability", {"not_recorded": 1}),
            ({"disability": " Not known. "}, "disability", {"not_recorded": 1}),
            ({"disability": "None known"}, "disability", {"none": 1}),
            ({"disability": "Uses a hearing aid"}, "disability", {"written": 1}),
            ({"disability": "=1+1'; --"}, "disability", {"written": 1}),
        ],
        ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else value,
    )
    def test_what_the_front_sheet_says(self, practitioner, sheet, question, counts):
        with_sheet(practitioner, **sheet)
        count_figures()
        assert counted(question) == counts

    def test_age_on_the_day_of_the_screening(self, practitioner):
        on_birthday = make_child(practitioner, date_of_birth=dt.date(2012, 11, 19))
        actions.submit(
            screening=make_draft(practitioner, child=on_birthday), by=practitioner, judgement=judgement("level-0")
        )
        day_before = make_child(practitioner, date_of_birth=dt.date(2012, 11, 20))
        actions.submit(
            screening=make_draft(practitioner, child=day_before), by=practitioner, judgement=judgement("level-0")
        )
        count_figures()
        assert counted("age") == {"14": 1, "13": 1}

    def test_an_estimated_age_counts_as_the_age(self, practitioner):
        child = make_child(practitioner, date_of_birth=None, estimated_age=15)
        Child.objects.update(estimated_on=dt.date(2025, 11, 18))
        child.refresh_from_db()
        actions.submit(screening=make_draft(practitioner, child=child), by=practitioner, judgement=judgement("level-0"))
        count_figures()
        assert counted("age") == {"16": 1}

    def test_an_indicator_counts_once_a_screening_and_its_theme_too(self, practitioner):
        draft = make_draft(practitioner, age=14)
        codes = ("rs-missing-repeat", "rs-missing-short") if _has("rs-missing-short") else ("rs-missing-repeat",)
        for code in codes:
            answer(draft, code)
        actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        count_figures()
        assert counted("indicator") == dict.fromkeys(codes, 1)
        assert sum(counted("theme").values()) <= len(codes)

    def test_what_is_not_present_is_not_counted(self, practitioner):
        draft = make_draft(practitioner, age=14)
        answer(draft, "rs-missing-repeat", presence="not_present")
        actions.submit(screening=draft, by=practitioner, judgement=judgement("level-0"))
        count_figures()
        assert counted("indicator") == {}


def _has(code: str) -> bool:
    from indicators.models import Indicator

    return Indicator.objects.filter(code=code).exists()


class TestJudgement:
    @pytest.mark.parametrize(
        ("code", "outcome", "counts"),
        [
            ("px-vehicle", "vulnerable", {"at": 1}),
            (None, "universal", {"open": 1}),
        ],
        ids=["as the tool expects", "the tool expects nothing"],
    )
    def test_beside_what_the_tool_expects(self, practitioner, code, outcome, counts):
        make_completed(practitioner, outcome, codes=(code,) if code else ())
        count_figures()
        assert counted("judgement") == counts
        assert counted("second_person") == {"no": 1}


class TestReferrals:
    @pytest.mark.parametrize(
        ("days", "band"), [(0, "1"), (1, "1"), (4, "5"), (5, "5"), (12, "10"), (30, "more")], ids=str
    )
    def test_working_days_to_the_decision(self, practitioner, mash_worker, clock, days, band):
        """From Thursday: Friday is one working day, Monday two; the weekend counts for nothing."""
        refer(practitioner, mash_worker, clock, decided_after=days * DAY)
        clock.move_to(THURSDAY + 40 * DAY)
        count_figures()
        assert counted("to_decision") == {band: 1}
        assert counted("to_referral") == {"same": 1}

    def test_one_that_waits_is_open(self, practitioner):
        make_completed(practitioner, "level-2")
        count_figures()
        assert counted("to_decision") == {"open": 1}

    def test_a_bank_holiday_is_no_working_day(self, practitioner, mash_worker, clock):
        """Sent on Thursday 24 December 2026, decided on Tuesday 29th: Christmas and its Monday do not count."""
        clock.move_to(dt.datetime(2026, 12, 24, 10, tzinfo=LONDON))
        refer(practitioner, mash_worker, clock, decided_after=5 * DAY)
        clock.move_to(dt.datetime(2026, 12, 30, 10, tzinfo=LONDON))
        count_figures()
        assert counted("to_decision", month=dt.date(2026, 12, 1)) == {"1": 1}


class TestRescreens:
    @pytest.mark.parametrize(("late", "answer"), [(0, "to_come"), (1, "overdue")], ids=["on the day", "the day after"])
    def test_overdue_begins_the_day_after(self, practitioner, clock, late, answer):
        screening = make_completed(practitioner, "level-1")
        due = screening.rescreen.due_on
        clock.move_to(dt.datetime.combine(due + late * DAY, dt.time(9), LONDON))
        count_figures()
        assert counted("rescreen", month=due.replace(day=1)) == {answer: 1}

    @pytest.mark.parametrize(("late", "answer"), [(0, "in_time"), (1, "late")], ids=["on the day", "the day after"])
    def test_done_in_time_or_late(self, practitioner, clock, late, answer):
        screening = make_completed(practitioner, "level-1")
        due = screening.rescreen.due_on
        clock.move_to(dt.datetime.combine(due + late * DAY, dt.time(9), LONDON))
        draft = make_draft(practitioner, child=screening.child)
        actions.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        count_figures()
        assert counted("rescreen", month=due.replace(day=1)) == {answer: 1}


class TestMissing:
    def episode(self, child, by, **fields) -> None:
        MissingEpisode.objects.create(
            child=child, area=by.area, missing_from=THURSDAY - 9 * DAY, recorded_at=THURSDAY, recorded_by=by, **fields
        )

    @pytest.mark.parametrize(
        ("fields", "answer"),
        [
            ({}, "missing"),
            ({"found_at": THURSDAY - 2 * DAY, "interview_due": THURSDAY + DAY}, "to_come"),
            ({"found_at": THURSDAY - 5 * DAY, "interview_due": THURSDAY - HOUR}, "overdue"),
            ({"found_at": THURSDAY - 5 * DAY, "interview": Interview.REFUSED}, "refused"),
            (
                {"found_at": THURSDAY - 5 * DAY, "interview": Interview.HELD,
                 "interview_due": THURSDAY - 2 * DAY, "interview_held": THURSDAY - 2 * DAY},
                "in_time",
            ),
            (
                {"found_at": THURSDAY - 5 * DAY, "interview": Interview.HELD,
                 "interview_due": THURSDAY - 2 * DAY, "interview_held": THURSDAY - 2 * DAY + HOUR},
                "late",
            ),
        ],
        ids=["missing", "to come", "overdue", "refused", "in time", "late"],
    )  # fmt: skip
    def test_the_return_interview(self, practitioner, cse_officer, fields, answer):
        self.episode(make_child(practitioner), cse_officer, **fields)
        count_figures()
        assert counted("interview") == {answer: 1}


class TestWhenItIsCounted:
    def test_only_what_has_changed_is_counted_again_the_same_day(self, practitioner, clock):
        make_completed(practitioner, "level-0")
        count_figures()
        for hours in (2, 4):
            clock.move_to(THURSDAY + hours * HOUR)
            months = count_figures()
        assert months == 0
        make_completed(practitioner, "level-0")
        assert count_figures() == 1
        assert counted("outcome") == {"level-0": 2}

    def test_the_first_count_of_a_day_counts_everything(self, practitioner, clock):
        screening = make_completed(practitioner, "level-1")
        count_figures()
        Rescreen.objects.filter(screening=screening).update(due_on=dt.date(2026, 12, 24))
        clock.move_to(THURSDAY + DAY)
        count_figures()
        assert counted("rescreen", month=dt.date(2026, 12, 1)) == {"to_come": 1}
        assert counted("rescreen", month=dt.date(2027, 2, 1)) == {}

    def test_it_says_as_of_when(self, practitioner, clock):
        count_figures()
        clock.move_to(THURSDAY + HOUR)
        count_figures()
        assert [counting.counted_at for counting in Counting.objects.all()] == [THURSDAY + HOUR]

    def test_counting_twice_changes_nothing(self, practitioner):
        make_completed(practitioner, "level-2")
        count_figures(everything=True)
        before = sorted(Figure.objects.values_list("question", "answer", "count"))
        count_figures(everything=True)
        assert sorted(Figure.objects.values_list("question", "answer", "count")) == before

    def test_more_cases_take_no_more_statements(self, practitioner):
        def statements() -> int:
            with CaptureQueriesContext(connection) as asked:
                count_figures(everything=True)
            return len(asked)

        make_completed(practitioner, "level-2")
        count_figures()
        few = statements()
        for outcome in ("level-2", "level-0", "vulnerable"):
            make_completed(practitioner, outcome)
        assert statements() == few


def test_another_areas_entry_counts_at_home_only(practitioner, mash_worker):
    """Rule 30: the log of the area a referral went to has the screening as well; the figures have it once."""
    from accounts.models import Area
    from referrals.models import LogEntry

    screening = make_completed(practitioner, "level-2")
    other = Area.objects.exclude(pk=screening.area_id).first()
    entry = screening.log_entry
    entry.pk, entry.area, entry.came, entry.current = None, other, screening.referral, True
    LogEntry.objects.bulk_create([entry])
    count_figures()
    assert counted("outcome", area=other) == {}
    assert counted("outcome", area=screening.area) == {"level-2": 1}


def test_an_entry_where_the_child_comes_from_counts_at_home_only(practitioner):
    """Rule 30: nothing was sent to the other area, whose log has the screening by what it says of the child."""
    with_sheet(practitioner, home_authority="Walsall")
    assert count_figures() == 1
    assert counted("outcome", area=practitioner.area) == {"level-0": 1} == counted("outcome")


def test_while_one_is_counting_another_leaves_it_the_work(practitioner):
    make_completed(practitioner, "level-0")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        assert count_figures() == 0
        assert not Counting.objects.exists()
        # Closing the line would let go of the lock too, but only when the server notices.
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    assert count_figures() == 1
    assert counted("outcome") == {"level-0": 1}
