"""Every number that is a link is the number of rows behind it, over all pages."""

import datetime as dt
import re

import pytest
import time_machine

from cse_portal.clock import LONDON
from referrals import actions
from referrals.models import Referral
from screening import actions as screening
from tests.factories.people import make_member
from tests.factories.screenings import MASH, answer, judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
# A link whose text ends in a number, in brackets or in the box of a count: Overdue 1, To countersign (2), (3 new).
NUMBERED = re.compile(
    r'<a [^>]*href="([^"]*)"[^>]*>(?:(?!</a>).)*?<span class="portal-count">\(?(\d+)(?:(?!</a>).)*</a>', re.S
)
HELD = re.compile(r'<a class="govuk-link portal-tap" href="([^"]*)">(\d+)<')


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def busy(practitioner, mash_worker, friday):
    """A MASH with something of everything: more than one page of new ones, and referrals late, waiting and closed."""
    first = make_completed(practitioner, codes=("px-vehicle",)).referral
    colleague = make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")
    worked = {"state": "acknowledged", "acknowledged_at": THURSDAY, "acknowledged_by": colleague, "worker": colleague}
    closed = {"decided_at": THURSDAY + dt.timedelta(days=1), "decided_by": colleague, "reason": "r", "feedback": "f"}
    copies(first, 27, due_at=THURSDAY + dt.timedelta(days=9))
    copies(first, 3, due_at=THURSDAY + dt.timedelta(days=9), **worked)
    copies(first, 2, **worked | {"worker": mash_worker})
    copies(first, 2, **worked | {"state": "waiting", "paused_at": THURSDAY})
    copies(first, 4, **worked | closed | {"state": "decided", "mash_outcome": "advice"})
    copies(first, 1, **worked | closed | {"state": "passed"})
    friday.move_to(THURSDAY + dt.timedelta(days=1, hours=1))
    return first


def copies(referral: Referral, how_many: int, **values) -> None:
    for _ in range(how_many):
        copy = Referral.objects.get(pk=referral.pk)
        copy.pk, copy.reference, copy.screening = None, f"R-0000-{Referral.objects.count():04d}", None
        for name, value in ({"worker": None} | values).items():
            setattr(copy, name, value)
        copy.save(force_insert=True)


def rows_behind(client, address: str) -> int:
    """How many rows that link leads to, page after page."""
    found, base = 0, address.split("?")[0]
    while True:
        text = client.get(address, follow=True).content.decode()
        if 'class="govuk-table portal-list"' in text:
            found += text.split('class="govuk-table portal-list"')[1].split("</table>")[0].count('role="rowheader"')
        following = re.search(r'href="([^"]*)" rel="next"', text)
        if not following:
            return found
        address = base + following[1].replace("&amp;", "&")


def numbers(client, address: str, pattern=NUMBERED) -> dict[str, int]:
    """Every numbered link of the page, with its number."""
    text = client.get(address, follow=True).content.decode()
    base = address.split("?")[0]
    links = [(url.replace("&amp;", "&"), int(number)) for url, number in pattern.findall(text)]
    return {base + url if url.startswith("?") else url: number for url, number in links}


@pytest.mark.parametrize(
    "shown", ["/inbox/", "/inbox/?show=overdue&worker=me&sort=due", "/inbox/?show=decided", "/referrals/?state=decided"]
)
def test_every_chip_and_the_menu(sign_in, mash_worker, busy, shown):
    client = sign_in(mash_worker)
    found = numbers(client, shown)
    assert found["/inbox/?show=new"] == 28
    if shown.startswith("/inbox/"):
        order = "&sort=due" if "sort" in shown else ""
        expected = {"open": 35, "acknowledged": 5, "waiting": 2, "overdue": 3, "decided": 5}
        assert {name: found[f"/inbox/?show={name}{order}"] for name in expected} == expected
    assert {address: rows_behind(client, address) for address in found} == found


def test_who_has_how_many(sign_in, mash_worker, busy):
    client = sign_in(make_member(mash_worker.agency, "mash_manager", name="Tamsin Notreal"))
    found = numbers(client, "/inbox/", HELD)
    assert sorted(found.values()) == [0, 2, 5, 28]
    assert {address: rows_behind(client, address) for address in found} == found
    assert sum(found.values()) == rows_behind(client, "/inbox/?show=open")


def test_the_leads_menu(sign_in, practitioner, lead):
    for _ in range(2):
        draft = make_draft(practitioner)
        answer(draft, "pr-unexplained-gifts")
        screening.submit(screening=draft, by=practitioner, judgement=judgement("universal", **MASH), second_person=lead)
    client = sign_in(lead)
    for address in ("/home/", "/countersign/"):
        assert numbers(client, address) == {"/countersign/": 2}
    assert len(client.get("/countersign/").context["page"].rows) == 2


def test_the_officers_day_lists_exactly_what_is_new_and_late(sign_in, mash_worker, cse_officer, practitioner, busy):
    copies(busy, 3, due_at=THURSDAY)
    waiting = Referral.objects.filter(state="new", due_at=THURSDAY).first()
    Referral.objects.filter(pk=waiting.pk).update(state="waiting", paused_at=THURSDAY)
    acknowledged = Referral.objects.filter(state="new", due_at=THURSDAY).first()
    actions.acknowledge(referral=acknowledged, by=mash_worker)
    late = Referral.objects.overdue()
    assert late.filter(state="new").count() == 2
    assert acknowledged in late and waiting not in late
    text = sign_in(cse_officer).get("/today/").content.decode()
    listed = set(re.findall(r'href="/referrals/([^/"]+)/"', text))
    assert listed == set(late.values_list("reference", flat=True))
