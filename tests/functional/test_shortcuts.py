"""Single keys in the inbox and on a referral: they do what is listed, and never while somebody types."""

import re

import pytest
from playwright.sync_api import expect

from referrals.models import ListSetting, Referral
from tests.factories.screenings import make_completed

INBOX = re.compile(r"/inbox/")


@pytest.fixture
def referrals(cast) -> list[Referral]:
    return [
        make_completed(cast.practitioner, codes=("px-vehicle",), family_name=name).referral
        for name in ("Testerby", "Sampleby")
    ]


@pytest.fixture
def page(cast, referrals, visit):
    page = visit(cast.worker)
    page.goto("/inbox/?show=new")
    page.wait_for_load_state("networkidle")
    return page


def names(page):
    return page.locator("tbody th[role=rowheader] a")


def heading(page):
    return page.get_by_role("heading", level=1)


def press(page, key: str) -> None:
    """Keys do something once the page's script runs; a heading can be read before that."""
    page.wait_for_load_state("networkidle")
    page.keyboard.press(key)


def test_from_row_to_row_and_into_one(page, referrals):
    press(page, "j")
    expect(names(page).nth(0)).to_be_focused()
    press(page, "j")
    expect(names(page).nth(1)).to_be_focused()
    press(page, "k")
    expect(names(page).nth(0)).to_be_focused()
    press(page, "k")
    expect(names(page).nth(0)).to_be_focused()
    press(page, "ArrowDown")
    expect(names(page).nth(1)).to_be_focused()
    press(page, "ArrowUp")
    press(page, "Enter")
    expect(heading(page)).to_contain_text("Referral of")
    press(page, "b")
    expect(page).to_have_url(re.compile(r"/inbox/\?show=new$"))


def test_t_takes_the_next_and_h_hands_it_over(page, cast):
    before = Referral.objects.filter(worker=cast.worker).count()
    press(page, "t")
    expect(page.get_by_text("Acknowledged. It is with you")).to_be_visible()
    assert Referral.objects.filter(worker=cast.worker).count() == before + 1
    press(page, "h")
    expect(heading(page)).to_have_text("Give this referral to a colleague")


def test_a_acknowledges_and_d_decides(page, referrals):
    page.goto(f"/referrals/{referrals[1].reference}/")
    page.wait_for_load_state("networkidle")
    press(page, "a")
    expect(page.get_by_text("Acknowledged. It is with you")).to_be_visible()
    page.wait_for_load_state("networkidle")
    press(page, "d")
    expect(page).to_have_url(re.compile("/decide/$"))


def test_f_opens_the_filter_and_typing_there_is_typing(page):
    press(page, "f")
    expect(page.get_by_label("With", exact=True)).to_be_focused()
    press(page, "t")
    press(page, "?")
    expect(page).to_have_url(INBOX)
    expect(heading(page)).to_have_text("Inbox")


def test_slash_finds_the_search_and_its_box_takes_every_key(page):
    press(page, "/")
    expect(heading(page)).to_have_text("All referrals")
    page.wait_for_load_state("networkidle")
    press(page, "/")
    box = page.get_by_role("textbox", name=re.compile("name or referral"))
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    page.keyboard.type("gi jk?/t")
    expect(box).to_have_value("gi jk?/t")
    expect(heading(page)).to_have_text("All referrals")


def test_g_then_i_goes_to_the_inbox_and_g_alone_nowhere(page):
    page.goto("/referrals/")
    page.wait_for_load_state("networkidle")
    for keys in ("gx", "i"):
        page.keyboard.type(keys)
    expect(heading(page)).to_have_text("All referrals")
    page.keyboard.type("gi")
    expect(heading(page)).to_have_text("Inbox")


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_with_a_modifier_nothing_happens(page, held):
    before = Referral.objects.filter(state="new").count()
    press(page, f"{held}+t")
    press(page, f"{held}+j")
    expect(page.locator("tbody a:focus")).to_have_count(0)
    assert Referral.objects.filter(state="new").count() == before


def test_listed_on_the_question_mark_and_switched_off_for_good(page, cast):
    press(page, "?")
    expect(heading(page)).to_have_text("Keyboard shortcuts")
    expect(page.get_by_role("rowheader", name="g i")).to_be_visible()
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_text("Single keys are switched off.")).to_be_visible()
    page.goto("/inbox/")
    page.wait_for_load_state("networkidle")
    press(page, "j")
    expect(page.locator("tbody a:focus")).to_have_count(0)
    page.get_by_role("link", name="Keyboard shortcuts").click()
    page.get_by_role("button", name="Switch single keys on").click()
    expect(page.get_by_text("Single keys are switched on.")).to_be_visible()
    ListSetting.objects.filter(member=cast.worker).delete()


def test_without_script_the_page_is_there_and_the_switch_works(cast, referrals, visit):
    page = visit(cast.manager, script=False)
    page.goto("/inbox/")
    page.get_by_role("link", name="Keyboard shortcuts").click()
    expect(page.get_by_role("cell", name="Take the next referral")).to_be_visible()
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_text("Single keys are switched off.")).to_be_visible()
    page.goto("/inbox/")
    page.get_by_role("link", name="Due soonest first").click()
    expect(page.get_by_role("columnheader", name="Clock")).to_have_attribute("aria-sort", "ascending")
    page.get_by_text("Filter: none set").click()
    page.get_by_label("Priority", exact=True).select_option("Red")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Filter: of priority red")).to_be_visible()
    expect(page.get_by_text("No open referrals of priority red.")).to_be_visible()
    page.get_by_text("Filter: of priority red").click()
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_text("Filter: none set")).to_be_visible()
    expect(page).to_have_url(re.compile("sort=due"))
