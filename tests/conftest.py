"""What every test may use: the two areas, the loaded editions, one person of each role, and a quiet world.

Postgres and the broker are real. Nothing else of the network is.
"""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("CSE_MODE", "test")
# Tests that run side by side have a database each (pytest-django sees to that) and a broker's number each.
if side := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/" + side.removeprefix("gw")
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]

ROOT = Path(__file__).resolve().parent.parent
# Tests serve static files from the source; WhiteNoise warns when the folder of collected ones is not there at all.
(ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Tests reach the database, the broker and the browser on loopback; anything further is a mistake."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"A test tried to reach {address[0]}.")
        return connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session", autouse=True)
def flush_may_truncate():
    """Tests with real transactions empty tables by TRUNCATE, which append-only tables would refuse row by row."""
    import pgtrigger
    from django.core.management.commands import flush

    handle = flush.Command.handle

    def ignoring(self, *args, **options):
        with pgtrigger.ignore():
            return handle(self, *args, **options)

    flush.Command.handle = ignoring
    yield
    flush.Command.handle = handle


def load_reference_data():
    """The editions and areas every portal has."""
    from accounts.actions import load_areas
    from indicators.actions import load_edition

    for path in sorted((ROOT / "fixtures" / "editions").glob("*.yaml")):
        load_edition(path)
    load_areas()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with its reference data, loaded once."""
    from django.core.management import call_command
    from django.db import connection

    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        load_reference_data()
    yield
    # A browser that keeps its line to the server open keeps a thread's connection too, and with it the database.
    # Only our own lines: the server's housekeeping may be at work here too, and ending that is not ours to do.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
        )


@pytest.fixture
def portal(db):
    """The reference data, also after a test with real transactions emptied the tables."""
    from accounts.models import Area

    if not Area.objects.exists():
        load_reference_data()


@pytest.fixture
def solihull(portal):
    from accounts.models import Area

    return Area.objects.get(slug="solihull")


@pytest.fixture
def walsall(portal):
    from accounts.models import Area

    return Area.objects.get(slug="walsall")


@pytest.fixture
def school(solihull):
    from tests.factories.people import make_agency

    return make_agency(solihull, name="Fernleigh Demo School")


def _member(agency, role, name):
    from tests.factories.people import make_member

    return make_member(agency, role, name=name)


@pytest.fixture
def practitioner(school):
    return _member(school, "practitioner", "Priya Sampleton")


@pytest.fixture
def lead(school):
    return _member(school, "safeguarding_lead", "Colm Mockford")


@pytest.fixture
def mash_worker(solihull):
    from tests.factories.people import make_agency

    return _member(make_agency(solihull, "mash", "Solihull MASH"), "mash_worker", "Dawn Placeholder")


@pytest.fixture
def cse_officer(solihull):
    from tests.factories.people import make_agency

    return _member(make_agency(solihull, "social_care", "Solihull CSE team"), "cse_officer", "Alder Notional")


@pytest.fixture
def area_admin(solihull):
    from tests.factories.people import make_agency

    return _member(make_agency(solihull, "council", "Solihull council"), "area_administrator", "Bryony Fictus")


@pytest.fixture
def auditor(solihull):
    from tests.factories.people import make_agency

    return _member(make_agency(solihull, "council", "Solihull partnership"), "auditor", "Ash Pretend")


@pytest.fixture
def sign_in(client):
    """Sign a member's person in, working in that role."""
    from accounts.middleware import SESSION_KEY

    def signed_in(member):
        client.force_login(member.user)
        session = client.session
        session[SESSION_KEY] = member.pk
        session.save()
        return client

    return signed_in


@pytest.fixture(autouse=True)
def fresh_cache(request):
    """Sign-in's rate limits live in the cache table, which only a rolled-back test leaves clean by itself."""
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        from django.core.cache import cache

        cache.clear()
