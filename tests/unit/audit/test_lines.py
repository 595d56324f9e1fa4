"""Events in words: what is shown of each kind's detail, and what never is."""

import pytest

from audit.events import EventType as E
from audit.models import Event
from audit.views.lines import SAYS, detail_of, reason_of
from cse_portal.spreadsheet import BEGINS_A_FORMULA, cell

SAID = [
    (E.CONTACT_CHANGED, {"service": "Sample MASH", "changed": {"last_checked_on": ["", "2026-11-20"]}},
     "Sample MASH; last checked on was “”, now “2026-11-20”"),
    (E.CONTACT_CHANGED, {"added": ["Sample MASH", "01632 960100"]}, "Added: Sample MASH, 01632 960100"),
    (E.CONTACT_CHANGED, {"removed": ["Sample MASH", "01632 960100"]}, "Removed: Sample MASH, 01632 960100"),
    (E.PERSON_CHANGED, {"active": False}, "Account closed"),
    (E.PERSON_CHANGED, {"active": True}, "Account opened again"),
    (E.PERSON_CHANGED, {"link": True}, "Link to set a password sent"),
    (E.MEMBERSHIP_ADDED, {"role": "auditor", "agency": "Sample office"}, "Auditor, Sample office"),
    (E.MEMBERSHIP_ENDED, {"role": "auditor", "agency": "Sample office"}, "Auditor, Sample office"),
    (E.PROCEDURE_ADDED, {"in_force_from": "2027-01-01"}, "In force from 1 January 2027"),
    (E.FIGURES_EXPORTED, {"filter": ["Screenings"], "rows": 3}, "3 lines: Screenings"),
    (E.AUDIT_VIEWED, {"filter": []}, "Looked at: everything"),
    (E.AUDIT_EXPORTED, {"filter": ["Wren", "to 1 May 2026"], "rows": 3}, "3 lines: Wren; to 1 May 2026"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "detail", "words"), SAID)
def test_the_detail_of_an_administrative_event_is_said(kind, detail, words):
    assert detail_of(Event(type=kind, detail=detail)) == words


def test_every_kind_whose_detail_is_said_is_tried_above():
    assert {kind for kind, _, _ in SAID} == set(SAYS)


@pytest.mark.parametrize("kind", sorted(set(E) - set(SAYS)))
def test_the_detail_of_any_other_event_is_not_shown(kind):
    assert detail_of(Event(type=kind, detail={"outcome": "vulnerable"})) == ""


def test_no_kind_about_a_child_shows_its_detail():
    about_children = ("screening:", "child:", "rescreen:", "referral:", "document:", "log:")
    assert not [kind for kind in SAYS if kind.startswith(about_children)]


@pytest.mark.parametrize("first", BEGINS_A_FORMULA)
def test_a_cell_never_begins_a_formula(first):
    assert cell(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "Wren", "a=b", "’s", "01632 960100"])
def test_other_text_stands_as_it_is(text):
    assert cell(text) == text


@pytest.mark.parametrize("kind", [E.SCREENING_RETURNED, E.SCREENING_DELETED, E.SCREENING_CORRECTED, E.RESCREEN_CLOSED,
                                  E.REFERRAL_ASSIGNED])  # fmt: skip
def test_why_a_record_was_changed_is_about_the_child_and_not_shown(kind):
    assert reason_of(Event(type=kind, reason="Wren told her aunt")) == "Given; it is not shown here"
    assert reason_of(Event(type=kind)) == ""


def test_why_somebody_looked_is_shown():
    assert reason_of(Event(type=E.SCREENING_VIEWED, reason="Asked to help")) == "Asked to help"
