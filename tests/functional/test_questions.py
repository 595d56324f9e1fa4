"""A question travels: from the card it is about to whoever knows, and its answer back under that card."""

import re

import pytest
from playwright.sync_api import expect

from referrals.models import Referral
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed


@pytest.fixture
def referral(cast) -> Referral:
    return make_completed(cast.practitioner, codes=("px-vehicle",)).referral


def heading(page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_questions_are_asked_on_one_page_and_answered_on_another(cast, visit, referral, script):
    # Given a MASH worker who reads the completed tool
    mash = visit(cast.worker, script=script)
    mash.goto(f"/referrals/{referral.reference}/screening/")

    # When she asks about one sign, adds a question about nothing in particular, and sends both
    mash.get_by_role("row", name=re.compile("car by adults")).get_by_role("link", name=re.compile("^Ask")).click()
    expect(mash.locator(".portal-card")).to_contain_text("Got out of a grey car at the gate.")
    mash.get_by_label("Your question").fill("Which car was it?")
    mash.get_by_role("button", name="Add another question").click()
    expect(mash.get_by_label("Your question").first).to_have_value("Which car was it?")
    mash.get_by_label("Your question").last.fill("Who else saw it?")
    mash.get_by_role("button", name="Send the questions").click()

    # Then her clock stands still, and the referrer finds the task first of all
    expect(mash.get_by_role("region", name="Clock and actions")).to_contain_text("Clock stands still")
    home = visit(cast.practitioner, script=script)
    home.goto("/home/")
    todo = home.get_by_role("region", name=re.compile("^For you to do")).get_by_role("listitem").first
    expect(todo).to_contain_text("The MASH is waiting")

    # When the referrer answers one question now and the other later
    todo.get_by_role("link").click()
    expect(heading(home)).to_have_text("The MASH asks you")
    home.get_by_label("Your answer").first.fill("A silver hatchback.")
    home.get_by_role("button", name="Send to the MASH").click()
    expect(home.get_by_role("status")).to_contain_text("1 question still to answer")
    home.get_by_label("Your answer").fill("I do not know. Mrs Invented at the gate may.")
    home.get_by_role("button", name="Send to the MASH").click()
    expect(home.get_by_role("status")).to_contain_text("Every question is answered")

    # Then the answer stands under its card, and the clock goes on
    mash.goto(f"/referrals/{referral.reference}/screening/")
    expect(mash.get_by_role("row", name=re.compile("car by adults"))).to_contain_text("A silver hatchback.")
    mash.goto(f"/referrals/{referral.reference}/")
    expect(mash.get_by_role("region", name="Clock and actions")).to_contain_text("Decision due")
    expect(mash.get_by_role("region", name="Questions")).to_contain_text("Mrs Invented at the gate may.")


def test_another_agency_is_asked_by_a_day_and_the_mash_goes_on_without_it(cast, visit, referral):
    surgery = make_agency(cast.area, "health", "Invented Surgery")
    nurse = make_member(surgery, "safeguarding_lead", name="Ilse Fabricated")

    # Given a worker who chooses an agency and reads what it will see
    mash = visit(cast.worker)
    mash.goto(f"/referrals/{referral.reference}/ask-agency/")
    mash.get_by_label("Agency").select_option(label="Invented Surgery")
    mash.get_by_role("button", name="Continue").click()
    expect(mash.get_by_role("heading", name="What Invented Surgery sees")).to_be_visible()

    # When she asks; pressing Enter in a box of the day sends, and takes nothing away
    mash.get_by_label("Your question").fill("When was the child last seen?")
    mash.get_by_label("Year").press("Enter")
    expect(mash.get_by_role("region", name="Questions")).to_contain_text("To Invented Surgery")

    # Then the nurse sees the child's name and the question
    page = visit(nurse)
    page.goto("/home/")
    page.get_by_role("link", name="Answer the MASH about Wren Testerby").click()
    expect(page.get_by_role("main")).to_contain_text("When was the child last seen?")
    expect(page.get_by_role("main")).not_to_contain_text(referral.reference)

    # And when the MASH goes on meanwhile, what she typed is not lost
    mash.get_by_role("link", name="Go on without the answers", exact=True).click()
    mash.get_by_label("Why you go on without the answers").fill("The school knew.")
    mash.get_by_role("button", name="Go on without the answers").click()
    page.get_by_label("Your answer").fill("On Monday, with the aunt.")
    page.listener.expect("status of 409")
    page.get_by_role("button", name="Send to the MASH").click()
    expect(page.get_by_role("alert")).to_contain_text("The MASH went on without this")
    expect(page.get_by_role("main")).to_contain_text("On Monday, with the aunt.")
