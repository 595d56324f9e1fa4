"""Filling the pages of a screening with a mouse, as most people do."""

import datetime as dt

from playwright.sync_api import Page

from cse_portal import clock

FOR_THE_MASH = {
    "What you are worried about, in short": "Adults the family does not know give lifts.",
    "What you ask of the MASH": "Find out who the driver is.",
    "What has been done already to keep the child safe": "The aunt collects the child.",
    "How to contact the child or carer safely": "The aunt’s work number before 15:00.",
}


def choose_outcome(page: Page, outcome: str, why: str = "It began in the same month.") -> None:
    page.locator(f"[name=outcome][value={outcome}]").check()
    page.get_by_label("Why?", exact=True).fill(why)


def fill_for_the_mash(page: Page) -> None:
    for label, text in FOR_THE_MASH.items():
        page.get_by_label(label, exact=True).fill(text)
    page.locator("[name=carers_told][value=yes]").check()
    page.get_by_label("Who was told, and when").fill("The aunt, today at 13:10")


def fill_day(page: Page, name: str, day: dt.date) -> None:
    for part, number in {"day": day.day, "month": day.month, "year": day.year}.items():
        page.locator(f"[name={name}_{part}]").fill(str(number))


def fill_level_1(page: Page, indicator: str) -> None:
    """Who was spoken to, and the plan against one indicator."""
    page.get_by_label("Safeguarding lead: who you spoke to").fill("Colm Mockford")
    page.locator("[name=lead_result]").fill("Agreed early help.")
    page.get_by_label("CSE team or social care: who you spoke to").fill("The duty worker")
    page.locator("[name=cse_result]").fill("Nothing else known.")
    fill_day(page, "lead_on", clock.today())
    fill_day(page, "cse_on", clock.today())
    page.locator(f"[name=plan-{indicator}-action]").fill("Daily check-in")
    page.locator(f"[name=plan-{indicator}-owner]").fill("Form tutor")
    fill_day(page, f"plan-{indicator}-by", clock.today() + dt.timedelta(days=14))


def fill_level_0(page: Page) -> None:
    page.get_by_label("What other concerns there are").fill("Attendance")
    page.get_by_label("Who follows them up").fill("The attendance lead")
    page.get_by_label("Further action you considered, and why or why not").fill("None is needed now.")
