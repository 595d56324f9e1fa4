"""/healthz: each part with its state, 503 when one that matters is down, and nothing about anyone."""

import datetime as dt
import re
import socket
import time

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from cse_portal import outbox
from cse_portal.models import Heartbeat, Message, MessageKind
from cse_portal.views import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    for name in ("worker", "beat"):
        Heartbeat.objects.create(name=name, at=timezone.now())


def asked(client, **headers):
    response = client.get("/healthz", headers=headers)
    return response.status_code, response.json()["parts"]


def test_all_well(client, alive):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "parts": {"database": "ok", "broker": "ok", "worker": "ok", "beat": "ok", "outbox": "ok"},
    }
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_a_process_silent_for_a_minute_is_down_and_the_other_is_not(client, alive, name):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - dt.timedelta(seconds=61))
    other = {"worker": "beat", "beat": "worker"}[name]
    status, parts = asked(client)
    assert (status, parts[name], parts[other]) == (503, "down", "ok")


def test_a_process_silent_for_less_than_a_minute_is_well(client, alive):
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(seconds=50))
    assert asked(client)[0] == 200


def test_processes_that_never_started_are_down(client):
    status, parts = asked(client)
    assert (status, parts["worker"], parts["beat"]) == (503, "down", "down")


def test_a_broker_that_is_away_is_down_and_said_at_once(client, alive, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.CELERY_BROKER_URL = f"redis://:secret-word@127.0.0.1:{port}/0"
    started = time.monotonic()
    status, parts = asked(client)
    assert (status, parts["broker"]) == (503, "down")
    assert time.monotonic() - started < 3


def test_a_broker_that_never_answers_is_down_soon(client, alive, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        assert asked(client)[0] == 503
        assert time.monotonic() - started < 4


def test_a_database_that_is_away_is_down_and_the_rest_unknown(client, monkeypatch):
    def refused(*args):
        raise OperationalError("password authentication failed for user cse")

    monkeypatch.setattr(health.connection, "cursor", refused)
    monkeypatch.setattr(transaction.Atomic, "__enter__", refused)
    response = client.get("/healthz")
    assert response.status_code == 503
    unknown = dict.fromkeys(("worker", "beat", "outbox"), "unknown")
    assert response.json()["parts"] == {"database": "down", "broker": "ok", **unknown}


def test_somebody_signed_in_is_told_so_too(client, practitioner, monkeypatch):
    client.force_login(practitioner.user)

    def refused(*args):
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr(health.connection, "cursor", refused)
    monkeypatch.setattr(transaction.Atomic, "__enter__", refused)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "down"


def test_an_old_message_is_said_and_does_not_take_the_web_down(client, alive, practitioner):
    outbox.send(MessageKind.REFERRAL_DECIDED, to=[practitioner], reference="R-2HF8-TQ9N", path="/")
    assert asked(client)[1]["outbox"] == "ok"
    Message.objects.update(created_at=timezone.now() - dt.timedelta(minutes=40))
    status, parts = asked(client)
    assert (status, parts["outbox"]) == (200, "oldest message waits 40 minutes")


@pytest.mark.parametrize("settled", [{"sent_at": dt.datetime(2026, 1, 5, tzinfo=dt.UTC)}, {"failed": "gone"}])
def test_a_settled_message_is_not_waited_for(client, alive, practitioner, settled):
    outbox.send(MessageKind.REFERRAL_DECIDED, to=[practitioner], reference="R-2HF8-TQ9N", path="/")
    Message.objects.update(created_at=timezone.now() - dt.timedelta(days=2), **settled)
    assert asked(client)[1]["outbox"] == "ok"


def test_it_tells_nothing_but_states(client, alive, settings):
    settings.CELERY_BROKER_URL = "redis://:secret-word@127.0.0.1:1/0"
    text = client.get("/healthz").content.decode()
    assert re.fullmatch(r'\{"ok": false, "parts": \{("[a-z]+": "[a-z]+"(, )?){5}\}\}', text)


def test_it_needs_no_login_makes_no_session_and_is_not_kept(client, alive):
    response = client.get("/healthz")
    assert "sessionid" not in response.cookies
    assert response.headers["Cache-Control"] == "no-store, private"
