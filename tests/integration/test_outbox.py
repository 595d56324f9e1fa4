"""Outgoing messages: written with the change, sent once, tried again, and never in the way of what people do."""

import datetime as dt
import smtplib
import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu import pools

from cse_portal import outbox
from cse_portal.models import Message, MessageKind
from referrals.models import Referral
from tests.factories.people import make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
PATH = "/referrals/R-2HF8-TQ9N/"


class Refusing(EmailBackend):
    """A mail server that fails as `error` says, for as long as there is one."""

    error: Exception | None = None

    def send_messages(self, messages):
        if Refusing.error:
            raise Refusing.error
        return super().send_messages(messages)


@pytest.fixture
def mail_server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(Refusing, "error", None)

    def failing(error):
        monkeypatch.setattr(Refusing, "error", error)

    return failing


def write(*people, kind=MessageKind.REFERRAL_DECIDED):
    outbox.send(kind, to=people, reference="R-2HF8-TQ9N", path=PATH)


def due_now():
    Message.objects.update(send_after=timezone.now() - dt.timedelta(seconds=1))


class TestMail:
    def test_each_kind_has_its_subject_and_a_short_plain_body(self, practitioner, mailoutbox):
        for kind in MessageKind:
            write(practitioner, kind=kind)
        assert outbox.deliver() == len(MessageKind)
        assert {mail.subject for mail in mailoutbox} == {f"CSE screening: {k.label} (R-2HF8-TQ9N)" for k in MessageKind}
        for mail in mailoutbox:
            assert len(mail.subject) <= 78
            assert mail.to == [practitioner.user.email]
            assert mail.content_subtype == "plain"
            lines = mail.body.splitlines()
            assert lines[0] == "Hello Priya,"
            kind = mail.subject.removeprefix("CSE screening: ").removesuffix(" (R-2HF8-TQ9N)")
            assert f"In the CSE screening portal: {kind}." in lines
            assert f"http://127.0.0.1:8000{PATH}" in lines
            assert "If it was not meant for" in mail.body
            assert max(len(line) for line in lines) <= 72, kind
            assert lines[-1] != ""

    def test_the_sender_names_the_portal_alone(self, practitioner, mailoutbox):
        write(practitioner)
        outbox.deliver()
        assert mailoutbox[0].from_email == "CSE screening <no-reply@cse-screening.example>"

    def test_a_name_with_markup_stays_text(self, school, mailoutbox):
        write(make_member(school, name="O’Neil&Co <b> Placeholder"))
        outbox.deliver()
        assert mailoutbox[0].body.startswith("Hello O’Neil&Co,")


