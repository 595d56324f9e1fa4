"""The largest section page beside a page with session, login and one query: CPU of this process."""

import gc
import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench.requests import Visitor
from bench.setting import make_member, signed_in

LIMIT, UNIT = 2.0, " ×"
ROUNDS, ASKS = 60, 5


def measure() -> float:
    practitioner = make_member("practitioner")
    pages = {"plain page": "/plain/", "largest section": largest_section(practitioner)}
    with override_settings(ROOT_URLCONF="bench.plain_page"):
        visitor = Visitor(signed_in(practitioner))
        for name, url in pages.items():
            describe(name, visitor, url)
        taken = {name: [] for name in pages}
        for _ in range(ROUNDS):
            for name, url in pages.items():
                taken[name].append(cpu(visitor, url))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.2f} ms of CPU")
    return medians["largest section"] / medians["plain page"]


def largest_section(practitioner) -> str:
    """The address of the section with the most indicators, in a draft where every second one is answered."""
    from django.db.models import Count

    from indicators.models import Section
    from screening.models import Screening
    from tests.factories.screenings import answer, make_draft

    drafts = {draft.edition_id: draft for draft in (make_draft(practitioner, age=age) for age in (10, 14))}
    sections = Section.objects.filter(edition__in=drafts).annotate(size=Count("indicators")).order_by("-size")
    section = sections[0]
    draft = Screening.objects.get(pk=drafts[section.edition_id].pk)
    for indicator in section.indicators.all()[::2]:
        answer(draft, indicator.code)
    print(f"largest section: {section.size} indicators, {-(-section.size // 2)} of them answered with evidence")
    return reverse("screening:section", args=[draft.reference, section.code])


def describe(name: str, visitor: Visitor, url: str) -> None:
    """Say what a page is made of, and warm it: templates are read and indicators' shapes drawn once a process."""
    visitor.get(url)
    with CaptureQueriesContext(connection) as queries:
        body = visitor.get(url)
    print(f"{name}: {len(body) / 1000:.0f} kB of HTML, {len(queries)} queries")


def cpu(visitor: Visitor, url: str) -> float:
    """Seconds of this thread's CPU for one request; the database's own is not in it."""
    asks = [visitor.asking(url) for _ in range(ASKS)]
    gc.collect()
    begun = time.thread_time()
    for ask in asks:
        ask()
    return (time.thread_time() - begun) / ASKS
