"""A digest that the mail server did not take at once: it says what is true when it goes, and is one a day."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actions as people
from cse_portal import outbox
from cse_portal.clock import LONDON
from cse_portal.models import Message, MessageKind
from cse_portal.tasks import deliver_messages
from referrals import actions as referrals
from referrals.models import Plan
from screening import actions
from screening.models import Digest, Rescreen
from screening.reminders import send_due
from tests.factories.people import make_agency, make_member
from tests.factories.plans import make_action, make_plan
from tests.factories.screenings import make_completed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thursday")]
TODAY = dt.date(2026, 11, 19)
DAY = dt.timedelta(days=1)
K = MessageKind


@pytest.fixture
def plan(practitioner) -> Plan:
    return make_plan(practitioner, family_name="Otherby")


@pytest.fixture
def rescreen(practitioner) -> Rescreen:
    rescreen = make_completed(practitioner, "level-2").rescreen
    Rescreen.objects.filter(pk=rescreen.pk).update(due_on=TODAY)
    rescreen.refresh_from_db()
    return rescreen


def held_up(day: dt.date = TODAY) -> None:
    """The digests of a day are written, and the mail server does not take them."""
    Message.objects.exclude(kind=K.DIGEST).delete()
    send_due(today=day)
    Message.objects.filter(kind=K.DIGEST, sent_at=None).update(attempts=1, send_after=timezone.now() - DAY)


def delivered(mailoutbox) -> list[tuple[str, str]]:
    """Who is mailed, and the text."""
    Message.objects.exclude(kind=K.DIGEST).delete()
    deliver_messages()
    return [(mail.to[0], mail.body) for mail in mailoutbox]


def test_what_is_done_meanwhile_is_not_mentioned(practitioner, lead, rescreen, plan, mailoutbox):
    action = make_action(plan, practitioner, owner=practitioner)
    held_up()
    referrals.progress_action(action=action, by=practitioner, progress="done")
    [(_, body)] = delivered(mailoutbox)
    assert rescreen.screening.reference in body and plan.reference not in body


def test_where_nothing_is_left_nothing_goes(practitioner, lead, rescreen, mailoutbox):
    held_up()
    actions.close_rescreen(rescreen=rescreen, by=lead, reason="A plan review replaces it.")
    assert delivered(mailoutbox) == []
    assert Message.objects.get(kind=K.DIGEST).failed == "nothing in it waits any more"
    assert outbox.deliver() == 0


def test_reminders_that_were_put_off_meanwhile_wait(practitioner, rescreen, mailoutbox):
    held_up()
    actions.snooze_rescreen(rescreen=rescreen, by=practitioner, until=TODAY + 5 * DAY, reason="The school is closed.")
    assert delivered(mailoutbox) == []


def test_who_has_left_the_agency_or_lost_the_right_gets_none(
    practitioner, lead, rescreen, school, area_admin, mailoutbox
):
    rescreen.due_on = TODAY - DAY
    rescreen.save()
    held_up()
    assert Message.objects.count() == 2
    make_member(make_agency(practitioner.area, "health"), user=practitioner.user)
    people.end_role(by=area_admin, member=practitioner)
    make_member(school, user=lead.user)
    people.end_role(by=area_admin, member=lead)
    assert delivered(mailoutbox) == []


def test_what_was_handed_to_a_colleague_is_theirs(practitioner, lead, rescreen, school, mailoutbox):
    held_up()
    actions.reassign_rescreen(rescreen=rescreen, by=lead, to=make_member(school))
    assert delivered(mailoutbox) == []


def test_what_goes_at_once_is_not_worked_out_again(practitioner, rescreen, mailoutbox, django_assert_max_num_queries):
    Message.objects.all().delete()
    send_due(today=TODAY)
    Message.objects.update(created_at=timezone.now())
    with django_assert_max_num_queries(12) as asked:
        assert len(delivered(mailoutbox)) == 1
    assert not any("screening_rescreen" in query["sql"] for query in asked.captured_queries)


def test_one_that_waited_in_a_queue_is_looked_through_too(practitioner, lead, rescreen, mailoutbox):
    send_due(today=TODAY)
    Message.objects.update(created_at=timezone.now() - dt.timedelta(minutes=11), send_after=timezone.now() - DAY)
    actions.close_rescreen(rescreen=rescreen, by=lead, reason="A plan review replaces it.")
    assert delivered(mailoutbox) == []


def test_the_next_days_digest_takes_the_place_of_one_that_could_not_go(
    practitioner, lead, rescreen, plan, mailoutbox, thursday
):
    done, kept = (make_plan(practitioner, family_name=name) for name in ("Doneby", "Keptby"))
    actions_of = [make_action(each, practitioner, owner=practitioner) for each in (done, kept)]
    held_up()
    first = Message.objects.get(to_user_id=practitioner.user_id)
    referrals.progress_action(action=actions_of[0], by=practitioner, progress="done")
    thursday.move_to(dt.datetime(2026, 11, 20, 9, tzinfo=LONDON))
    Message.objects.exclude(kind=K.DIGEST).delete()
    send_due()
    first.refresh_from_db()
    assert first.failed == "what it says stands in the next digest"
    [message] = Message.objects.filter(to_user_id=practitioner.user_id, failed="")
    assert [(line["kind"], line["reference"]) for line in message.lines] == [
        (K.PLAN_ACTION_DUE, kept.reference), (K.RESCREEN_OVERDUE, rescreen.screening.reference),
    ]  # fmt: skip
    mine = [body for to, body in delivered(mailoutbox) if to == practitioner.user.email]
    assert len(mine) == 1 and done.reference not in mine[0]
    assert Digest.objects.filter(user=practitioner.user).count() == 2
