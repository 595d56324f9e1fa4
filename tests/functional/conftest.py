"""A real Chromium against a real server, with the people and children of one module made once.

Every page that any test here opens is also listened to: an error in the browser's console, a script that fails or a
breach of the content security policy fails the test that met it.
"""

import os

import pytest
from playwright.sync_api import expect

from tests.functional.cast import Cast, make_cast, session_of
from tests.functional.listening import Listener

# A busy machine may take this long over a page, in milliseconds; a quick one is never waited for.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
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
def visit(transactional_db, new_context):
    """Open a browser of one's own: visit(cast.practitioner, script=False) gives a blank page of a signed-in person."""
    listeners = []

    def opened(member=None, **options):
        page = open_page(new_context, member, **options)
        listeners.append(page.listener)
        return page

    yield opened
    assert [problem for listener in listeners for problem in listener.problems] == []


@pytest.fixture(scope="module")
def browsers_left_open(browser, browser_context_args):
    """One browser for each person, with the files that every page shares loaded already."""
    contexts, pages = [], {}

    def new_context(**options):
        contexts.append(browser.new_context(**browser_context_args, **options))
        return contexts[-1]

    def opened(member=None):
        if member not in pages:
            pages[member] = open_page(new_context, member)
        return pages[member]

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def look(transactional_db, browsers_left_open):
    """Where pages are only looked at: look(cast.practitioner) gives the one page that person has in this module."""
    pages = []

    def opened(member=None, *, width: int = 1280, height: int = 900):
        page = browsers_left_open(member)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="screen", forced_colors="none")
        pages.append(page)
        return page

    yield opened
    problems = [problem for page in pages for problem in page.listener.problems]
    for page in pages:
        page.listener.forget()
    assert problems == []


def open_page(new_context, member, *, script: bool = True, width: int = 1280, height: int = 900, **options):
    context = new_context(java_script_enabled=script, viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(PATIENCE)
    if member:
        cookie = {"name": "sessionid", "value": session_of(member), "domain": "127.0.0.1", "path": "/"}
        context.add_cookies([cookie])
    page = context.new_page()
    page.listener = Listener(context)
    return page
