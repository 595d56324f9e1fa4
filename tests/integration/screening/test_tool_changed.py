"""A draft across a birthday: the tool that applies is said, evidence goes along on request (rules 5 and 7)."""

import datetime as dt

import pytest
import time_machine

from screening import actions
from tests.factories.screenings import answer, judgement, make_child, make_draft


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-20 14:00:00+00:00", tick=False) as moved:
        yield moved


@pytest.fixture
def turning_12(practitioner):
    return make_draft(practitioner, child=make_child(practitioner, date_of_birth=dt.date(2014, 11, 21)))


@pytest.fixture
def turning_18(practitioner):
    return make_draft(practitioner, child=make_child(practitioner, date_of_birth=dt.date(2008, 11, 21)))


@pytest.fixture
def next_day(clock, sign_in, practitioner):
    def moved():
        clock.move_to("2026-11-21 00:30:00+00:00")
        return sign_in(practitioner)

    return moved


def at(draft, page="") -> str:
    return f"/screenings/{draft.reference}/{page}/".replace("//", "/")


@pytest.mark.parametrize("page", ["", "about", "tool"])
def test_every_page_of_the_draft_leads_to_the_change(turning_12, next_day, page):
    visitor = next_day()
    assert visitor.get(at(turning_12, page)).headers["Location"] == at(turning_12, "tool-changed")


def test_the_day_before_the_birthday_nothing_has_changed(sign_in, practitioner, turning_12):
    visitor = sign_in(practitioner)
    assert visitor.get(at(turning_12)).status_code == 200
    assert visitor.get(at(turning_12, "tool-changed")).headers["Location"] == at(turning_12)


def test_the_page_says_which_tool_applies_and_changes_nothing(turning_12, next_day):
    page = next_day().get(at(turning_12, "tool-changed")).content.decode()
    turning_12.refresh_from_db()
    assert "Wren is 12 today: now the tool for ages 12 to 17" in page
    assert turning_12.tool == "petch"


def test_without_evidence_there_is_nothing_to_choose(turning_12, next_day):
    visitor = next_day()
    assert 'name="carry"' not in visitor.get(at(turning_12, "tool-changed")).content.decode()
    visitor.post(at(turning_12, "tool-changed"))
    turning_12.refresh_from_db()
    assert turning_12.tool == "regional"


def with_evidence(draft):
    code = draft.edition.indicators.first().code
    answer(draft, code, what="A grey car at the gate.")


@pytest.mark.parametrize(("carry", "is_kept"), [("yes", True), ("no", False)])
def test_evidence_goes_along_only_on_request(turning_12, next_day, carry, is_kept):
    with_evidence(turning_12)
    next_day().post(at(turning_12, "tool-changed"), {"carry": carry})
    turning_12.refresh_from_db()
    assert (turning_12.tool, turning_12.answers.count()) == ("regional", 0)
    assert ("A grey car at the gate." in turning_12.narrative["analysis"]) is is_kept


@pytest.mark.parametrize("form", [{}, {"carry": "perhaps"}])
def test_with_evidence_the_choice_is_asked(turning_12, next_day, form):
    with_evidence(turning_12)
    page = next_day().post(at(turning_12, "tool-changed"), form).content.decode()
    turning_12.refresh_from_db()
    assert "Say what happens to the evidence you wrote" in page
    assert (turning_12.tool, turning_12.answers.count()) == ("petch", 1)


def test_at_18_the_draft_shows_the_adult_routes(turning_18, next_day):
    page = next_day().get(at(turning_18, "tool-changed")).content.decode()
    assert "there is no screening at 18 or over" in page
    assert "Adult safeguarding" in page and at(turning_18, "delete") in page


def test_at_18_nothing_moves_the_draft(turning_18, next_day):
    next_day().post(at(turning_18, "tool-changed"), {"carry": "yes"})
    turning_18.refresh_from_db()
    assert turning_18.tool == "regional"


def test_a_correction_keeps_the_tool_of_the_day_it_corrects(practitioner, turning_12, next_day):
    done = actions.submit(screening=turning_12, by=practitioner, judgement=judgement("universal"))
    visitor = next_day()
    correction = actions.correct(screening=done, by=practitioner, reason="A name was wrong")
    assert visitor.get(at(correction)).status_code == 200
    assert "This corrects" in visitor.get(at(correction)).content.decode()
