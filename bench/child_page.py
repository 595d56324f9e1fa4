"""A child's page with 40 screenings beside a page with session, login and one query: CPU of this process."""

import datetime as dt
import statistics

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.indicator_page import cpu, describe
from bench.requests import Visitor
from bench.setting import make_member, signed_in

LIMIT, UNIT = 2.0, " ×"
ROUNDS = 20
SCREENINGS = 40
# Not lower than the tools expect of what is present, so that nobody need agree as second person.
OUTCOMES = {"petch": ("vulnerable",), "regional": ("level-3", "level-2")}
EVERY = dt.timedelta(days=3)
broken: list[str] = []


def measure() -> float:
    practitioner, officer = make_member("practitioner"), make_member("cse_officer")
    few, many = (child_with(practitioner, number) for number in (5, SCREENINGS))
    pages = {"plain page": "/plain/", "5 screenings": few, "40 screenings": many}
    with override_settings(ROOT_URLCONF="bench.plain_page"):
        visitor = Visitor(signed_in(officer))
        for name, url in pages.items():
            describe(name, visitor, url)
        if queries(visitor, few) != queries(visitor, many):
            broken.append("the page with 40 screenings asks the database more often than the one with 5")
            print(f"broken: {broken[-1]}")
        taken = {name: [] for name in pages}
        for _ in range(ROUNDS):
            for name, url in pages.items():
                taken[name].append(cpu(visitor, url))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.2f} ms of CPU")
    return medians["40 screenings"] / medians["plain page"]


def child_with(practitioner, number: int) -> str:
    """The address of a child with so many screenings, the last half of them after the twelfth birthday."""
    from cse_portal import clock
    from tests.factories.screenings import make_child

    twelfth = clock.today() - EVERY * (number // 2)
    child = make_child(practitioner, date_of_birth=twelfth.replace(year=twelfth.year - 12, day=min(twelfth.day, 28)))
    for n in range(number):
        screened(practitioner, child, clock.now() - EVERY * (number - 1 - n), n)
    return reverse("referrals:child", args=[child.reference])


def screened(practitioner, child, on: dt.datetime, number: int) -> None:
    """One screening completed then, with two indicators present."""
    import time_machine

    from screening import actions
    from tests.factories.screenings import answer, judgement, make_draft

    with time_machine.travel(on, tick=True):
        draft = make_draft(practitioner, child=child)
        for indicator in draft.edition.indicators.all()[:2]:
            answer(draft, indicator.code)
        outcomes = OUTCOMES[draft.tool]
        words = judgement(
            outcomes[number % len(outcomes)], reason="It began in the same month and has gone on since. " * 6
        )
        words["what_changed"] = "The driver has moved away, and the aunt collects the child every day."
        actions.submit(screening=draft, by=practitioner, judgement=words)


def queries(visitor: Visitor, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        visitor.get(url)
    return len(captured)
