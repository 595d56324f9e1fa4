"""Pages that say that something is missing or wrong: as free of faults as any other, and one press from the box."""

import re

import pytest
from playwright.sync_api import expect

from cse_portal import clock
from tests.functional.faults import faults_of
from tests.functional.filling import fill_day
from tests.functional.places import ADMINISTRATOR, LEAD, NOBODY, OFFICER, WORKER, Place, address
from tests.functional.records import make_records

NEW_PASSWORD = "Save the new password"
# A page, and the button that is pressed with nothing filled in.
SENT_EMPTY = [
    (Place("account_login", NOBODY), "Sign in"),
    (Place("account_reset_password", NOBODY), "Send the link"),
    (Place("account_change_password"), NEW_PASSWORD),
    (Place("account_reauthenticate"), "Continue"),
    (Place("screening:danger"), "Continue"),
    (Place("screening:known_harm"), "Continue"),
    (Place("screening:alert"), "Send to the MASH now"),
    (Place("screening:called"), "Note the call"),
    (Place("screening:child_for", record="stub"), "Continue"),
    (Place("screening:tool_changed", record="older"), "Continue with the tool for ages 12 to 17"),
    (Place("screening:section", record="half", more=(("code", "people-places"),)), "Save and continue"),
    (Place("screening:narrative", record="half"), "Save and continue"),
    (Place("screening:check", record="half"), "Submit the screening"),
    (Place("screening:check", record="fixed"), "Submit and send to the MASH"),
    (Place("screening:countersign", LEAD, "waiting"), "Send it back"),
    (Place("screening:correct", record="referred"), "Start the correction"),
    (Place("screening:delete", record="draft"), "Delete this draft"),
    (Place("referrals:decide", WORKER, "taken"), "Decide and tell the referrer"),
    (Place("referrals:assign", WORKER, "taken"), "Give it to them"),
    (Place("referrals:rescreen_change", OFFICER, "referred"), "Give it to them"),
    (Place("referrals:rescreen_change", OFFICER, "level_1"), "Close the re-screen"),
    (Place("accounts:contact_add", ADMINISTRATOR), "Save this contact"),
    (Place("accounts:person_add", ADMINISTRATOR), "Add this person and send the link"),
    (Place("accounts:person", ADMINISTRATOR, "person"), "Give this role"),
    (Place("accounts:procedure_add", ADMINISTRATOR), "Add this procedure"),
]


@pytest.fixture(scope="module")
def records(cast):
    return make_records(cast)


@pytest.mark.parametrize(("place", "button"), SENT_EMPTY, ids=lambda given: getattr(given, "label", None))
def test_a_page_sent_empty_says_what_is_missing(cast, records, look, place, button):
    # When it is sent with nothing filled in
    page = look(getattr(cast, place.who, None), width=320)
    page.goto(address(place, cast, records))
    page.get_by_role("button", name=button, exact=True).click()

    # Then the summary has the focus, and each of its links leads to a box that says the same
    says_errors(page)
    assert faults_of(page) == []


def says_errors(page):
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: .+ – CSE screening$"))
    links = summary.get_by_role("link")
    assert links.count()
    for link in [link for link in links.all() if link.get_attribute("href").startswith("#")]:
        link.click()
        box = page.locator(link.get_attribute("href"))
        expect(box).to_be_focused()
        expect(box).to_be_in_viewport()


def test_what_the_check_page_misses_elsewhere_is_one_press_away(cast, records, look):
    page = look(cast.practitioner)
    page.goto(f"/screenings/{records.half}/check/")
    page.get_by_role("button", name="Submit the screening").click()
    page.locator(".govuk-error-summary").get_by_role("link", name=re.compile("Taken by car")).first.click()
    expect(page).to_have_url(re.compile("/section/people-places/#px-vehicle"))
    expect(page.locator("#px-vehicle-what")).to_be_in_viewport()


def test_a_child_the_agency_may_know_is_offered(cast, records, look):
    # Given a child of the same name and birth date as one who was screened before
    page = look(cast.practitioner, width=320)
    begins_a_child(page, harm="No")
    page.get_by_label("First names").fill("Wren")
    page.get_by_label("Family name").fill("Testerby")
    fill_day(page, "date_of_birth", clock.today().replace(year=clock.today().year - 10, month=1, day=9))

    # When the page is sent, then the known children are offered, and none is chosen
    page.get_by_role("button", name="Continue").click()
    says_errors(page)
    offered = page.get_by_role("group", name="Is it one of these?").get_by_role("radio")
    assert offered.count() > 1 and not any(radio.is_checked() for radio in offered.all())
    assert faults_of(page) == []


