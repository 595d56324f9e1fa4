"""The heart of a section page: one indicator with its answers and its evidence card."""

import pytest
from django.template import engines

from cse_portal.templatetags.indicator import CHOICES, SOURCES
from screening.protocol import Presence, Strength, Timeframe

BLANK = {"code": "px-vehicle", "label": "Taken by car", "weight": "alert", "help": "Who and where."}
FULL = {
    "what": "Said: “just a lift”", "recent": True, "earlier": True, "period": "17 November",
    "source_type": "child_said", "source_detail": "At the gate", "strength": "partial", "harm_happened": "no",
}  # fmt: skip


def drawn(**more):
    row = BLANK | more
    return engines["django"].from_string('{% include "_components/indicator.html" %}').render({"row": row})


def checked(html):
    return [piece.split('value="')[1].split('"')[0] for piece in html.split("<input")[1:] if " checked>" in piece]


def test_the_answers_are_the_protocols():
    assert {value for value, _ in CHOICES["presence"][2]} == set(Presence)
    assert {value for value, _ in CHOICES["strength"][2]} == set(Strength)
    assert {value for value, _ in CHOICES["timeframe"][2]} == set(Timeframe)


def test_a_blank_indicator_is_not_asked():
    html = drawn()
    assert checked(html) == ["not_asked"]
    assert "\0" not in html
    assert html.count('name="px-vehicle"') == 5


@pytest.mark.parametrize("presence", Presence)
def test_the_answer_given_is_the_one_checked(presence):
    assert checked(drawn(presence=presence)) == [presence]


def test_everything_typed_comes_back():
    html = drawn(presence="suspected", evidence=FULL, asks_harm=True)
    assert checked(html) == [
        "suspected", "current_or_last_6_months", "more_than_6_months_ago", "partial", "no",
    ]  # fmt: skip
    assert "Said: “just a lift”</textarea>" in html
    assert 'value="17 November"' in html
    assert 'value="At the gate"' in html
    assert '<option value="child_said" selected>' in html
    assert html.count(" selected>") == 1


@pytest.mark.parametrize("source", [value for value, _ in SOURCES])
def test_every_source_can_be_chosen(source):
    assert f'<option value="{source}" selected>' in drawn(evidence={"source_type": source})


def test_harm_is_asked_only_of_signs_of_harm():
    assert "Has harm already happened?" not in drawn()
    assert "Has harm already happened?" in drawn(asks_harm=True)


def test_values_are_escaped_and_marks_in_them_do_nothing():
    html = drawn(label="<b>&", evidence={"what": '</textarea><script>\0code\0"', "period": '"><i>'})
    assert "<script>" not in html
    assert "<b>" not in html.split("portal-indicator__label")[1][:20]
    assert 'value="&quot;&gt;&lt;i&gt;"' in html


def test_kept_evidence_folds_into_one_line():
    html = drawn(presence="present", evidence=FULL, saved_line="just a lift. Partial.")
    assert "<details" in html
    assert "<span>Evidence saved</span>: just a lift. Partial.</summary>" in html


def test_errors_open_the_card_and_stand_at_their_boxes():
    html = drawn(
        presence="present",
        evidence=FULL,
        saved_line="kept",
        errors={"source_detail": "Say who", "strength": "Say how strong"},
    )
    assert "<details" not in html
    assert 'id="px-vehicle-source-detail-error"' in html
    assert 'aria-describedby="px-vehicle-source-detail-error"' in html
    assert html.count("govuk-error-message") == 2
    assert html.count('id="px-vehicle-strength"') == 1


def test_a_rescreen_shows_last_time_and_asks_whether_it_is_still_so():
    previous = {"when": "8 June", "presence_label": "Present", "what": "A second phone."}
    html = drawn(previous=previous)
    assert "Last time, 8 June: Present." in html
    assert 'name="px-vehicle-still-so"' in html
    assert checked(html) == ["not_asked"]
    assert checked(drawn(previous=previous, still_so="yes")) == ["yes", "not_asked"]
    assert "still-so" not in drawn(previous=previous | {"can_affirm": False})


def test_both_versions_of_a_conflict_are_shown():
    conflict = {"who": "Alder", "when": "today at 14:31", "presence_label": "Present", "what": "New trainers."}
    html = drawn(conflict=conflict, evidence=FULL, presence="suspected")
    assert "Changed elsewhere, by Alder today at 14:31: Present." in html
    assert "New trainers." in html
    assert "Said: “just a lift”" in html
    assert checked(html)[0] == "mine"


def test_a_row_may_be_an_object():
    row = type("Row", (), BLANK | {"presence": "present"})()
    html = engines["django"].from_string("{% load indicator %}{% indicator row %}").render({"row": row})
    assert checked(html) == ["present"]
