"""The section page met again: in a second tab, by the page saving itself, after a sign-out, at a re-screen."""

import re

import pytest
from django.urls import reverse

from audit.models import Event
from screening import actions
from screening.models import Screening
from tests.factories.screenings import EVIDENCE, answer, judgement, make_draft
from tests.integration.screening.sheets import CODE, DRAFT, FULL, HARM, Page, boxes, saved, text


@pytest.fixture
def draft(practitioner):
    return make_draft(practitioner)


@pytest.fixture
def sheet(draft, practitioner, sign_in):
    return Page(sign_in(practitioner), reverse("screening:section", args=[draft.reference, "people-places"]))


# Two tabs


def test_two_tabs_on_different_indicators_both_save(sheet, draft):
    sheet.open()
    answer(draft, HARM, presence="not_present")  # the other tab
    assert sheet.send(**{HARM: "not_asked"}, **boxes()).status_code == 302
    assert saved(draft).presence == "present"
    assert saved(draft, HARM).presence == "not_present", "this tab did not touch it"


def test_two_tabs_on_one_indicator_show_both_and_save_the_rest(sheet, draft):
    sheet.open()
    answer(draft, CODE, presence="suspected", what="Seen with them twice.", strength="partial")
    shown = text(sheet.send(**boxes(), **{HARM: "not_present"}))
    assert "Changed elsewhere, by you in another tab" in shown and "Seen with them twice." in shown
    assert FULL["-what"] in shown and f'href="#{CODE}-keep"' in shown
    assert saved(draft).what == "Seen with them twice." and saved(draft, HARM).presence == "not_present"


@pytest.mark.parametrize(
    ("keep", "presence", "what"),
    [
        ("mine", "present", FULL["-what"]),
        ("theirs", "suspected", "Seen twice."),
        ("both", "present", f"Seen twice.\n\n{FULL['-what']}"),
    ],
)
def test_the_version_that_was_chosen_stands(sheet, draft, keep, presence, what):
    sheet.open()
    answer(draft, CODE, presence="suspected", what="Seen twice.", strength="partial")
    sheet.send(**boxes())
    assert sheet.send(**boxes(), **{f"{CODE}-keep": keep}).status_code == 302
    assert (saved(draft).presence, saved(draft).what) == (presence, what)


def test_keeping_both_never_lowers_the_answer(sheet, draft):
    answer(draft, CODE, presence="no_information")
    sheet.open()
    answer(draft, CODE)
    sheet.send(**{CODE: "not_present"})
    sheet.send(**{CODE: "not_present", f"{CODE}-keep": "both"})
    assert (saved(draft).presence, saved(draft).what) == ("present", EVIDENCE["what"])


def test_a_page_without_a_version_overwrites_nothing(sheet, draft):
    answer(draft, CODE)
    assert "Changed elsewhere" in text(sheet.send(version="tampered", **{CODE: "not_present"}))
    assert saved(draft).presence == "present"


# Saving by itself


def test_a_draft_save_keeps_what_is_incomplete_and_answers_with_time_and_version(sheet, draft):
    sheet.open()
    answered = sheet.send(headers=DRAFT, **{CODE: "present", f"{CODE}-what": "Half"}).json()
    assert re.fullmatch(r"\d\d:\d\d", answered["saved_at"]) and "note" not in answered
    assert saved(draft).what == "Half"
    sheet.version = answered["version"]
    assert sheet.send(**boxes(what="Half a sentence more")).status_code == 302
    assert saved(draft).what == "Half a sentence more"


def test_a_draft_save_stops_at_another_tabs_change(sheet, draft):
    sheet.open()
    answer(draft, CODE, presence="not_present")
    response = sheet.send(headers=DRAFT, **boxes(), **{HARM: "not_present"})
    assert response.status_code == 409 and "another tab" in response.json()["error"]
    assert saved(draft, HARM) is None


def test_saving_the_same_twice_records_one_change(sheet, draft):
    sheet.open()
    for _ in range(2):
        sheet.version = sheet.send(headers=DRAFT, **boxes()).json()["version"]
    assert Event.objects.filter(type="screening:saved", detail__page="people-places").count() == 1


# The draft is no longer a draft


def test_a_screening_that_was_sent_opens_as_text_and_takes_no_more_answers(sheet, draft, practitioner):
    sheet.open()
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"))
    there = reverse("screening:view", args=[draft.reference])
    assert sheet.open().url == there
    assert sheet.send(**boxes()).url == there
    assert not draft.answers.exists()


def test_what_was_typed_before_a_sign_out_is_there_again(sheet, draft, practitioner, sign_in):
    sheet.open()
    del sheet.client.cookies["sessionid"]
    signed_out = sheet.send(**boxes())
    assert signed_out.status_code == 302 and "/accounts/" in signed_out.url
    sign_in(practitioner)
    shown = text(sheet.open())
    assert "You were signed out. What you typed is below" in shown and FULL["-what"] in shown
    assert saved(draft) is None
    assert sheet.send(**boxes()).status_code == 302 and saved(draft).presence == "present"


# Words


def test_words_that_blame_are_named_and_do_not_block(sheet, draft):
    sheet.open()
    assert sheet.send(**boxes(what="Wren is streetwise. “I am promiscuous”, said Wren.")).status_code == 302
    shown = text(sheet.open())
    assert "<noscript>" in shown and "<strong>“streetwise”</strong> can put the weight on the child" in shown
    assert "<strong>“promiscuous”</strong>" not in shown


# A re-screen


@pytest.fixture
def rescreen(draft, practitioner):
    """A new draft whose last screening said "present" with evidence, and "not present" elsewhere."""
    answer(draft, CODE, strength="partial")
    answer(draft, "pr-missing", presence="not_present")
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"))
    return actions.start(by=practitioner, area=draft.area, child=draft.child)


@pytest.fixture
def again(rescreen, sheet):
    sheet.url = reverse("screening:section", args=[rescreen.reference, "people-places"])
    return sheet


def test_last_times_answers_are_shown_and_count_for_nothing(again, rescreen):
    shown = text(again.open())
    assert shown.count("Last time, ") == 2 and EVIDENCE["what"] in shown
    again.send()
    assert not rescreen.answers.exists()


def test_still_so_copies_the_evidence_and_marks_it_affirmed(again, rescreen, draft):
    again.open()
    again.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
    kept = saved(rescreen)
    assert (kept.presence, kept.what, kept.strength) == ("present", EVIDENCE["what"], "partial")
    assert kept.affirmed_from == saved(draft)
    assert f'name="{CODE}-still-so" type="radio" value="yes" checked' in text(again.open())


def test_answering_afresh_takes_the_mark_away(again, rescreen):
    again.open()
    again.send(**{CODE: "not_asked", f"{CODE}-still-so": "yes"})
    again.open()
    again.send(**boxes(still_so="no"))
    assert saved(rescreen).affirmed_from is None and saved(rescreen).what == FULL["-what"]


def test_still_so_beside_new_evidence_is_asked_about(again, rescreen):
    again.open()
    typed = boxes(still_so="yes", what="Something new")
    shown = text(again.send(**typed))
    assert "also chose “still so today”" in shown and shown.count("Something new") >= 2
    assert saved(rescreen) is None
    again.send(**typed, **{f"{CODE}-drop": "yes"})
    assert saved(rescreen).what == EVIDENCE["what"]


def test_a_screening_of_the_other_tool_is_not_last_time(practitioner, sign_in, draft, sheet):
    Screening.objects.filter(pk=draft.pk).update(previous=None)
    assert "Last time, " not in text(sheet.open())
