"""Who may do what to a referral in which state, and what follows: one table."""

from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Permission
from audit.events import EventType


class State(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"


class StateWords(NamedTuple):
    """What people read, the tone of the tag (empty: plain text), and whose list the referral is on."""

    label: str
    tone: str
    worklist: str


STATE_WORDS: dict[State, StateWords] = {
    State.NEW: StateWords("New", "blue", "MASH inbox"),
    State.ACKNOWLEDGED: StateWords("Acknowledged", "", "MASH inbox, with its worker"),
    State.DECIDED: StateWords("Decided", "", "the referrer's home until read"),
}


class Action(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "hand over"
    DECIDE = "decide"
    READ_FEEDBACK = "mark as read"


class Transition(NamedTuple):
    state: State
    action: Action
    permission: Permission
    to: State
    reason_needed: bool
    event: EventType


_RECEIVE, _SEND = Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND
_NEW, _ACKNOWLEDGED, _DECIDED = State.NEW, State.ACKNOWLEDGED, State.DECIDED
TRANSITIONS: tuple[Transition, ...] = (
    Transition(_NEW, Action.ACKNOWLEDGE, _RECEIVE, _ACKNOWLEDGED, False, EventType.REFERRAL_ACKNOWLEDGED),
    Transition(_NEW, Action.ASSIGN, _RECEIVE, _NEW, False, EventType.REFERRAL_ASSIGNED),
    Transition(_NEW, Action.DECIDE, _RECEIVE, _DECIDED, True, EventType.REFERRAL_DECIDED),
    Transition(_ACKNOWLEDGED, Action.ASSIGN, _RECEIVE, _ACKNOWLEDGED, False, EventType.REFERRAL_ASSIGNED),
    Transition(_ACKNOWLEDGED, Action.DECIDE, _RECEIVE, _DECIDED, True, EventType.REFERRAL_DECIDED),
    Transition(_DECIDED, Action.READ_FEEDBACK, _SEND, _DECIDED, False, EventType.REFERRAL_FEEDBACK_READ),
)


class NotPossible(Exception):
    """The action does not fit the referral's present state. The message is for people."""


def transition(state: str, action: Action) -> Transition:
    """The row for an action in a state. Raises NotPossible when there is none."""
    for row in TRANSITIONS:
        if row.state == state and row.action == action:
            return row
    raise NotPossible(f"This referral is “{STATE_WORDS[State(state)].label}”, so you cannot {action} it now.")


class Kind(StrEnum):
    """What the referral came from: an urgent alert, known harm without a screening (rule 2), or a screening."""

    ALERT = "alert"
    DIRECT = "direct"
    SCREENING = "screening"


class MashOutcome(StrEnum):
    """The MASH's decision (rule 27)."""

    STRATEGY_DISCUSSION = "strategy_discussion"
    SECTION_17 = "section_17"
    EARLY_HELP = "early_help"
    ADVICE = "advice"
    ALREADY_OPEN = "already_open"
    NO_FURTHER_ACTION = "no_further_action"


MASH_OUTCOME_WORDS: dict[MashOutcome, str] = {
    MashOutcome.STRATEGY_DISCUSSION: "Strategy discussion or section 47 enquiry",
    MashOutcome.SECTION_17: "Section 17 assessment",
    MashOutcome.EARLY_HELP: "Early help",
    MashOutcome.ADVICE: "Advice or signposting",
    MashOutcome.ALREADY_OPEN: "Already open, passed to the worker",
    MashOutcome.NO_FURTHER_ACTION: "No further action",
}
