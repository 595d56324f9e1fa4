"""Who may do what to a referral in which state, and what follows: one table."""

from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Permission
from audit.events import EventType


class State(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    WAITING = "waiting"
    DECIDED = "decided"
    JOINED = "joined"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


class StateWords(NamedTuple):
    """What people read, the tone of the tag (empty: plain text), and whose list the referral is on."""

    label: str
    tone: str
    worklist: str


STATE_WORDS: dict[State, StateWords] = {
    State.NEW: StateWords("New", "blue", "MASH inbox"),
    State.ACKNOWLEDGED: StateWords("Acknowledged", "", "MASH inbox, with its worker"),
    State.WAITING: StateWords("Waiting for information", "amber", "MASH inbox, and the list of whoever was asked"),
    State.DECIDED: StateWords("Decided", "", "the referrer's home until read"),
    State.JOINED: StateWords("Joined to another referral", "", "the referrer's home until read"),
    State.PASSED: StateWords("Passed to another area", "", "the other area's inbox; the referrer's home until read"),
    State.WITHDRAWN: StateWords("Withdrawn", "", "all referrals"),
}
# The MASH has still to answer these; the others are closed, each with its reason.
OPEN_STATES = (State.NEW, State.ACKNOWLEDGED, State.WAITING)
# What the MASH closed itself, and told the referrer about.
ANSWERED_STATES = (State.DECIDED, State.JOINED, State.PASSED)


class Action(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "hand over"
    RATE = "rate the priority of"
    ASK = "ask a question on"
    ANSWER = "answer a question on"
    RESUME = "end the waiting of"
    ADD = "add to"
    ATTACH = "add a file to"
    WITHDRAW = "withdraw"
    DECIDE = "decide"
    JOIN = "join to another referral"
    MOVE = "pass to another area"
    SHARE = "send to a second area"
    READ_FEEDBACK = "mark as read"
    DISAGREE = "disagree with"
    DECIDE_AGAIN = "change the decision of"


class Transition(NamedTuple):
    state: State
    action: Action
    permission: Permission
    to: State
    reason_needed: bool
    event: EventType


_RECEIVE, _SEND, _MANAGE = Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.REFERRAL_MANAGE
_ATTACH = Permission.REFERRAL_ATTACH
_NEW, _ACKNOWLEDGED, _WAITING, _DECIDED = State.NEW, State.ACKNOWLEDGED, State.WAITING, State.DECIDED
_JOINED, _PASSED, _WITHDRAWN = State.JOINED, State.PASSED, State.WITHDRAWN
_E = EventType


def _same(state: State) -> tuple[Transition, ...]:
    """What may be done to any open referral and leaves its state as it is."""
    return (
        Transition(state, Action.ASSIGN, _RECEIVE, state, False, _E.REFERRAL_ASSIGNED),
        Transition(state, Action.RATE, _RECEIVE, state, False, _E.REFERRAL_RATED),
        Transition(state, Action.ADD, _SEND, state, False, _E.REFERRAL_ADDED),
        Transition(state, Action.SHARE, _RECEIVE, state, True, _E.REFERRAL_SHARED),
        Transition(state, Action.ATTACH, _ATTACH, state, False, _E.FILE_ADDED),
    )


def _closing(state: State) -> tuple[Transition, ...]:
    """What closes any open referral."""
    return (
        Transition(state, Action.DECIDE, _RECEIVE, _DECIDED, True, _E.REFERRAL_DECIDED),
        Transition(state, Action.JOIN, _RECEIVE, _JOINED, True, _E.REFERRAL_JOINED),
        Transition(state, Action.MOVE, _RECEIVE, _PASSED, True, _E.REFERRAL_PASSED),
        Transition(state, Action.WITHDRAW, _SEND, _WITHDRAWN, True, _E.REFERRAL_WITHDRAWN),
    )


TRANSITIONS: tuple[Transition, ...] = (
    Transition(_NEW, Action.ACKNOWLEDGE, _RECEIVE, _ACKNOWLEDGED, False, _E.REFERRAL_ACKNOWLEDGED),
    Transition(_NEW, Action.ASK, _RECEIVE, _WAITING, False, _E.REFERRAL_ASKED),
    *_same(_NEW),
    *_closing(_NEW),
    Transition(_ACKNOWLEDGED, Action.ASK, _RECEIVE, _WAITING, False, _E.REFERRAL_ASKED),
    *_same(_ACKNOWLEDGED),
    *_closing(_ACKNOWLEDGED),
    Transition(_WAITING, Action.ASK, _RECEIVE, _WAITING, False, _E.REFERRAL_ASKED),
    Transition(_WAITING, Action.ANSWER, _SEND, _WAITING, False, _E.REFERRAL_ANSWERED),
    # When the last answer is in, or the MASH goes on without it.
    Transition(_WAITING, Action.RESUME, _RECEIVE, _ACKNOWLEDGED, False, _E.REFERRAL_RESUMED),
    *_same(_WAITING),
    *_closing(_WAITING),
    *(Transition(state, Action.READ_FEEDBACK, _SEND, state, False, _E.REFERRAL_FEEDBACK_READ)
      for state in ANSWERED_STATES),
    *(Transition(state, Action.DISAGREE, _SEND, state, True, _E.DISAGREEMENT_OPENED)
      for state in (_DECIDED, _JOINED)),
    # What an escalation may lead to (rule 28): the earlier decision stays in its edition of the PDF.
    Transition(_DECIDED, Action.DECIDE_AGAIN, _MANAGE, _DECIDED, True, _E.REFERRAL_DECIDED_AGAIN),
)  # fmt: skip


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


class DocumentKind(StrEnum):
    """What a PDF is: the referral itself, or the letter that tells the referrer what was decided."""

    REFERRAL = "referral"
    LETTER = "letter"


class FileState(StrEnum):
    """Whether an attached file may be downloaded."""

    BEING_CHECKED = "being_checked"
    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    HARMFUL = "harmful"


FILE_STATE_WORDS: dict[FileState, str] = {
    FileState.BEING_CHECKED: "Being checked",
    FileState.CLEAN: "Checked, nothing harmful found",
    FileState.NOT_SCANNED: "Not checked for viruses",
    FileState.HARMFUL: "Harmful, locked away",
}


class Match(StrEnum):
    """What the MASH said of two records that may be one child."""

    APART = "apart"
    LINKED = "linked"
    MERGED = "merged"


MATCH_WORDS: dict[Match, str] = {
    Match.APART: "Kept apart: another child",
    Match.LINKED: "Linked: the same child",
    Match.MERGED: "Merged: the same child, one record goes on",
}


class Stage(StrEnum):
    """Who replies to a disagreement, in order (rule 28)."""

    DUTY_MANAGER = "duty_manager"
    LEADS = "leads"
    SENIOR_MANAGERS = "senior_managers"
    PARTNERSHIP = "partnership"


STAGE_WORDS: dict[Stage, str] = {
    Stage.DUTY_MANAGER: "The duty team manager",
    Stage.LEADS: "The safeguarding leads",
    Stage.SENIOR_MANAGERS: "The senior managers",
    Stage.PARTNERSHIP: "The partnership",
}


class Priority(StrEnum):
    """The MASH's own rating. Never a weight of an indicator, and never the child's."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


PRIORITY_WORDS: dict[Priority, str] = {Priority.RED: "Red", Priority.AMBER: "Amber", Priority.GREEN: "Green"}
NOT_RATED = "Not rated yet"


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
