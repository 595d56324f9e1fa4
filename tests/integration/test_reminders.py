"""The daily digest: what waits comes from the data alone, and each stage of it goes once however often it is asked."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from accounts import actions as people
from accounts.roles import Role
from cse_portal import outbox
from cse_portal.clock import LONDON
from cse_portal.models import Message, MessageKind
from screening import actions
from screening.models import Digest, Reminder, Rescreen
from screening.reminders import send_due
from screening.tasks import send_reminders
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import judgement, make_completed

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 11, 25)
DAY = dt.timedelta(days=1)
SOON, TODAY, OVERDUE = MessageKind.RESCREEN_SOON, MessageKind.RESCREEN_TODAY, MessageKind.RESCREEN_OVERDUE


def make_rescreen(by, due_on=DUE, **child) -> Rescreen:
    rescreen = make_completed(by, "level-2", **child).rescreen
    rescreen.due_on = due_on
    rescreen.save(update_fields=["due_on"])
    Message.objects.all().delete()
    return rescreen


@pytest.fixture
def rescreen(practitioner) -> Rescreen:
    return make_rescreen(practitioner)


def told() -> list[tuple[str, int]]:
    """Each line of each digest that is written, with whose it is."""
    digests = Message.objects.filter(kind=MessageKind.DIGEST).values_list("to_user_id", "lines")
    return sorted((line["kind"], user) for user, lines in digests for line in lines)


def told_on(day: dt.date) -> list[tuple[str, int]]:
    """Who is told on one day that had not been told before."""
    Message.objects.all().delete()
    send_due(today=day)
    return told()


class TestStages:
    def test_nobody_is_told_earlier_than_seven_days_before(self, rescreen):
        assert told_on(DUE - 8 * DAY) == []

    def test_seven_days_before_on_the_day_and_every_week_after(self, rescreen, practitioner, lead):
        told_each_day = {day: told_on(DUE + day * DAY) for day in range(-9, 23)}
        owner, leader = practitioner.user_id, lead.user_id
        both = sorted([(OVERDUE.value, owner), (OVERDUE.value, leader)])
        assert {day: messages for day, messages in told_each_day.items() if messages} == {
            -7: [(SOON.value, owner)], 0: [(TODAY.value, owner)], 1: both, 8: both, 15: both, 22: both,
        }  # fmt: skip

    def test_one_dated_closer_than_seven_days_is_announced_at_once(self, rescreen, practitioner):
        assert told_on(DUE - 3 * DAY) == [(SOON.value, practitioner.user_id)]

    def test_a_new_date_starts_anew(self, rescreen, practitioner):
        assert told_on(DUE) == [(TODAY.value, practitioner.user_id)]
        Rescreen.objects.update(due_on=DUE + 30 * DAY)
        assert told_on(DUE + 30 * DAY) == [(TODAY.value, practitioner.user_id)]


class TestOnce:
    def test_a_second_run_writes_nothing(self, rescreen):
        assert (send_due(today=DUE), send_due(today=DUE)) == (1, 0)
        assert len(told()) == 1

    def test_three_days_late_it_says_what_is_true_now_and_once(self, rescreen, practitioner):
        send_due(today=DUE - 8 * DAY)
        assert told_on(DUE - 4 * DAY) == [(SOON.value, practitioner.user_id)]
        assert told_on(DUE + 3 * DAY) == [(OVERDUE.value, practitioner.user_id)]
        assert told_on(DUE + 4 * DAY) == []

    @pytest.mark.parametrize(
        "night", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)], ids=["clocks back", "clocks forward"]
    )
    def test_on_the_nights_the_clocks_change_it_goes_once_on_londons_day(self, practitioner, night):
        make_rescreen(practitioner, due_on=night)
        before = dt.datetime.combine(night - DAY, dt.time(21), LONDON).astimezone(dt.UTC)
        days, midnight = {}, dt.datetime.combine(night, dt.time(0), LONDON)
        for quarter_hours in range(60):
            moment = before + quarter_hours * dt.timedelta(minutes=15)
            with time_machine.travel(moment, tick=False):
                before_it = told()
                send_reminders()
                if told() != before_it:
                    days[moment.astimezone(LONDON)] = [kind for kind, _ in told()]
        assert days == {before.astimezone(LONDON): [SOON.value], midnight: [SOON.value, TODAY.value]}

    @pytest.mark.django_db(transaction=True)
    def test_two_beats_at_once_write_one_digest_a_person(self, practitioner, lead):
        for number in range(20):
            make_rescreen(practitioner, family_name=f"Test{'abcdefghijklmnopqrst'[number]}")
        barrier = Barrier(4)

        def sweep(_):
            try:
                barrier.wait(timeout=20)
                return send_due(today=DUE + DAY)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(sweep, range(4))) == 2
        assert Digest.objects.count() == Message.objects.count() == 2
        assert Reminder.objects.count() == len(told()) == 40


class TestWho:
    def test_after_reassignment_the_new_owner_is_told(self, rescreen, practitioner, lead, school):
        colleague = make_member(school, name="Linden Sampleby")
        actions.reassign_rescreen(rescreen=rescreen, by=lead, to=colleague)
        assert told_on(DUE) == [(TODAY.value, colleague.user_id)]

    def test_after_closing_nobody_is_told(self, rescreen, practitioner, lead):
        actions.close_rescreen(rescreen=rescreen, by=lead, reason="The plan review replaces it.")
        assert told_on(DUE) == told_on(DUE + DAY) == []

    def test_after_the_screening_is_done_again_nobody_is_told_of_the_old_date(self, rescreen, practitioner):
        again = actions.start_rescreen(rescreen=rescreen, by=practitioner)
        actions.save_narrative(screening=again, by=practitioner, values=rescreen.screening.narrative)
        actions.submit(screening=again, by=practitioner, judgement=judgement("level-3"))
        assert told_on(DUE) == []

    def test_when_the_worker_has_left_the_lead_is_told_instead(self, rescreen, practitioner, lead, area_admin):
        people.end_role(by=area_admin, member=practitioner)
        assert told_on(DUE) == [(TODAY.value, lead.user_id)]

    def test_when_the_account_is_closed_the_lead_is_told_instead(self, rescreen, practitioner, lead):
        practitioner.user.is_active = False
        practitioner.user.save()
        assert told_on(DUE - 7 * DAY) == [(SOON.value, lead.user_id)]
        assert told_on(DUE + DAY) == [(OVERDUE.value, lead.user_id)]

    def test_a_worker_who_is_lead_now_is_told_as_lead(self, rescreen, practitioner, school, area_admin):
        make_member(school, Role.SAFEGUARDING_LEAD, user=practitioner.user)
        people.end_role(by=area_admin, member=practitioner)
        assert told_on(DUE) == [(TODAY.value, practitioner.user_id)]

    def test_a_lead_who_screened_is_told_once(self, lead):
        make_rescreen(lead)
        assert told_on(DUE + DAY) == [(OVERDUE.value, lead.user_id)]

    def test_a_lead_with_two_roles_is_told_once(self, rescreen, practitioner, lead, school):
        make_member(school, Role.CSE_OFFICER, user=lead.user)
        assert told_on(DUE + DAY) == sorted([(OVERDUE.value, practitioner.user_id), (OVERDUE.value, lead.user_id)])

    def test_the_lead_of_another_agency_and_one_who_has_left_are_not_told(
        self, rescreen, practitioner, solihull, lead, area_admin
    ):
        make_member(make_agency(solihull), Role.SAFEGUARDING_LEAD)
        people.end_role(by=area_admin, member=lead)
        assert told_on(DUE + DAY) == [(OVERDUE.value, practitioner.user_id)]


@pytest.mark.parametrize("people", [1, 5])
def test_the_sweep_is_one_statement_however_many_are_told(school, django_assert_num_queries, people):
    for number in range(people):
        make_rescreen(make_member(school), family_name=f"Test{'abcde'[number]}")
    with django_assert_num_queries(4) as asked:  # the savepoint, that the day is done, the statement, its release
        assert send_due(today=DUE) == people
    assert sum("screening_digest (" in query["sql"] for query in asked.captured_queries) == 1


def test_the_mail_holds_references_kinds_and_links_and_nothing_of_the_child(rescreen, practitioner, mailoutbox):
    other = make_rescreen(practitioner, due_on=DUE - 3 * DAY, family_name="Sampleby")
    send_due(today=DUE)
    assert outbox.deliver() == 1
    [mail] = mailoutbox
    assert mail.to == [practitioner.user.email]
    assert mail.subject == "CSE screening: what waits for you today"
    late, due = other.screening.reference, rescreen.screening.reference
    assert mail.body.splitlines()[:10] == [
        "Hello Priya,", "", "These wait for you in the CSE screening portal:", "",
        f"A screening is overdue ({late})", f"http://127.0.0.1:8000/rescreens/{late}/", "",
        f"A screening is due today ({due})", f"http://127.0.0.1:8000/rescreens/{due}/", "",
    ]  # fmt: skip
    assert max(len(line) for line in mail.body.splitlines()) <= 72
    child, everything = rescreen.child, f"{mail.subject} {mail.body}".lower()
    words = (
        child.first_names,
        child.family_name,
        child.reference,
        "sampleby",
        "level",
        "aged",
        "fernleigh",
        "solihull",
    )
    for word in (*words, "car"):
        assert word.lower() not in everything.replace("care", "")
