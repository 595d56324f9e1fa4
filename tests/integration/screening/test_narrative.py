"""The narrative page (rule 20): each part is written or explained, and what blames the child is named."""

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse

from screening import actions
from tests.factories.screenings import NARRATIVE, judgement, make_draft
from tests.integration.screening.sheets import DRAFT, Page, text

EMPTY = dict.fromkeys(["protective_factors", "own_words", "carer_view", "analysis", "other_explanations"], "")


@pytest.fixture
def draft(practitioner):
    draft = make_draft(practitioner)
    return actions.save_narrative(screening=draft, by=practitioner, values={})


@pytest.fixture
def sheet(draft, practitioner, sign_in):
    return Page(sign_in(practitioner), reverse("screening:narrative", args=[draft.reference]))


def write(draft, **texts):
    """What the other tab saved."""
    actions.save_narrative(screening=draft, by=draft.practitioner, values=draft.narrative | texts)


def kept(draft) -> dict:
    draft.refresh_from_db()
    return {name: value for name, value in draft.narrative.items() if value}


def test_what_is_written_or_explained_is_saved_and_leads_to_the_check(sheet, draft):
    sheet.open()
    assert sheet.send(**EMPTY | NARRATIVE).url == reverse("screening:check", args=[draft.reference])
    assert kept(draft) == NARRATIVE
    assert NARRATIVE["own_words"] in text(sheet.open())


def test_a_blank_without_a_reason_is_asked_about_after_the_rest_was_saved(sheet, draft):
    sheet.open()
    shown = text(sheet.send(**EMPTY | {"analysis": "It began in May."}))
    assert "<title>Error: " in shown
    assert shown.count("Give the child’s own words and wishes, or say why they could not be obtained") == 2
    assert 'href="#id_own_words"' in shown
    assert 'href="#id_other_explanations"' not in shown, "other explanations may stay blank"
    assert kept(draft) == {"analysis": "It began in May."}


def test_come_back_later_saves_without_complaining(sheet, draft):
    sheet.open()
    assert sheet.send(later=True, **EMPTY | {"analysis": "Half"}).url == reverse("screening:home")
    assert kept(draft) == {"analysis": "Half"}


def test_the_longest_text_is_kept_and_a_longer_one_comes_back_whole(sheet, draft):
    sheet.open()
    sheet.send(later=True, **EMPTY | {"analysis": "x" * 50_000})
    assert len(kept(draft)["analysis"]) == 50_000
    sheet.open()
    shown = text(sheet.send(later=True, **EMPTY | {"analysis": "y" * 50_001, "carer_view": "Worried."}))
    assert "must be 50,000 characters or fewer" in shown
    assert "y" * 50_001 in shown
    assert kept(draft) == {"analysis": "x" * 50_000, "carer_view": "Worried."}


def test_words_that_blame_are_named_but_never_in_the_childs_own_words(sheet, draft):
    sheet.open()
    blamed = EMPTY | {"analysis": "Wren is streetwise.", "own_words": "I am promiscuous and streetwise."}
    sheet.send(later=True, **blamed)
    assert kept(draft)["analysis"] == "Wren is streetwise."
    shown = text(sheet.open())
    assert shown.count("<strong>“streetwise”</strong>") == 1
    assert "<strong>“promiscuous”</strong>" not in shown
    own = shown[shown.index('name="own_words"') :]
    assert "data-word-hints" not in own[: own.index(">")]


def test_two_tabs_on_different_boxes_both_save(sheet, draft):
    sheet.open()
    write(draft, carer_view="From the other tab.")
    sheet.send(later=True, **EMPTY | {"analysis": "From this tab."})
    assert kept(draft) == {"carer_view": "From the other tab.", "analysis": "From this tab."}


@pytest.mark.parametrize(
    ("keep", "stands"), [("mine", "Mine."), ("theirs", "Theirs."), ("both", "Theirs.\n\nMine."), ("neither", "Mine.")]
)
def test_two_tabs_on_one_box_show_both_and_the_choice_stands(sheet, draft, keep, stands):
    sheet.open()
    write(draft, analysis="Theirs.")
    typed = EMPTY | {"analysis": "Mine.", "carer_view": "Worried."}
    shown = text(sheet.send(later=True, **typed))
    assert "Changed by you in another tab" in shown
    assert "Theirs." in shown
    assert "Mine." in shown
    assert kept(draft) == {"analysis": "Theirs.", "carer_view": "Worried."}
    assert sheet.send(later=True, **typed, **{"analysis-keep": keep}).status_code == 302
    assert kept(draft)["analysis"] == stands


def test_a_draft_save_keeps_what_is_there_and_stops_at_another_tabs_change(sheet, draft):
    sheet.open()
    saved = sheet.send(headers=DRAFT, **EMPTY | {"analysis": "Half"}).json()
    assert kept(draft) == {"analysis": "Half"}
    assert "note" not in saved
    sheet.version = saved["version"]
    noted = sheet.send(headers=DRAFT, **EMPTY | {"analysis": "z" * 50_001}).json()
    assert "characters or fewer" in noted["note"]
    write(draft, analysis="Theirs.")
    assert sheet.send(headers=DRAFT, **EMPTY | {"analysis": "Mine."}).status_code == 409
    assert kept(draft) == {"analysis": "Theirs."}


def test_what_was_typed_before_a_sign_out_is_there_again(sheet, draft, practitioner, sign_in):
    sheet.open()
    del sheet.client.cookies["sessionid"]
    sheet.send(**EMPTY | {"analysis": "Typed late."})
    sign_in(practitioner)
    shown = text(sheet.open())
    assert "You were signed out. What you typed is below" in shown
    assert "Typed late." in shown
    assert kept(draft) == {}


def test_a_screening_that_was_sent_takes_no_more_words(sheet, draft, practitioner):
    write(draft, **NARRATIVE)
    sheet.open()
    actions.submit(screening=draft, by=practitioner, judgement=judgement("universal"))
    assert sheet.send(**EMPTY).url == reverse("screening:view", args=[draft.reference])
    assert kept(draft) == NARRATIVE


def test_somebody_elses_draft_is_not_found(sheet, draft, lead, sign_in):
    assert sign_in(lead).get(sheet.url).status_code == 404
    assert sign_in(lead).post(sheet.url, EMPTY).status_code == 404


def test_what_was_sent_while_the_database_is_away_is_given_back(sheet, draft, monkeypatch):
    sheet.open()
    sheet.client.raise_request_exception = False

    def refused(*args):
        raise OperationalError("connection refused")

    with monkeypatch.context() as away:
        away.setattr(transaction.Atomic, "__enter__", refused)
        page = sheet.send(**EMPTY | {"analysis": "Typed just now."})
    assert page.status_code == 500
    assert "Typed just now." in text(page)
    assert "999" in text(page)
    assert kept(draft) == {}
