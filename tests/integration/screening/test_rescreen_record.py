"""What a re-screen's record, the MASH's page of it and its PDF say of the time before: edition, tool, still so."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from indicators.actions import load_edition
from referrals.pdf import referral_html
from screening import actions
from screening.models import Screening
from tests.factories.documents import make_document
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_child, make_completed, make_draft
from tests.integration.screening.sheets import Page, text

pytestmark = pytest.mark.django_db
FRIDAY = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
ITEMS, ITEMS_PETCH, OFTEN = "rs-unexplained-items", "pr-unexplained-gifts", "rs-missing-repeat"
STILL_SO = "Still so on 21 November 2026. First recorded 20 November 2026"


@pytest.fixture(autouse=True)
def now():
    """Friday 20 November 2026; called, it is so many days later."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield lambda days: traveller.move_to(FRIDAY + dt.timedelta(days=days))


@pytest.fixture
def later_edition(tmp_path):
    """An edition from 21 November that asks one question the one before did not."""
    changed = Path("fixtures/editions/regional-early-2026.yaml").read_text()
    for old, new in (
        ("edition: regional-early-2026", "edition: regional-later"),
        ("in_force_from: 2016-01-01", "in_force_from: 2026-11-21"),
        (f"id: {OFTEN}", "id: rs-missing-often"),
    ):
        assert old in changed, old
        changed = changed.replace(old, new, 1)
    path = tmp_path / "later.yaml"
    path.write_text(changed)
    return lambda: load_edition(path)


def affirm(draft: Screening, client, code: str = ITEMS) -> None:
    section = draft.edition.indicators.select_related("section").get(code=code).section
    page = Page(client, reverse("screening:section", args=[draft.reference, section.code]))
    page.open()
    page.send(**{code: "not_asked", f"{code}-still-so": "yes"})


def said(sent: Screening, client, worker) -> list[str]:
    """The text of the record, of the MASH's page of the tool and of the PDF."""
    return [
        text(client(sent.practitioner).get(reverse("screening:view", args=[sent.reference]))),
        text(client(worker).get(reverse("referrals:screening", args=[sent.referral.reference]))),
        referral_html(make_document(sent.referral)),
    ]


def test_a_new_edition_and_what_is_still_so_stand_in_all_three(practitioner, mash_worker, sign_in, now, later_edition):
    first = make_completed(practitioner, "level-1", codes=(ITEMS, OFTEN))
    now(days=1)
    later_edition()
    again = make_draft(practitioner, child=first.child)
    affirm(again, sign_in(practitioner))
    sent = actions.submit(screening=again, by=practitioner, judgement=judgement("level-2"))
    for page in said(sent, sign_in, mash_worker):
        assert "New edition." in page and first.edition.version in page
        assert STILL_SO in page
        assert "Tool changed" not in page


def test_another_tool_stands_in_all_three(practitioner, mash_worker, sign_in, now):
    child = make_child(practitioner, age=11)
    draft = make_draft(practitioner, child=child)
    answer(draft, ITEMS_PETCH, strength="partial")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("potentially-vulnerable"))
    now(days=365)
    sent = actions.submit(
        screening=make_draft(practitioner, child=child), by=practitioner, judgement=judgement("level-2")
    )
    for page in said(sent, sign_in, mash_worker):
        assert "Tool changed." in page and "New edition" not in page


def test_shared_answers_stand_in_all_three_by_agency_and_day(
    practitioner, mash_worker, cse_officer, solihull, sign_in, now
):
    nurse = make_member(make_agency(solihull, "health", "Mereside Invented Surgery"))
    theirs = make_completed(nurse, "level-1", codes=(ITEMS,))
    actions.share_answers(screening=theirs, by=cse_officer, agency=practitioner.agency, reason="They see her daily.")
    now(days=1)
    draft = make_draft(practitioner, age=14)
    affirm(draft, sign_in(practitioner))
    sent = actions.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
    for page in said(sent, sign_in, mash_worker):
        assert "The answers of Mereside Invented Surgery of 20 November 2026, shared on 20 November 2026" in page
        assert f"{STILL_SO} by Mereside Invented Surgery" in page
        assert "They see her daily." not in page and theirs.reference not in page