def test_a_referral_of_known_harm_sent_empty_says_what_is_missing(cast, records, look):
    page = look(cast.practitioner, width=320)
    begins_a_child(page, harm="Yes")
    assert faults_of(page) == []
    page.get_by_role("button", name="Send to the MASH").click()
    says_errors(page)
    assert faults_of(page) == []


def test_an_adult_is_led_on(cast, records, look):
    page = look(cast.practitioner, width=320)
    begins_a_child(page, harm="No")
    assert faults_of(page) == []
    page.get_by_label("First names").fill("Wren")
    fill_day(page, "date_of_birth", clock.today().replace(year=clock.today().year - 19, month=1, day=9))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/screenings/start/adult/$"))
    assert faults_of(page) == []


def begins_a_child(page, *, harm: str):
    page.goto("/screenings/start/")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label(harm, exact=True).check()
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize(
    ("path", "box"), [("section/online/", "#pr-online-strangers-what"), ("narrative/", "#id_analysis")]
)
def test_two_versions_stand_side_by_side(cast, records, visit, path, box):
    # Given one page of a draft, open in two tabs
    mine, theirs = visit(cast.practitioner, width=320), visit(cast.practitioner, script=False)
    for tab in (mine, theirs):
        tab.goto(f"/screenings/{records.draft}/{path}")

    # When the other is saved first
    mine.listener.expect("status of 409")
    for tab, text in ((theirs, "A man called Nobody."), (mine, "A woman called Nobody.")):
        if "section" in path:
            tab.locator("#pr-online-strangers").check()
        tab.locator(box).fill(text)
        tab.get_by_role("button", name="Save and continue", exact=True).click()

    # Then this one shows both texts
    expect(mine.get_by_role("group", name=re.compile("^Which one stands"))).to_be_visible()
    expect(mine.get_by_role("main")).to_contain_text("A man called Nobody.")
    expect(mine.locator(box)).to_have_value("A woman called Nobody.")
    assert faults_of(mine) == []


# Pages for a bad moment


def expects(page, status: int):
    """The browser notes any such answer in its console."""
    page.listener.expect(f"status of {status}")


def test_what_is_not_there(cast, look):
    page = look(cast.practitioner, width=320)
    expects(page, 404)
    assert page.goto("/screenings/S-0000-0000/").status == 404
    expect(page.get_by_role("main")).to_contain_text("999")
    assert faults_of(page) == []


def test_the_address_of_a_button_opened_as_a_page(cast, look):
    page = look(cast.worker, width=320)
    expects(page, 405)
    assert page.goto("/inbox/next/").status == 405
    assert faults_of(page) == []


def test_what_the_page_would_never_send(cast, records, look):
    page = look(cast.practitioner, width=320)
    expects(page, 400)
    page.goto("/screenings/start/alert/")
    page.locator("[name=begins]").evaluate("it => it.value = 'tampered'")
    page.get_by_role("button", name="Send to the MASH now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We could not read what was sent")
    assert faults_of(page) == []


def test_an_error_of_ours(cast, look, monkeypatch):
    def fails(member):
        raise RuntimeError("Made by a test.")

    monkeypatch.setattr("screening.views.home.became", fails)
    page = look(cast.practitioner, width=320)
    expects(page, 500)
    assert page.goto("/home/").status == 500
    assert faults_of(page) == []


def test_too_many_tries(cast, look):
    page = look(width=320)
    expects(page, 429)
    for _ in range(6):
        page.goto("/accounts/password/reset/")
        page.get_by_label("E-mail address").fill(cast.lead.user.email)
        page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many tries")
    assert faults_of(page) == []


# Pages only the demo has


def test_the_pages_of_the_demo(cast, look, settings):
    settings.IS_DEMO = True
    page = look(cast.practitioner, width=320)
    page.goto("/demo/messages/")
    assert faults_of(page) == []
    page = look(width=320)
    page.goto("/accounts/login/")
    assert faults_of(page) == []
