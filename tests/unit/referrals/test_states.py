"""Every pair of a referral's state and an action, legal or not, and every table keyed by one of its lists."""

import pytest

from accounts.permissions import Permission
from audit.events import EventType
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
from referrals.timeline import EVERYTHING
from referrals.views.kinds import KIND_WORDS

RECEIVE, SEND, MANAGE = Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.REFERRAL_MANAGE
ATTACH = Permission.REFERRAL_ATTACH
NEW, ACKNOWLEDGED, WAITING, DECIDED = State.NEW, State.ACKNOWLEDGED, State.WAITING, State.DECIDED
JOINED, PASSED, WITHDRAWN = State.JOINED, State.PASSED, State.WITHDRAWN
# Written out pair by pair, so that the table of the code is not what it is checked against.
LEGAL = {
    (NEW, Action.ACKNOWLEDGE): (ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_ACKNOWLEDGED),
    (NEW, Action.ASSIGN): (NEW, RECEIVE, EventType.REFERRAL_ASSIGNED),
    (NEW, Action.RATE): (NEW, RECEIVE, EventType.REFERRAL_RATED),
    (NEW, Action.ASK): (WAITING, RECEIVE, EventType.REFERRAL_ASKED),
    (NEW, Action.ADD): (NEW, SEND, EventType.REFERRAL_ADDED),
    (NEW, Action.ATTACH): (NEW, ATTACH, EventType.FILE_ADDED),
    (NEW, Action.WITHDRAW): (WITHDRAWN, SEND, EventType.REFERRAL_WITHDRAWN),
    (NEW, Action.DECIDE): (DECIDED, RECEIVE, EventType.REFERRAL_DECIDED),
    (NEW, Action.JOIN): (JOINED, RECEIVE, EventType.REFERRAL_JOINED),
    (NEW, Action.MOVE): (PASSED, RECEIVE, EventType.REFERRAL_PASSED),
    (NEW, Action.SHARE): (NEW, RECEIVE, EventType.REFERRAL_SHARED),
    (ACKNOWLEDGED, Action.ASSIGN): (ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_ASSIGNED),
    (ACKNOWLEDGED, Action.RATE): (ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_RATED),
    (ACKNOWLEDGED, Action.ASK): (WAITING, RECEIVE, EventType.REFERRAL_ASKED),
    (ACKNOWLEDGED, Action.ADD): (ACKNOWLEDGED, SEND, EventType.REFERRAL_ADDED),
    (ACKNOWLEDGED, Action.ATTACH): (ACKNOWLEDGED, ATTACH, EventType.FILE_ADDED),
    (ACKNOWLEDGED, Action.WITHDRAW): (WITHDRAWN, SEND, EventType.REFERRAL_WITHDRAWN),
    (ACKNOWLEDGED, Action.DECIDE): (DECIDED, RECEIVE, EventType.REFERRAL_DECIDED),
    (ACKNOWLEDGED, Action.JOIN): (JOINED, RECEIVE, EventType.REFERRAL_JOINED),
    (ACKNOWLEDGED, Action.MOVE): (PASSED, RECEIVE, EventType.REFERRAL_PASSED),
    (ACKNOWLEDGED, Action.SHARE): (ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_SHARED),
    (WAITING, Action.ASSIGN): (WAITING, RECEIVE, EventType.REFERRAL_ASSIGNED),
    (WAITING, Action.RATE): (WAITING, RECEIVE, EventType.REFERRAL_RATED),
    (WAITING, Action.ASK): (WAITING, RECEIVE, EventType.REFERRAL_ASKED),
    (WAITING, Action.ANSWER): (WAITING, SEND, EventType.REFERRAL_ANSWERED),
    (WAITING, Action.RESUME): (ACKNOWLEDGED, RECEIVE, EventType.REFERRAL_RESUMED),
    (WAITING, Action.ADD): (WAITING, SEND, EventType.REFERRAL_ADDED),
    (WAITING, Action.ATTACH): (WAITING, ATTACH, EventType.FILE_ADDED),
    (WAITING, Action.WITHDRAW): (WITHDRAWN, SEND, EventType.REFERRAL_WITHDRAWN),
    (WAITING, Action.DECIDE): (DECIDED, RECEIVE, EventType.REFERRAL_DECIDED),
    (WAITING, Action.JOIN): (JOINED, RECEIVE, EventType.REFERRAL_JOINED),
    (WAITING, Action.MOVE): (PASSED, RECEIVE, EventType.REFERRAL_PASSED),
    (WAITING, Action.SHARE): (WAITING, RECEIVE, EventType.REFERRAL_SHARED),
    (DECIDED, Action.READ_FEEDBACK): (DECIDED, SEND, EventType.REFERRAL_FEEDBACK_READ),
    (DECIDED, Action.DISAGREE): (DECIDED, SEND, EventType.DISAGREEMENT_OPENED),
    (DECIDED, Action.DECIDE_AGAIN): (DECIDED, MANAGE, EventType.REFERRAL_DECIDED_AGAIN),
    (JOINED, Action.READ_FEEDBACK): (JOINED, SEND, EventType.REFERRAL_FEEDBACK_READ),
    (JOINED, Action.DISAGREE): (JOINED, SEND, EventType.DISAGREEMENT_OPENED),
    (PASSED, Action.READ_FEEDBACK): (PASSED, SEND, EventType.REFERRAL_FEEDBACK_READ),
}
REASONED = {Action.DECIDE, Action.DECIDE_AGAIN, Action.JOIN, Action.MOVE, Action.SHARE, Action.WITHDRAW,
            Action.DISAGREE}  # fmt: skip
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


def test_what_needs_a_reason():
    assert {row.action for row in TRANSITIONS if row.reason_needed} == REASONED
    assert all(row.reason_needed == (row.action in REASONED) for row in TRANSITIONS)


@pytest.mark.parametrize("state", [DECIDED, JOINED, PASSED, WITHDRAWN])
def test_nothing_leads_back_from_a_closed_state(state):
    assert {row.to for row in TRANSITIONS if row.state is state} <= {state}


def test_every_event_of_the_table_is_on_the_timeline():
    assert {row.event for row in TRANSITIONS} <= set(EVERYTHING.types)


@pytest.mark.parametrize(
    ("table", "keys"),
    [(STATE_WORDS, State), (MASH_OUTCOME_WORDS, MashOutcome), (NEEDS, MashOutcome), (KIND_WORDS, Kind)],
)
def test_every_table_has_a_row_for_each_of_its_list(table, keys):
    assert set(table) == set(keys)
    assert all(table.values())
