"""The re-screens that are dated: the list, giving one to a colleague, closing one with a reason."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cse_portal.clock import LONDON
from referrals.models import LogEntry
from screening.models import Rescreen
from tests.factories.people import make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


def page(client, name, reference=None, **query):
    return client.get(reverse(f"referrals:{name}", args=[reference] if reference else []), query)


@pytest.fixture
def rescreen(practitioner) -> Rescreen:
    return make_completed(practitioner, "level-1").rescreen


def change(client, rescreen, **data):
    return client.post(reverse("referrals:rescreen_change", args=[rescreen.screening.reference]), data)


def test_the_list_says_when_and_with_whom(sign_in, cse_officer, rescreen, thursday):
    text = page(sign_in(cse_officer), "rescreens").content.decode()
    for words in ("Due Fri 19 Feb 2027", "Priya Sampleton", "Level 1, at risk", "Fernleigh Demo School"):
        assert words in text, words
    thursday.move_to(dt.datetime(2027, 3, 2, 9, tzinfo=LONDON))
    response = page(sign_in(cse_officer), "rescreens", show="overdue")
    assert "11 days overdue" in response.content.decode()
    assert page(sign_in(cse_officer), "rescreens", show="due").context["rows"] == []


def test_given_to_a_colleague_who_is_told(sign_in, cse_officer, rescreen, school):
    colleague = make_member(school, name="Kit Pretend")
    response = change(sign_in(cse_officer), rescreen, do="give", to=colleague.pk)
    assert response.headers["Location"] == "/rescreens/"
    rescreen.refresh_from_db()
    assert rescreen.owner == colleague


@pytest.mark.parametrize("to", ["", "0", "nobody"])
def test_only_to_somebody_of_the_agency(sign_in, cse_officer, mash_worker, rescreen, school, to):
    make_member(school, name="Kit Pretend")
    response = change(sign_in(cse_officer), rescreen, do="give", to=to or mash_worker.pk)
    assert "<title>Error:" in response.content.decode()
    rescreen.refresh_from_db()
    assert rescreen.owner.user.name == "Priya Sampleton"


def test_closed_with_a_reason_it_leaves_every_list(sign_in, cse_officer, rescreen):
    client = sign_in(cse_officer)
    change(client, rescreen, do="close", reason="Plan review on 1 December.")
    rescreen.refresh_from_db()
    assert rescreen.closed_by == cse_officer
    assert page(client, "rescreens").context["rows"] == []
    assert LogEntry.objects.get().due_on is None
    assert "Plan review on 1 December." in page(client, "child", rescreen.child.reference).content.decode()
    assert page(client, "rescreen_change", rescreen.screening.reference).status_code == 404


def test_closing_needs_a_reason(sign_in, cse_officer, rescreen):
    response = change(sign_in(cse_officer), rescreen, do="close", reason=" ")
    assert "Say what replaces this re-screen" in response.content.decode()
    rescreen.refresh_from_db()
    assert rescreen.closed_at is None


def test_the_lead_may_and_the_practitioner_may_not(sign_in, lead, practitioner, rescreen):
    assert page(sign_in(practitioner), "rescreen_change", rescreen.screening.reference).status_code == 404
    assert page(sign_in(lead), "rescreens").status_code == 200
    change(sign_in(lead), rescreen, do="give", to=lead.pk)
    rescreen.refresh_from_db()
    assert rescreen.owner == lead
