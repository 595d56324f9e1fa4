"""Every pair of a referral's state and an action, legal or not, and every table keyed by one of its lists."""

import pytest

from accounts.permissions import Permission
from audit.events import EventType
from referrals import content
from referrals.forms.decide import NEEDS
from referrals.states import (
    MASH_OUTCOME_WORDS,
    STATE_WORDS,
    TRANSITIONS,
    Action,
    Kind,
    MashOutcome,
    NotPossible,
    State,
    transition,
)
from referrals.views.kinds import KIND_WORDS

RECEIVE, SEND = Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND
LEGAL = {
    (State.NEW, Action.ACKNOWLEDGE): (State.ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_ACKNOWLEDGED),
    (State.NEW, Action.ASSIGN): (State.NEW, RECEIVE, EventType.REFERRAL_ASSIGNED),
    (State.NEW, Action.DECIDE): (State.DECIDED, RECEIVE, EventType.REFERRAL_DECIDED),
    (State.ACKNOWLEDGED, Action.ASSIGN): (State.ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_ASSIGNED),
    (State.ACKNOWLEDGED, Action.DECIDE): (State.DECIDED, RECEIVE, EventType.REFERRAL_DECIDED),
    (State.DECIDED, Action.READ_FEEDBACK): (State.DECIDED, SEND, EventType.REFERRAL_FEEDBACK_READ),
}
PAIRS = [(state, action) for state in State for action in Action]


@pytest.mark.parametrize(("state", "action"), PAIRS)
def test_every_pair_of_state_and_action(state, action):
    if (state, action) not in LEGAL:
        with pytest.raises(NotPossible, match=f"“{STATE_WORDS[state].label}”, so you cannot {action} it now"):
            transition(state, action)
        return
    row = transition(state, action)
    assert (row.to, row.permission, row.event) == LEGAL[state, action]


def test_no_pair_stands_twice_in_the_table():
    assert len({(row.state, row.action) for row in TRANSITIONS}) == len(TRANSITIONS) == len(LEGAL)


def test_only_a_decision_needs_a_reason():
    assert {row.action for row in TRANSITIONS if row.reason_needed} == {Action.DECIDE}


def test_nothing_leads_back_from_decided():
    assert {row.to for row in TRANSITIONS if row.state is State.DECIDED} == {State.DECIDED}


def test_every_event_of_the_table_is_on_the_timeline():
    assert {row.event for row in TRANSITIONS} <= set(content.TIMELINE)


@pytest.mark.parametrize(
    ("table", "keys"),
    [(STATE_WORDS, State), (MASH_OUTCOME_WORDS, MashOutcome), (NEEDS, MashOutcome), (KIND_WORDS, Kind)],
)
def test_every_table_has_a_row_for_each_of_its_list(table, keys):
    assert set(table) == set(keys)
    assert all(table.values())
