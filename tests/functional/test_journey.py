"""The whole way of a concern, as people go it: without script, and with the keyboard alone."""

import re

from playwright.sync_api import expect

from cse_portal import clock
from tests.functional.keyboard import Keyboard

SECTIONS = 6
CAR = "px-vehicle"


def test_a_concern_goes_from_danger_first_to_referral_decision_and_log_by_keyboard_without_script(cast, visit):
    # Given a teacher with a keyboard and no script
    page = visit(cast.practitioner, script=False)
    teacher = Keyboard(page)
    page.goto("/")

    # When she screens a child who is not in danger now
    begins_with_danger_first(teacher, page)
    says_who_the_child_is(teacher)
    expect(page.get_by_role("heading", level=1)).to_have_text("Wren is 10 today: the under 12 tool")

    # And answers the tool page by page, with evidence for what she saw
    teacher.press("Continue")
    teacher.press("Save and continue")
    teacher.press("Continue: Family and home")
    goes_through_the_sections(teacher, page)
    writes_what_protects_the_child(teacher)
    judges_what_the_tool_fixes(teacher, page)

    # Then it is sent, and she is told what happens next
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent to the Solihull MASH")
    referral = re.search(r"R-\w{4}-\w{4}", page.locator("main").inner_text()).group()
    expect(page.get_by_text("you screen again by")).to_be_visible()

    # When the MASH takes the next referral and decides it
    inbox = visit(cast.worker, script=False)
    worker = Keyboard(inbox)
    inbox.goto("/")
    expect(inbox.get_by_role("link", name="Testerby, Wren")).to_be_visible()
    worker.press("Take the next referral")
    expect(inbox).to_have_url(re.compile(f"/referrals/{referral}/$"))
    decides(worker, inbox)

    # Then the teacher reads what became of it, and says so
    page.goto("/home/")
    expect(page.get_by_role("heading", name="For you to do (1)")).to_be_visible()
    teacher.follow("Read the decision about Wren Testerby")
    expect(page.get_by_text("You will hear from the assessment team this week.")).to_be_visible()
    teacher.press("Mark as read")
    page.goto("/home/")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()

    # And the CSE officer finds it in the log, and how the child stands
    log = visit(cast.officer, script=False)
    officer = Keyboard(log)
    log.goto("/log/")
    officer.follow("Testerby, Wren")
    expect(log.get_by_role("heading", level=1)).to_have_text("Where things stand")
    expect(log.get_by_role("main")).to_contain_text("Vulnerable to CSE")


def begins_with_danger_first(teacher, page):
    teacher.press("Screen a child")
    question = "Is the child in danger now, or has a child just told you of harm?"
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    teacher.choose(page.get_by_label("No", exact=True))
    teacher.press("Continue")
    teacher.choose(page.get_by_label("No", exact=True))
    teacher.press("Continue")


def says_who_the_child_is(teacher):
    teacher.write("First names", "Wren")
    teacher.write("Family name", "Testerby")
    for box, number in {"Day": 1, "Month": 1, "Year": clock.today().year - 10}.items():
        teacher.write(box, str(number))
    teacher.press("Continue")


def answers_with_evidence(teacher, page):
    row = page.locator(f"#{CAR}-indicator")
    expect(row.get_by_label("What was seen or said?")).to_be_hidden()
    teacher.choose(row.get_by_label("Present", exact=True))
    teacher.fill(row.get_by_label("What was seen or said?"), "Got out of a grey car at the gate.")
    teacher.tick(row.get_by_label("In the last 6 months"))
    teacher.fill(row.get_by_label("Date or period"), "17 November")
    teacher.pick(row.get_by_label("How do you know?"), "I saw")
    teacher.fill(row.get_by_label("Who, or which record?"), "Me, at the gate")
    teacher.choose(row.get_by_label("Clear"))
    if row.get_by_text("Has harm already happened?").count():
        teacher.choose(row.get_by_label("Not known"))


def goes_through_the_sections(teacher, page):
    for _ in range(SECTIONS):
        if page.locator(f"#{CAR}").count():
            answers_with_evidence(teacher, page)
        teacher.press("Save and continue")


def writes_what_protects_the_child(teacher):
    teacher.write("What protects the child", "An aunt rings the school every day.")
    teacher.write("The child’s own words and wishes", "It’s just a lift.")
    teacher.write("The carer’s view", "Worried, and wants help.")
    teacher.write("Your analysis", "The lifts and the phone began in the same month.")
    teacher.press("Save and continue")


def judges_what_the_tool_fixes(teacher, page):
    expect(page.get_by_text("The tool fixes the outcome: vulnerable to CSE")).to_be_visible()
    teacher.write("Why?", "It began in the same month.")
    teacher.write("What you are worried about, in short", "Adults the family does not know give lifts.")
    teacher.write("What you ask of the MASH", "Find out who the driver is.")
    teacher.write("What has been done already to keep the child safe", "The aunt collects the child.")
    teacher.choose(page.locator("[name=carers_told][value=yes]"))
    teacher.write("Who was told, and when", "The aunt, today at 13:10")
    teacher.write("How to contact the child or carer safely", "The aunt’s work number before 15:00.")
    teacher.press("Submit and send to the MASH")


def decides(worker, page):
    worker.press("Record the decision")
    worker.choose(page.get_by_label("Section 17 assessment"))
    worker.write("Who assesses", "The assessment team")
    for part, number in zip(("day", "month", "year"), f"{clock.today():%d %m %Y}".split(), strict=True):
        worker.fill(page.locator(f"[name$=assesses_from_{part}]"), number)
    worker.write("Reason for the decision", "The lifts are recent and an adult gains from them.")
    worker.write("Next step, and who takes it", "A home visit by Dawn Placeholder on Monday.")
    worker.write("What the referrer is told", "You will hear from the assessment team this week.")
    worker.press("Decide and tell the referrer")
