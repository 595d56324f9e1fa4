"""A real worker and a real beat over the real broker: reminders, mails and PDFs arrive, and both say that they live."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from cse_portal import clock
from cse_portal.celery import app
from cse_portal.models import DemoMail, Heartbeat, Message, MessageKind
from referrals.models import Document
from screening import tasks
from screening.models import Reminder
from tests.factories.screenings import make_completed

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


@pytest.fixture(autouse=True)
def empty_queue():
    """Other tests wake a worker that is not there; what they left is not for this one."""
    app.control.purge()


def environment() -> dict[str, str]:
    """Ours, with the test's own database. Mails go to the demo's mailbox, where another process's can be read."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {**os.environ, "DATABASE_URL": database, "C_FORCE_ROOT": "1"}


@contextmanager
def process(tmp_path, name, *arguments):
    """One of Celery's processes, ended with the test."""
    log = (tmp_path / f"{name}.log").open("w+")
    command = [sys.executable, "-m", "celery", "-A", "cse_portal", *arguments]
    started = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=log, stderr=subprocess.STDOUT)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        log.seek(0)
        print(log.read())
        log.close()


def worker(tmp_path):
    return process(tmp_path, "worker", "worker", "-c", "1", "-l", "info", "--without-gossip", "--without-mingle")


def beat(tmp_path):
    return process(tmp_path, "beat", "beat", "-l", "info", "--pidfile=", "-s", str(tmp_path / "schedule"))


def until(what) -> None:
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < PATIENCE, "it did not come in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_referral_gets_its_pdf_and_its_mails_and_a_rescreen_its_reminder(practitioner, mash_worker, tmp_path):
    with worker(tmp_path):
        until(lambda: Heartbeat.objects.filter(name="worker").exists())
        screening = make_completed(practitioner, codes=("px-vehicle",))
        until(lambda: Document.objects.exclude(made_at=None).exists())
        until(lambda: not Message.objects.filter(sent_at=None).exists())
        screening.rescreen.due_on = clock.today()
        screening.rescreen.save()
        tasks.send_reminders.delay()
        until(lambda: DemoMail.objects.filter(subject__contains=MessageKind.DIGEST.label).exists())
        tasks.send_reminders.delay()
        until(lambda: not Message.objects.filter(sent_at=None).exists())
    referral = screening.referral
    assert bytes(Document.objects.get().pdf).startswith(b"%PDF")
    mails = {(mail.to, mail.subject) for mail in DemoMail.objects.all()}
    assert (mash_worker.user.email, f"CSE screening: a referral has arrived ({referral.reference})") in mails
    [digest] = DemoMail.objects.filter(subject="CSE screening: what waits for you today")
    assert digest.to == practitioner.user.email
    assert f"A screening is due today ({screening.reference})" in digest.body
    assert Reminder.objects.count() == 1
    assert not any("Wren" in mail.body or "Testerby" in mail.body for mail in DemoMail.objects.all())


@pytest.mark.django_db(transaction=True)
def test_beat_wakes_the_work_by_itself_and_both_say_that_they_live(practitioner, tmp_path, client):
    """What a broker that was away has lost: nobody asked for the work, beat does."""
    screening = make_completed(practitioner, codes=("px-vehicle",))
    app.control.purge()
    with worker(tmp_path), beat(tmp_path):
        until(lambda: Heartbeat.objects.count() == 2)
        until(lambda: Document.objects.exclude(made_at=None).exists())
        until(lambda: not Message.objects.filter(sent_at=None).exists())
        assert client.get("/healthz").json()["ok"]
    assert screening.referral.documents.get().sha256
