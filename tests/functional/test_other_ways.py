"""The other ways a concern goes: the alert, early help, no current risk, the second person, and a correction."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.screenings import answer, make_draft
from tests.functional.filling import choose_outcome, fill_for_the_mash, fill_level_0, fill_level_1

TEENAGE, CHILD = 14, 10


@pytest.fixture
def draft(cast):
    """A draft with everything written but the judgement. Each child has a name of their own."""

    def made(name: str, age: int, *codes: str):
        draft = make_draft(cast.practitioner, age=age, first_names=name, family_name="Testerby")
        for code in codes:
            answer(draft, code)
        return draft

    return made


def check(draft) -> str:
    return f"/screenings/{draft.reference}/check/"


def heading(page):
    return page.get_by_role("heading", level=1)


def test_an_alert_of_four_boxes_stands_first_in_the_inbox(cast, visit):
    # Given a teacher whose pupil is in danger now
    page = visit(cast.practitioner)
    page.goto("/screenings/start/")
    page.get_by_label("Yes", exact=True).check()
    expect(page.get_by_role("link", name="999").last).to_be_visible()

    # When she has rung and writes the alert
    page.get_by_role("button", name="Write the urgent alert").click()
    page.get_by_label("Who is the child, as far as you know?").fill("Rowan Fixture, 12, year 7")
    page.get_by_label("Where is the child now?").fill("In the office with Mr Mockford")
    page.get_by_label("What happened?").fill("Rowan said that a man waits at the gate.")
    page.get_by_role("button", name="Send to the MASH now").click()

    # Then it is sent, and the MASH sees it first
    expect(heading(page)).to_have_text("Alert sent to the Solihull MASH")
    inbox = visit(cast.worker)
    inbox.goto("/inbox/")
    first = inbox.get_by_role("row").nth(1)
    expect(first).to_contain_text("Rowan Fixture, 12, year 7")
    expect(first).to_contain_text("Urgent alert")

    # And the screening waits, without holding anything up
    page.get_by_role("link", name="Back to home").or_(page.get_by_role("button", name="Back to home")).click()
    expect(page.get_by_role("region", name=re.compile("^For you to do"))).to_contain_text("Screen later")


def test_level_1_goes_to_the_cse_team_with_a_plan_and_not_to_the_mash(cast, visit, draft):
    # Given a draft about a teenager with one worrying sign
    drafted = draft("Ash", TEENAGE, "rs-missing-repeat")
    page = visit(cast.practitioner)
    page.goto(check(drafted))

    # When level 1 is chosen, its questions open, and not the MASH's
    choose_outcome(page, "level-1")
    expect(page.get_by_role("group", name="Early-help plan, against the indicators you recorded")).to_be_visible()
    expect(page.get_by_label("What you ask of the MASH")).to_be_hidden()
    fill_level_1(page, "rs-missing-repeat")
    page.get_by_role("button", name="Submit and tell the CSE team").click()

    # Then the officer has it, with the day to screen again, and the MASH does not
    expect(page.get_by_role("main")).to_contain_text("a reminder comes 7 days before")
    log = visit(cast.officer)
    log.goto("/log/")
    expect(log.get_by_role("row", name=re.compile("Testerby, Ash"))).to_contain_text("Level 1")
    inbox = visit(cast.worker)
    inbox.goto("/inbox/")
    expect(inbox.get_by_role("main")).not_to_contain_text("Testerby, Ash")


def test_level_0_says_what_else_is_followed_up_and_what_it_does_not_mean(cast, visit, draft):
    # Given a draft in which nothing was found
    drafted = draft("Linden", TEENAGE)
    page = visit(cast.practitioner)
    page.goto(check(drafted))

    # When level 0 is chosen and submitted too soon
    choose_outcome(page, "level-0")
    page.get_by_role("button", name="Submit the screening").click()

    # Then the page says what is missing, and the link leads to the box
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Say what other concerns there are, or that there are none").click()
    expect(page.get_by_label("What other concerns there are")).to_be_focused()

    # And with it the screening goes to the officer's log
    fill_level_0(page)
    page.get_by_role("button", name="Submit the screening").click()
    expect(page.get_by_role("main")).to_contain_text("does not mean that the child is not being exploited")


def test_a_lower_outcome_waits_for_the_second_person_who_agrees_or_sends_it_back(cast, visit, draft):
    # Given an alert that is only suspected, judged universal
    drafted = draft("Wren", CHILD)
    answer(drafted, "px-vehicle", "suspected", "partial")
    page = visit(cast.practitioner)
    page.goto(check(drafted))
    asks_the_second_person(page)

    # When the lead sends it back with a reason
    lead = visit(cast.lead)
    lead.goto("/countersign/")
    lead.get_by_role("link", name="Testerby, Wren").or_(lead.get_by_role("link", name="Wren Testerby")).first.click()
    expect(lead.get_by_role("main")).to_contain_text("The aunt’s neighbour drives a car like it.")
    lead.get_by_label("Why you send it back").fill("Ask the neighbour first.")
    lead.get_by_role("button", name="Send it back").click()
    expect(lead.get_by_role("main")).to_contain_text("Sent back to Priya Sampleton")

    # Then the practitioner reads why, and asks again
    page.goto(check(drafted))
    expect(page.get_by_role("main")).to_contain_text("Ask the neighbour first.")
    asks_the_second_person(page)

    # And when the lead agrees, it is complete
    lead.goto(f"/screenings/{drafted.reference}/countersign/")
    lead.get_by_role("button", name="Agree", exact=True).click()
    expect(heading(lead)).to_have_text("Sent to the CSE officer")
    page.goto(f"/screenings/{drafted.reference}/view/")
    expect(page.get_by_role("main")).to_contain_text("Colm Mockford agreed")


def asks_the_second_person(page):
    choose_outcome(page, "universal", "The aunt’s neighbour drives a car like it.")
    page.get_by_label("second person").select_option(label="Colm Mockford, safeguarding lead")
    fill_level_0(page)
    page.get_by_role("button", name="Submit for countersigning").click()
    expect(heading(page)).to_have_text("Sent to Colm Mockford to agree")


def test_a_correction_is_a_new_version_and_the_old_one_stays(cast, visit, draft):
    # Given a screening that was sent
    drafted = draft("Sorrel", CHILD, "pr-unexplained-gifts")
    page = visit(cast.practitioner)
    page.goto(check(drafted))
    choose_outcome(page, "potentially-vulnerable")
    fill_for_the_mash(page)
    page.get_by_role("button", name="Submit and send to the MASH").click()
    page.get_by_role("link", name="Read the screening as it was sent").click()

    # When it is corrected, with a reason
    page.get_by_role("button", name="Correct this screening").click()
    page.get_by_label("What is wrong, and how do you know?").fill("The phone was a birthday present after all.")
    page.get_by_role("button", name="Start the correction").click()
    page.goto(page.url + "check/")
    expect(page.get_by_role("main")).to_contain_text("This corrects version 1.")
    page.get_by_role("button", name="Submit and send to the MASH").click()

    # Then version 2 stands, and version 1 is there to be read
    page.get_by_role("link", name="Read the screening as it was sent").click()
    expect(page.get_by_text("Version 2", exact=True)).to_be_visible()
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("main")).to_contain_text("Replaced by a correction.")
