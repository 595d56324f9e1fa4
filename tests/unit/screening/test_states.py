"""The table of who may do what to a screening in which status: every pair, and no status or action forgotten."""

from itertools import product

import pytest

from accounts.permissions import Permission
from screening.states import STATUS_WORDS, TRANSITIONS, Action, Actor, NotPossible, Status, transition

DRAFT, WAITING, COMPLETE = Status.DRAFT, Status.WAITING, Status.COMPLETE
LEGAL = {
    (DRAFT, Action.SAVE): DRAFT,
    (DRAFT, Action.DELETE): Status.DELETED,
    (DRAFT, Action.CHANGE_TOOL): DRAFT,
    (DRAFT, Action.SUBMIT): COMPLETE,
    (DRAFT, Action.ASK_SECOND): WAITING,
    (WAITING, Action.AGREE): COMPLETE,
    (WAITING, Action.SEND_BACK): DRAFT,
    (WAITING, Action.WITHDRAW): DRAFT,
    (COMPLETE, Action.CORRECT): Status.SUPERSEDED,
}


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_every_pair_leads_where_it_should_or_nowhere(status, action):
    if (status, action) in LEGAL:
        assert transition(status, action).to == LEGAL[status, action]
    else:
        with pytest.raises(NotPossible, match=f"“{STATUS_WORDS[status].label}” by now, too late to {action}"):
            transition(status, action)


def test_every_status_has_words_and_a_list_and_every_action_a_row():
    assert set(STATUS_WORDS) == set(Status)
    assert {row.action for row in TRANSITIONS} == set(Action)
    assert len(TRANSITIONS) == len({(row.status, row.action) for row in TRANSITIONS})


def test_rule_17_only_the_second_person_agrees_or_sends_back():
    for row in TRANSITIONS:
        second = row.action in (Action.AGREE, Action.SEND_BACK)
        assert (row.actor is Actor.SECOND_PERSON) is second
        assert row.permission is (Permission.SCREENING_COUNTERSIGN if second else Permission.SCREENING_WRITE)


def test_rule_35_a_completed_screening_can_only_be_corrected_with_a_reason():
    rows = [row for row in TRANSITIONS if row.status in (COMPLETE, Status.SUPERSEDED, Status.DELETED)]
    assert [(row.action, row.reason_needed) for row in rows] == [(Action.CORRECT, True)]
