"""A real Chromium against a real server, with the people and children of one module made once.

Every page that any test here opens is also listened to: an error in the browser's console, a script that fails or a
breach of the content security policy fails the test that met it.
"""

import os

import pytest

from tests.functional.cast import Cast, make_cast, session_of
from tests.functional.listening import Listener

LAUNCH = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = os.environ.get("CHROMIUM")
    if chromium == "":
        pytest.skip("CHROMIUM is empty, because CSE_SKIP_BROWSER is set: the browser tests are left out")
    return {"executable_path": chromium, "args": list(LAUNCH)}


@pytest.fixture(scope="session")
def server(browser, django_db_setup, django_db_blocker):
    """The portal on a port of its own, static files from the source. Other threads need the database too."""
    from django.urls import get_resolver
    from pytest_django.live_server_helper import LiveServer

    assert get_resolver().url_patterns  # Read here, so that a fault in them is seen here and not in a thread.
    with django_db_blocker.unblock():
        live = LiveServer("127.0.0.1")
        yield live
        live.stop()


@pytest.fixture(scope="session")
def base_url(server):
    """Where the pages of every browser are."""
    return server.url


@pytest.fixture(scope="module")
def cast(server, django_db_blocker) -> Cast:
    """One person of each role in an otherwise empty database, shared by the module and emptied after it."""
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import Area
    from tests.conftest import load_reference_data

    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_")
        cache.clear()
        if not Area.objects.exists():
            load_reference_data()
        yield make_cast()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def transactional_db(cast):
    """What is written here is committed, for the server to see, and stays until the module ends."""


@pytest.fixture
def visit(cast, server, new_context, transactional_db):
    """Open a browser of one's own: visit(cast.practitioner, script=False) gives a blank page of a signed-in person."""
    listeners = []

    def opened(member=None, *, script: bool = True, width: int = 1280, height: int = 900, **options):
        size = {"width": width, "height": height}
        context = new_context(java_script_enabled=script, viewport=size, **options)
        context.set_default_timeout(10_000)
        if member:
            context.add_cookies([{"name": "sessionid", "value": session_of(member), "url": server.url}])
        page = context.new_page()
        page.listener = Listener(context)
        listeners.append(page.listener)
        return page

    yield opened
    assert [problem for listener in listeners for problem in listener.problems] == []
