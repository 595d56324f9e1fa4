"""The virus scanner's client: what makes a file clean or harmful, and everything that does not."""

import os
import socket
import threading

import pytest

from cse_portal import settings
from referrals.files import scanning
from referrals.files.scanning import ScannerAway, Verdict, scan
from tests.factories.clamd import EICAR, nobody_there, scanner


@pytest.fixture
def clamd():
    with scanner() as server:
        yield server


def test_a_clean_file_is_clean_and_arrives_whole(clamd):
    data = os.urandom(3 * 1024 * 1024 + 7)
    assert scan(data, url=clamd.url) is Verdict.CLEAN
    assert clamd.received == [data]


def test_a_harmful_file_is_harmful(clamd):
    assert scan(b"words " + EICAR, url=clamd.url) is Verdict.HARMFUL


def test_what_the_database_gives_is_sent_as_it_is(clamd):
    assert scan(memoryview(EICAR), url=clamd.url) is Verdict.HARMFUL
    assert clamd.received == [EICAR]


@pytest.mark.parametrize(
    "answer",
    [
        b"stream: Can't allocate memory ERROR\0",
        b"COMMAND READ TIMED OUT\0",
        b"OK\0",
        b"stream: OK FOUND nothing\0",
        b"stream: OK, I think\0",
        b"another: OK\0",
        b"HTTP/1.1 200 OK\r\n\r\n\0",
        b"\0",
    ],
)
def test_any_other_answer_leaves_the_file_unchecked(clamd, answer):
    clamd.answer = answer
    assert scan(b"words", url=clamd.url) is Verdict.NOT_CHECKED


def test_a_file_the_scanner_finds_too_long_is_unchecked(clamd):
    clamd.most = 10
    data = b"0123456789" * 1024 * 1024
    try:
        assert scan(data, url=clamd.url) is Verdict.NOT_CHECKED
    except ScannerAway:
        # Its answer may be lost where the connection is cut while the file still comes. That is no verdict either.
        assert clamd.received == []


@pytest.mark.parametrize("answer", [None, b"stream: OK"])
def test_a_scanner_that_hangs_up_before_its_answer_ends_is_away(clamd, answer):
    clamd.answer = answer
    with pytest.raises(ScannerAway):
        scan(b"words", url=clamd.url)


def test_a_scanner_that_never_answers_is_away(clamd, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    clamd.hold.clear()
    with pytest.raises(ScannerAway, match="TimeoutError"):
        scan(b"words", url=clamd.url)


def test_a_scanner_that_is_not_there_is_away():
    with pytest.raises(ScannerAway, match="ConnectionRefusedError"):
        scan(b"words", url=nobody_there())


def test_a_scanner_may_be_a_socket_of_this_machine(tmp_path):
    path = str(tmp_path / "clamd.ctl")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()

        def answer():
            connection, _ = listening.accept()
            with connection:
                while not connection.recv(65536).endswith(bytes(4)):
                    pass
                connection.sendall(b"stream: OK\0")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        assert scan(b"words", url=f"unix://{path}") is Verdict.CLEAN
        thread.join(timeout=5)


@pytest.mark.parametrize("url", ["", "tcp://clamav:3310", "tcp://clamav", "unix:///run/clamav/clamd.ctl"])
def test_the_setting_takes_an_address_or_nothing(url):
    assert settings.scanner(url) == url


@pytest.mark.parametrize("url", ["clamav:3310", "http://clamav:3310", "tcp://", "unix://", "yes"])
def test_the_setting_says_what_it_is_like(url):
    with pytest.raises(settings.ImproperlyConfigured, match="CLAMAV_URL is like tcp://clamav:3310"):
        settings.scanner(url)
