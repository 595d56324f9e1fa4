"""A whole re-screen: last time beside today, affirmed or afresh, what changed, and a lower level with its reason."""

import re

from playwright.sync_api import expect

from screening.models import Rescreen
from tests.factories.screenings import make_completed
from tests.functional.filling import choose_outcome, fill_level_0

ITEMS, VEHICLES, MISSING = "rs-unexplained-items", "rs-unknown-vehicles", "rs-missing-repeat"


def test_a_child_is_screened_again_from_what_was_found_last_time(cast, visit):
    # Given a child whom a teacher judged to be at level 2
    first = make_completed(
        cast.practitioner, "level-2", codes=(ITEMS, VEHICLES, MISSING), first_names="Linnet", family_name="Testerby"
    )
    assert Rescreen.objects.get(screening=first)
    page = visit(cast.practitioner)

    # When she starts the re-screen
    page.goto(f"/rescreens/{first.reference}/")
    page.get_by_role("button", name="Start the screening").click()
    reference = page.url.rstrip("/").split("/")[-2]
    page.goto(f"/screenings/{reference}/section/significant/")

    # Then last time's answers stand above today's, and none is chosen
    items = page.locator(f"#{ITEMS}-indicator")
    expect(items.get_by_text("Last time, ")).to_be_visible()
    expect(items.get_by_label("Not asked", exact=True)).to_be_checked()

    # When she says that one is still so, that another is gone, and leaves the third
    items.get_by_label("Yes, still so today").check()
    expect(items.get_by_label("Not asked", exact=True)).to_be_hidden()
    page.locator(f"#{VEHICLES}-indicator").get_by_label("Not present", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Significant risk indicators")

    # And writes what protects the child
    page.goto(f"/screenings/{reference}/narrative/")
    page.get_by_label("What protects the child").first.fill("An aunt rings the school every day.")
    page.get_by_label("The child’s own words and wishes").first.fill("It’s quiet now.")
    page.get_by_label("The carer’s view").first.fill("Calmer.")
    page.get_by_label("Your analysis").first.fill("The car has gone.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page).not_to_have_url(re.compile("/narrative/$"))

    # Then the check page says first what has become of each
    page.goto(f"/screenings/{reference}/check/")
    changes = page.get_by_role("region", name="Then beside today")
    for label, words in (("Money, clothes", "Unchanged"), ("Taken into", "Not present now"), ("Repeat", "Not known")):
        expect(changes.get_by_role("row").filter(has_text=label)).to_contain_text(words)
    expect(changes.get_by_role("row").filter(has_text="Money, clothes")).to_contain_text("affirmed")

    # When she lowers the level because the child stopped engaging
    choose_outcome(page, "level-0", why="Nothing new is known.")
    fill_level_0(page)
    page.get_by_label("What has changed since the last screening").fill("She stopped engaging.")
    page.get_by_role("button", name="Submit the screening").click()

    # Then it is refused, with everything kept
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("never a reason for a lower level")
    expect(page.get_by_label("Why?", exact=True)).to_have_value("Nothing new is known.")

    # When she says what has changed
    page.get_by_label("What has changed since the last screening").fill(
        "The car has not been seen since May, and she is at her aunt’s every night."
    )
    page.get_by_role("button", name="Submit the screening").click()

    # Then it is sent, the duty is done, and the record says what was affirmed
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Check, then judge the outcome")
    page.goto(f"/screenings/{reference}/view/")
    expect(page.locator(f"#{ITEMS}")).to_contain_text("Still so on")
    page.goto(f"/rescreens/{first.reference}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This re-screen is closed")
