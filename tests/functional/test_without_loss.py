"""Nothing typed is lost, nothing is sent twice: drafts, no connection, signed out, two tabs, Back, double presses."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cse_portal.models import Message
from referrals.models import Referral
from screening.models import Answer, Screening
from tests.factories.people import PASSWORD
from tests.factories.screenings import answer, make_draft
from tests.functional.filling import fill_for_the_mash

CAR = "px-vehicle"
TEXT = "Got out of a grey car at the gate."
SAVED, NOT_SAVED = re.compile(r"^Saved at \d\d:\d\d"), re.compile("^Not saved: no connection")


@pytest.fixture
def draft(cast):
    return make_draft(cast.practitioner)


@pytest.fixture
def section(draft) -> str:
    return f"/screenings/{draft.reference}/section/people-places/"


def said(page):
    return page.locator("[data-autosave-status]")


def what(page):
    return page.locator(f"#{CAR}-what")


def write_evidence(page, text=TEXT):
    page.locator(f"#{CAR}[value=present]").check()
    what(page).fill(text)


def saving(page, text=TEXT):
    """Until a draft with this text has been answered; the answers before it are drafts of less."""
    sent = urlencode({"": text})[1:]
    return page.expect_response(lambda answer: sent in (answer.request.post_data or ""))


def kept(draft) -> str:
    return Answer.objects.get(screening=draft, indicator__code=CAR).what


def test_a_draft_saves_itself_and_says_so(cast, visit, draft, section):
    # Given a section that is being filled in
    page = visit(cast.practitioner)
    page.goto(section)
    expect(said(page)).to_have_text("")

    # When something is typed and no button is pressed
    with saving(page):
        write_evidence(page)

    # Then it is saved, says so in the one status line, and is there on another computer
    expect(said(page)).to_have_text(SAVED)
    expect(said(page)).to_have_role("status")
    elsewhere = visit(cast.practitioner)
    elsewhere.goto(section)
    expect(elsewhere.locator(f"#{CAR}-what")).to_have_value(TEXT)
    assert kept(draft) == TEXT


def test_nothing_about_the_child_is_kept_in_the_browser(cast, visit, section):
    page = visit(cast.practitioner)
    page.goto(section)
    with saving(page):
        write_evidence(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [cookie["name"] for cookie in page.context.cookies() if TEXT in cookie["value"]] == []


def test_without_connection_the_text_stays_and_is_saved_when_it_is_back(cast, visit, draft, section):
    # Given somebody who types in a lift
    page = visit(cast.practitioner)
    page.listener.expect("ERR_INTERNET_DISCONNECTED")
    page.goto(section)
    page.context.set_offline(True)
    write_evidence(page)

    # Then the page says that it is not saved, and so does the box
    expect(said(page)).to_have_text(NOT_SAVED)
    expect(page.locator("[data-offline]")).to_be_visible()

    # When the button is pressed all the same, the page stays, with everything typed
    page.get_by_role("button", name="Save and continue", exact=True).click()
    expect(said(page)).to_have_text(re.compile("^Not sent: no connection"))
    expect(what(page)).to_have_value(TEXT)

    # And when the connection is back, it is sent by itself
    page.context.set_offline(False)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    expect(what(page)).to_have_value(TEXT)
    assert kept(draft) == TEXT


def test_a_draft_saves_itself_when_the_connection_is_back(cast, visit, draft, section):
    page = visit(cast.practitioner)
    page.listener.expect("ERR_INTERNET_DISCONNECTED")
    page.goto(section)
    page.context.set_offline(True)
    write_evidence(page)
    expect(said(page)).to_have_text(NOT_SAVED)
    with saving(page):
        page.context.set_offline(False)
    expect(said(page)).to_have_text(SAVED)
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert kept(draft) == TEXT


@pytest.mark.parametrize("script", [True, False])
def test_signed_out_in_mid_form_the_answers_come_back_after_signing_in(cast, visit, draft, section, script):
    # Given a session that ends while a section is filled in
    page = visit(cast.practitioner, script=script)
    page.goto(section)
    Session.objects.all().delete()
    write_evidence(page)
    if script:
        expect(said(page)).to_have_text(re.compile("^Not saved: you were signed out"))
    page.get_by_role("button", name="Save and continue", exact=True).click()

    # When she signs in
    page.get_by_label("E-mail address").fill(cast.practitioner.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    # Then the page is as she left it, says so, and saves
    expect(page).to_have_url(re.compile(section))
    expect(page.get_by_role("main")).to_contain_text("You were signed out. What you typed is below")
    expect(page.locator(f"#{CAR}[value=present]")).to_be_checked()
    expect(what(page)).to_have_value(TEXT)
    page.get_by_role("button", name="Save and continue", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert kept(draft) == TEXT


def test_two_tabs_keep_both_texts(cast, visit, draft, section):
    # Given the same section in two tabs
    one, other = visit(cast.practitioner), visit(cast.practitioner)
    for tab in (one, other):
        tab.goto(section)

    # When both write about the same indicator
    with saving(one, "Seen by the caretaker."):
        write_evidence(one, "Seen by the caretaker.")
    other.listener.expect("status of 409")
    write_evidence(other, TEXT)

    # Then the second is not saved over the first, and both can be kept
    expect(said(other)).to_have_text(re.compile("^Not saved: this page was changed in another tab"))
    other.get_by_role("button", name="Save and continue", exact=True).click()
    other.get_by_label("Keep both").check()
    other.get_by_role("button", name="Save and continue", exact=True).click()
    expect(what(other)).to_have_value(re.compile(f"Seen by the caretaker.*{TEXT}", re.DOTALL))
    assert "Seen by the caretaker." in kept(draft) and TEXT in kept(draft)


def ready_to_send(page, draft) -> None:
    answer(draft, CAR)
    page.goto(f"/screenings/{draft.reference}/check/")
    page.get_by_label("Why?", exact=True).fill("It began in the same month.")
    fill_for_the_mash(page)


def send_button(page):
    return page.get_by_role("button", name="Submit and send to the MASH")


def sent_once(draft) -> bool:
    """One referral, one entry, and each person told once."""
    told = Message.objects.filter(reference=draft.referral.reference, kind="referral_received")
    return Referral.objects.filter(screening=draft).count() == 1 and len({m.to_user_id for m in told}) == told.count()


def test_two_presses_of_the_button_send_one_referral(cast, visit, draft):
    page = visit(cast.practitioner)
    ready_to_send(page, draft)
    send_button(page).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")
    assert sent_once(Screening.objects.get(pk=draft.pk))


def test_two_presses_without_script_send_one_referral(cast, visit, draft):
    page = visit(cast.practitioner, script=False)
    ready_to_send(page, draft)
    send_button(page).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")
    assert sent_once(Screening.objects.get(pk=draft.pk))


def test_back_after_sending_shows_the_screening_as_it_was_sent(cast, visit, draft):
    page = visit(cast.practitioner)
    ready_to_send(page, draft)
    send_button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Screening of"))
    expect(send_button(page)).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_form_sent_again_says_already_sent(cast, visit, draft, script):
    # Given the check page open twice, as with a browser that shows the old page after Back
    page, again = visit(cast.practitioner), visit(cast.practitioner, script=script)
    ready_to_send(page, draft)
    again.goto(page.url)
    send_button(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")

    # When the old page is sent as well
    send_button(again).click()

    # Then it says so, and nothing is sent twice
    expect(again.get_by_role("heading", level=1)).to_have_text("Already sent to the Solihull MASH")
    expect(again.get_by_role("main")).to_contain_text("Nothing was sent twice.")
    assert sent_once(Screening.objects.get(pk=draft.pk))


def test_without_connection_submitting_waits_and_says_so(cast, visit, draft):
    page = visit(cast.practitioner)
    page.listener.expect("ERR_INTERNET_DISCONNECTED")
    ready_to_send(page, draft)
    page.context.set_offline(True)
    send_button(page).click()
    expect(said(page)).to_have_text(re.compile("^Not sent: no connection"))
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")
    assert sent_once(Screening.objects.get(pk=draft.pk))


def test_a_page_that_was_open_too_long_gives_the_text_back(cast, visit, draft, section):
    # Given a page whose token is no longer good
    page = visit(cast.practitioner, script=False)
    page.listener.expect("status of 403")
    page.goto(section)
    page.context.clear_cookies(name="csrftoken")
    write_evidence(page)
    page.get_by_role("button", name="Save and continue", exact=True).click()

    # Then nothing was saved, the page says so, and the text is there to be copied
    expect(page.get_by_role("heading", level=1)).to_have_text("Your page was open too long")
    expect(page.get_by_role("main")).to_contain_text(TEXT)
    page.get_by_role("link", name="Open the page again").click()
    expect(page).to_have_url(re.compile(section))
