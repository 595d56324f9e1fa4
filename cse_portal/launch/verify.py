"""`manage.py verify`: every check and every test, on servers of its own, on any machine `up` works on."""

import os

from . import browser, environment, services, system_packages
from .checks import failures, run
from .place import PYTHON
from .progress import say
from .surroundings import surroundings

OF_A_REAL_PORTAL = (
    "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL", "EMAIL_FROM", "CLAMAV_URL", "CSE_CLOCK_SHIFT", "STATIC_ROOT",
)  # fmt: skip
# One process a processor; each has a database and a number of the broker, of which there are sixteen.
SIDE_BY_SIDE = ("-n", str(min(os.cpu_count() or 1, 8)), "--dist", "worksteal")


def verify(arguments: list[str]) -> int:
    """Set up for tests, run all checks, then the tests, whose own summary is the last thing printed.

    Arguments go to pytest. Ends 0 only when every check and every test passed.
    """
    environment.make(environment.TEST_LOCK)
    system_packages.bring(system_packages.PANGO, why="Making PDFs")
    chromium = _browser()
    with services.temporary() as urls:
        say("PostgreSQL and Valkey for the tests are up")
        env = surroundings_of_tests(urls, chromium)
        failed = failures(env)
        say(f"before the tests: {verdict(failed)}")
        tests = run((PYTHON, "-m", "pytest", *SIDE_BY_SIDE, *arguments), env)
    return tests.returncode or (1 if failed else 0)


def verdict(failed: list[str]) -> str:
    """The checks' result in one sentence."""
    return f"FAILED: {', '.join(failed)}. Whatever the tests say, this run fails." if failed else "all checks passed"


def surroundings_of_tests(urls: dict[str, str], chromium: str | None) -> dict[str, str]:
    """The environment of a test run. Nothing of the person's own set-up decides what a test sees."""
    env = surroundings(**urls, CSE_MODE="test", CHROMIUM=chromium or "", SECRET_KEY="for-tests-only-" * 4)
    for name in OF_A_REAL_PORTAL:
        env.pop(name, None)
    # Playwright's loop makes Django think that the tests' own queries are asynchronous.
    return {**env, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}


def _browser() -> str | None:
    found = browser.bring()
    if found:
        system_packages.bring(system_packages.BROWSER_DRIVER, why="Driving the browser")
    else:
        say("the browser tests are left out, because CSE_SKIP_BROWSER is set")
    return found
