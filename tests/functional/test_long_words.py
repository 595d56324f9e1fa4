"""A name or a reason of 200 letters without a gap: a narrow page breaks it and does not scroll sideways."""

import pytest
from django.urls import reverse

from screening import actions
from tests.factories.screenings import judgement, make_draft

LONG = "M" * 200


@pytest.fixture(scope="module")
def draft(cast):
    return make_draft(cast.practitioner, first_names=LONG, family_name=LONG)


@pytest.fixture(scope="module")
def done(cast):
    typed = judgement("vulnerable", reason=LONG)
    draft = make_draft(cast.practitioner, first_names=LONG, family_name="Testerby")
    return actions.submit(screening=draft, by=cast.practitioner, judgement=typed)


def width_of(page, address: str) -> int:
    page.goto(address)
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("name", ["tasks", "tool", "check", "section"])
def test_the_pages_of_a_draft(cast, visit, draft, name):
    more = {"code": "people-places"} if name == "section" else {}
    address = reverse(f"screening:{name}", kwargs={"ref": draft.reference, **more})
    assert width_of(visit(cast.practitioner, width=320), address) == 320


def test_the_childs_page(cast, visit, done):
    address = reverse("referrals:child", args=[done.child.reference])
    assert width_of(visit(cast.officer, width=320), address) == 320


def test_what_the_mash_reads(cast, visit, done):
    for name in ("referral", "full", "screening"):
        address = reverse(f"referrals:{name}", args=[done.referral.reference])
        assert width_of(visit(cast.worker, width=320), address) == 320