class TestWhoAndOnce:
    def test_a_person_with_two_roles_gets_one(self, practitioner, school):
        lead = make_member(school, "safeguarding_lead", user=practitioner.user)
        write(practitioner, lead)
        assert Message.objects.count() == 1

    def test_a_role_that_has_ended_gets_none(self, practitioner):
        practitioner.ended_on = dt.date(2026, 1, 6)
        write(practitioner)
        assert not Message.objects.exists()

    def test_a_sent_message_is_not_sent_again(self, practitioner, mailoutbox):
        write(practitioner)
        assert (outbox.deliver(), outbox.deliver()) == (1, 0)
        assert len(mailoutbox) == 1

    def test_a_change_undone_takes_its_message_with_it(self, practitioner):
        with transaction.atomic():
            write(practitioner)
            transaction.set_rollback(True)
        assert not Message.objects.exists()

    def test_an_account_closed_meanwhile_is_given_up(self, practitioner, mailoutbox):
        write(practitioner)
        practitioner.user.is_active = False
        practitioner.user.save()
        assert outbox.deliver() == 0
        assert Message.objects.get().failed == "the account is no longer in use"
        assert mailoutbox == []
        assert outbox.deliver() == 0

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_send_each_once(self, school, mailoutbox):
        write(*(make_member(school) for _ in range(12)))
        barrier = Barrier(3)

        def work(_):
            try:
                barrier.wait(timeout=20)
                return outbox.deliver()
            finally:
                connection.close()

        with ThreadPoolExecutor(3) as pool:
            assert sum(pool.map(work, range(3))) == 12
        assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 12

    def test_a_change_wakes_the_worker_once(self, practitioner, lead, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as wakes:
            write(practitioner)
            write(lead)
            outbox.wake("referrals.tasks.make_documents")
        assert len(wakes) == 2


class TestTryingAgain:
    def test_a_mail_server_that_is_away_is_asked_once_a_run(self, practitioner, lead, mail_server, mailoutbox):
        write(practitioner, lead)
        mail_server(ConnectionRefusedError())
        assert outbox.deliver() == 0
        assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]
        mail_server(None)
        due_now()
        assert outbox.deliver() == 2
        assert len(mailoutbox) == 2

    def test_the_waits_double_up_to_an_hour(self, practitioner, mail_server):
        write(practitioner)
        mail_server(TimeoutError())
        waits = []
        for _ in range(9):
            due_now()
            before = timezone.now()
            outbox.deliver()
            waits.append(round((Message.objects.get().send_after - before).total_seconds() / 10) * 10)
        assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]

    def test_it_is_not_tried_before_its_time(self, practitioner, mail_server, mailoutbox):
        write(practitioner)
        mail_server(smtplib.SMTPServerDisconnected())
        outbox.deliver()
        mail_server(None)
        assert outbox.deliver() == 0
        assert mailoutbox == []

    def test_a_refused_address_holds_up_no_other_message(
        self, practitioner, lead, mail_server, monkeypatch, mailoutbox
    ):
        write(practitioner, lead)
        send = Refusing.send_messages

        def refusing_one(self, messages):
            if messages[0].to == [practitioner.user.email]:
                raise smtplib.SMTPRecipientsRefused({})
            return send(self, messages)

        monkeypatch.setattr(Refusing, "send_messages", refusing_one)
        assert outbox.deliver() == 1
        assert mailoutbox[0].to == [lead.user.email]
        assert Message.objects.get(sent_at=None).attempts == 1

    def test_after_about_three_days_it_is_given_up(self, practitioner, mail_server):
        write(practitioner)
        mail_server(smtplib.SMTPRecipientsRefused({}))
        Message.objects.update(attempts=outbox.MOST_ATTEMPTS)
        outbox.deliver()
        assert "three days" in Message.objects.get().failed

    def test_the_log_names_the_kind_of_error_and_no_address(self, practitioner, mail_server, caplog):
        write(practitioner)
        mail_server(smtplib.SMTPRecipientsRefused({practitioner.user.email: (550, b"no")}))
        outbox.deliver()
        assert "SMTPRecipientsRefused" in caplog.text
        assert practitioner.user.email not in caplog.text


class TestBrokerAway:
    @pytest.fixture
    def no_broker(self):
        """Celery pointed at a port where nothing listens."""
        from cse_portal.celery import app

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        before = app.conf.broker_url
        _point(app, f"redis://127.0.0.1:{port}/0")
        yield
        _point(app, before)

    @pytest.mark.django_db(transaction=True)
    def test_submitting_still_refers_and_the_messages_follow(
        self, no_broker, practitioner, mash_worker, mailoutbox, caplog
    ):
        started = dt.datetime.now(dt.UTC)
        make_completed(practitioner, codes=("px-vehicle",))
        assert dt.datetime.now(dt.UTC) - started < dt.timedelta(seconds=5)
        assert Referral.objects.get().documents.count() == 1
        assert "cse_portal.tasks.deliver_messages" in caplog.text
        assert outbox.deliver() == Message.objects.count() > 0
        assert mash_worker.user.email in {mail.to[0] for mail in mailoutbox}

    @pytest.mark.django_db(transaction=True)
    def test_a_page_that_sends_still_answers(self, no_broker, practitioner, mash_worker, sign_in):
        referral = make_completed(practitioner, codes=("px-vehicle",)).referral
        response = sign_in(mash_worker).post(f"/referrals/{referral.reference}/acknowledge/")
        assert response.status_code == 302
        referral.refresh_from_db()
        assert referral.state == "acknowledged"
        assert Message.objects.filter(kind=MessageKind.REFERRAL_ACKNOWLEDGED).exists()


def _point(app, url):
    """Ask this broker from now on. The connections to the other are let go of, and none of them is met again."""
    app.conf.broker_url = url
    pools.reset()
    app.amqp._producer_pool = None
    app._pool = None


def test_messages_are_sent_oldest_first(practitioner, lead, mailoutbox):
    write(practitioner)
    write(lead)
    Message.objects.filter(to_user_id=lead.user_id).update(send_after=F("send_after") - dt.timedelta(minutes=1))
    outbox.deliver()
    assert [mail.to[0] for mail in mailoutbox] == [lead.user.email, practitioner.user.email]


def test_a_moved_business_clock_holds_no_message_back(practitioner, mailoutbox, monkeypatch):
    monkeypatch.setenv("CSE_CLOCK_SHIFT", str(90 * 24 * 3600))
    write(practitioner)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=1)):
        assert outbox.deliver() == 1
