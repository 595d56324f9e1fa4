"""The virus scanner: nothing is downloadable before its word, and a harmful file is locked away for good."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from audit.models import Event
from cse_portal import clock
from cse_portal.clock import LONDON
from cse_portal.models import Message
from referrals import actions, tasks
from referrals.checking import FIRST_WAIT, LONGEST_WAIT, check_waiting
from referrals.files import scanning
from referrals.models import Attachment, Referral
from referrals.states import FileState
from tests.factories.clamd import EICAR, nobody_there, scanner
from tests.factories.files import TEXT, make_file
from tests.factories.people import make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clamd(settings):
    with scanner() as server:
        settings.CLAMAV_URL = server.url
        yield server


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


def state(attachment) -> str:
    return Attachment.objects.get(pk=attachment.pk).state


def page(client, referral) -> str:
    return client.get(reverse("referrals:files", args=[referral.reference])).content.decode()


def download(client, referral, attachment) -> int:
    return client.get(reverse("referrals:file", args=[referral.reference, attachment.reference])).status_code


def told(kind: str) -> set[int]:
    return set(Message.objects.filter(kind=kind).values_list("to_user_id", flat=True))


def test_a_clean_file_can_be_downloaded_once_it_is_checked(sign_in, practitioner, referral, clamd):
    attachment = make_file(referral, practitioner)
    client = sign_in(practitioner)
    assert "Being checked" in page(client, referral)
    assert "Every file is checked for viruses before anyone can download it" in page(client, referral)
    assert download(client, referral, attachment) == 404
    assert check_waiting() == 1
    assert clamd.received == [TEXT]
    assert state(attachment) == FileState.CLEAN
    assert "Checked, nothing harmful found" in page(client, referral)
    assert download(client, referral, attachment) == 200
    event = Event.objects.get(type="file:checked")
    assert (event.person, event.detail["file"]) == ("the portal", attachment.reference)
    assert Attachment.objects.get().checked_at == clock.now()
    assert not told("file_refused")


def test_a_harmful_file_is_locked_away_and_both_sides_are_told(
    client, sign_in, practitioner, lead, mash_worker, cse_officer, referral, clamd
):
    attachment = make_file(referral, lead, EICAR, "letter.txt")
    assert check_waiting() == 1
    assert state(attachment) == FileState.HARMFUL
    assert told("file_refused") == {practitioner.user_id, lead.user_id, mash_worker.user_id}
    assert {message.path for message in Message.objects.filter(kind="file_refused")} == {
        f"/referrals/{referral.reference}/files/"
    }
    for member in (practitioner, lead, mash_worker, cse_officer):
        signed_in = sign_in(member)
        words = page(signed_in, referral)
        assert "Harmful, locked away" in words
        assert "Nobody can open it. Whoever added it and the MASH have been told" in words
        assert attachment.reference not in words
        assert download(signed_in, referral, attachment) == 404
    # The bytes stay, for whoever has to look into it.
    assert bytes(Attachment.objects.get().content.data) == EICAR
    assert Event.objects.get(type="file:refused").detail["sha256"] == attachment.sha256


def test_the_referrals_worker_is_told_alone_of_the_mash(practitioner, mash_worker, referral, clamd):
    colleague = make_member(mash_worker.agency, "mash_worker")
    actions.acknowledge(referral=referral, by=mash_worker)
    make_file(referral, practitioner, EICAR, "letter.txt")
    check_waiting()
    assert told("file_refused") == {practitioner.user_id, mash_worker.user_id}
    assert colleague.user_id not in told("file_refused")


def test_harmful_is_for_ever_and_is_told_once(practitioner, mash_worker, referral, clamd):
    attachment = make_file(referral, practitioner, EICAR, "letter.txt")
    check_waiting()
    actions.file_checked(attachment=attachment, harmful=False)
    actions.file_checked(attachment=attachment, harmful=True)
    assert state(attachment) == FileState.HARMFUL
    assert Message.objects.filter(kind="file_refused").count() == 2
    assert check_waiting() == 0


@pytest.mark.parametrize("answer", [b"stream: Can't open file ERROR\0", b"OK\0", None, b"stream: OK"])
def test_a_broken_scanner_never_makes_a_file_clean(sign_in, practitioner, referral, clamd, answer):
    clamd.answer = answer
    attachment = make_file(referral, practitioner, EICAR, "letter.txt")
    assert check_waiting() == 0
    assert state(attachment) == FileState.BEING_CHECKED
    client = sign_in(practitioner)
    assert download(client, referral, attachment) == 404
    assert "Being checked" in page(client, referral)


def test_a_slow_scanner_leaves_the_file_waiting(practitioner, referral, clamd, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    clamd.hold.clear()
    attachment = make_file(referral, practitioner)
    assert check_waiting() == 0
    assert state(attachment) == FileState.BEING_CHECKED


def test_a_scanner_that_is_away_is_asked_again_at_growing_waits(practitioner, referral, settings, thursday, caplog):
    settings.CLAMAV_URL = nobody_there()
    attachment = make_file(referral, practitioner, name="Wren.txt")
    waits = []
    for attempt in range(1, 10):
        assert check_waiting() == 0
        attachment.refresh_from_db()
        assert attachment.attempts == attempt
        waits.append(attachment.check_after - clock.now())
        thursday.move_to(attachment.check_after - dt.timedelta(seconds=1))
        assert check_waiting() == 0
        attachment.refresh_from_db()
        assert attachment.attempts == attempt, "before its time it is not tried"
        thursday.move_to(attachment.check_after)
    assert waits[:3] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]
    assert waits[-1] == LONGEST_WAIT
    assert attachment.state == FileState.BEING_CHECKED
    assert "the virus scanner is away (ConnectionRefusedError)" in caplog.text
    assert "Wren" not in caplog.text
    with scanner() as back:
        settings.CLAMAV_URL = back.url
        assert check_waiting() == 1
    assert state(attachment) == FileState.CLEAN


def test_a_scanner_that_is_away_is_asked_once_a_run_and_not_for_each_file(practitioner, referral, settings):
    settings.CLAMAV_URL = nobody_there()
    for n in range(3):
        make_file(referral, practitioner, f"Words {n}".encode())
    check_waiting()
    assert sorted(Attachment.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_one_file_the_scanner_will_not_check_holds_up_no_other(practitioner, referral, clamd):
    clamd.most = 1000
    large, small = make_file(referral, practitioner, b"a" * 2000), make_file(referral, practitioner, b"small")
    assert check_waiting() == 1
    assert (state(large), state(small)) == (FileState.BEING_CHECKED, FileState.CLEAN)


def test_where_there_is_no_scanner_nothing_is_said_to_be_checked(practitioner, referral, settings):
    settings.CLAMAV_URL = ""
    attachment = make_file(referral, practitioner)
    assert check_waiting() == 0
    assert (state(attachment), attachment.attempts) == (FileState.NOT_SCANNED, 0)


def test_files_from_before_there_was_a_scanner_are_checked_when_there_is_one(practitioner, referral, settings):
    settings.CLAMAV_URL = ""
    clean, harmful = make_file(referral, practitioner), make_file(referral, practitioner, EICAR, "letter.txt")
    with scanner() as server:
        settings.CLAMAV_URL = server.url
        assert check_waiting() == 2
    assert (state(clean), state(harmful)) == (FileState.CLEAN, FileState.HARMFUL)


def test_files_that_wait_stay_locked_when_the_scanner_is_taken_away(sign_in, practitioner, referral, settings):
    settings.CLAMAV_URL = nobody_there()
    attachment = make_file(referral, practitioner)
    settings.CLAMAV_URL = ""
    assert check_waiting() == 0
    assert download(sign_in(practitioner), referral, attachment) == 404


def test_the_worker_is_woken_when_a_file_waits_and_beat_looks_anyway(
    practitioner, referral, settings, django_capture_on_commit_callbacks, monkeypatch
):
    woken = []
    monkeypatch.setattr("cse_portal.outbox.current_app.send_task", lambda task, **options: woken.append(task))
    settings.CLAMAV_URL = ""
    with django_capture_on_commit_callbacks(execute=True):
        make_file(referral, practitioner, b"One")
    assert "referrals.tasks.check_files" not in woken
    settings.CLAMAV_URL = "tcp://clamav:3310"
    with django_capture_on_commit_callbacks(execute=True):
        make_file(referral, practitioner, b"Two")
    assert "referrals.tasks.check_files" in woken
    assert settings.CELERY_BEAT_SCHEDULE["files"]["task"] == tasks.check_files.name


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_check_each_file_once(practitioner, mash_worker, referral, clamd, thursday):
    harmful = [make_file(referral, practitioner, EICAR + str(n).encode(), "a.txt") for n in range(4)]
    start, counts = threading.Barrier(2), []

    def run():
        start.wait()
        try:
            counts.append(check_waiting())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sum(counts) == len(clamd.received) == len(harmful)
    assert {state(attachment) for attachment in harmful} == {FileState.HARMFUL}
    assert Message.objects.filter(kind="file_refused").count() == 2 * len(harmful)
    assert Event.objects.filter(type="file:refused").count() == len(harmful)
