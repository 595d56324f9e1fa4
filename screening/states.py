"""Who may do what to a screening in which status, and what follows: one table."""

from enum import StrEnum
from typing import NamedTuple

from accounts.permissions import Permission
from audit.events import EventType


class Status(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"
    COMPLETE = "complete"
    SUPERSEDED = "superseded"
    DELETED = "deleted"


class StatusWords(NamedTuple):
    """What people read, the tone of the tag (empty: plain text), and whose list the screening is on."""

    label: str
    tone: str
    worklist: str


STATUS_WORDS: dict[Status, StatusWords] = {
    Status.DRAFT: StatusWords("Draft", "grey", "the practitioner's home"),
    Status.WAITING: StatusWords("Waiting for a second person", "yellow", "the second person's list"),
    Status.COMPLETE: StatusWords("Complete", "", "the CSE log"),
    Status.SUPERSEDED: StatusWords("Replaced by a correction", "", "the child's page"),
    Status.DELETED: StatusWords("Deleted draft", "", "none"),
}


class Action(StrEnum):
    SAVE = "save"
    DELETE = "delete"
    CHANGE_TOOL = "change tool"
    SUBMIT = "submit"
    ASK_SECOND = "ask a second person"
    AGREE = "agree"
    SEND_BACK = "send back"
    WITHDRAW = "take back"
    CORRECT = "correct"


class Actor(StrEnum):
    """Who, besides holding the permission: whoever wrote the screening or took it over, or the second person."""

    PRACTITIONER = "its practitioner"
    SECOND_PERSON = "the named second person"


class Transition(NamedTuple):
    status: Status
    action: Action
    actor: Actor
    permission: Permission
    to: Status
    reason_needed: bool
    event: EventType


_WRITE, _SECOND = Permission.SCREENING_WRITE, Permission.SCREENING_COUNTERSIGN
TRANSITIONS: tuple[Transition, ...] = tuple(
    Transition(*row)
    for row in [
        (Status.DRAFT, Action.SAVE, Actor.PRACTITIONER, _WRITE, Status.DRAFT, False, EventType.SCREENING_SAVED),
        (Status.DRAFT, Action.DELETE, Actor.PRACTITIONER, _WRITE, Status.DELETED, True, EventType.SCREENING_DELETED),
        (
            Status.DRAFT, Action.CHANGE_TOOL, Actor.PRACTITIONER, _WRITE, Status.DRAFT, False,
            EventType.SCREENING_TOOL_CHANGED,
        ),
        (Status.DRAFT, Action.SUBMIT, Actor.PRACTITIONER, _WRITE, Status.COMPLETE, True, EventType.SCREENING_SUBMITTED),
        (
            Status.DRAFT, Action.ASK_SECOND, Actor.PRACTITIONER, _WRITE, Status.WAITING, True,
            EventType.SCREENING_COUNTERSIGN_ASKED,
        ),
        (
            Status.WAITING, Action.AGREE, Actor.SECOND_PERSON, _SECOND, Status.COMPLETE, False,
            EventType.SCREENING_COUNTERSIGNED,
        ),
        (
            Status.WAITING, Action.SEND_BACK, Actor.SECOND_PERSON, _SECOND, Status.DRAFT, True,
            EventType.SCREENING_RETURNED,
        ),
        (
            Status.WAITING, Action.WITHDRAW, Actor.PRACTITIONER, _WRITE, Status.DRAFT, False,
            EventType.SCREENING_WITHDRAWN,
        ),
        (
            Status.COMPLETE, Action.CORRECT, Actor.PRACTITIONER, _WRITE, Status.SUPERSEDED, True,
            EventType.SCREENING_CORRECTED,
        ),
    ]
)  # fmt: skip


class NotPossible(Exception):
    """The action does not fit the record's present status. The message is for people."""


def transition(status: str, action: Action) -> Transition:
    """The row for an action in a status. Raises NotPossible when there is none."""
    for row in TRANSITIONS:
        if row.status == status and row.action == action:
            return row
    raise NotPossible(f"This screening is “{STATUS_WORDS[Status(status)].label}” by now, too late to {action}.")
