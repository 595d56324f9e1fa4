"""What a decision of the MASH needs besides its reason, by outcome (rules 27 and 29), and how it is read afterwards.

The answers stand in Referral.decision_details by name: texts as typed, days and moments as ISO text.
"""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from cse_portal import clock, dates
from referrals.states import MashOutcome


class Shape(StrEnum):
    LINE = "line"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"


class Need(NamedTuple):
    """One answer: its name, the question, what is said when it is left empty, and its shape."""

    name: str
    label: str
    missing: str
    shape: Shape = Shape.LINE


class Fact(NamedTuple):
    """One line: a label and its text."""

    label: str
    text: str


_O = MashOutcome
NEEDS: dict[MashOutcome, tuple[Need, ...]] = {
    _O.STRATEGY_DISCUSSION: (
        Need("held_at", "When it is held", "Say when it is held, with day and time", Shape.MOMENT),
        Need("attends", "Who attends", "Say who attends", Shape.TEXT),
    ),
    _O.SECTION_17: (
        Need("assesses", "Who assesses", "Say who assesses"),
        Need("assesses_from", "From when", "Say from which day they assess", Shape.DAY),
    ),
    _O.EARLY_HELP: (Need("leads", "Who leads the early help", "Say who leads the early help"),),
    _O.ADVICE: (
        Need("advised", "What was advised, or who can help", "Say what was advised, or who can help", Shape.TEXT),
    ),
    _O.ALREADY_OPEN: (
        Need("worker_name", "The worker’s name", "Name the worker it goes to"),
        Need("worker_team", "Their team", "Say which team they work in"),
        Need("worker_phone", "Their phone", "Give the number on which the worker can be rung"),
    ),
    _O.NO_FURTHER_ACTION: (
        Need("rescreen_on", "When the child is screened again", "Say on which day the child is screened again",
             Shape.DAY),
        Need("support", "Support in place", "Say what support is in place", Shape.TEXT),
    ),
}  # fmt: skip
# A date further away than this is a slip of the pen.
FURTHEST = dt.timedelta(days=366)
# Longer lines than this are no name, team or number.
LINE_LENGTH = 200


def problems_of(outcome: str, details: dict, *, today: dt.date) -> dict[str, str]:
    """What the chosen outcome still lacks, or has wrong, by the name of the answer."""
    needs = NEEDS.get(outcome, ())
    found = {need.name: _problem(need, str(details.get(need.name) or "").strip(), today) for need in needs}
    return {name: sentence for name, sentence in found.items() if sentence}


def _problem(need: Need, value: str, today: dt.date) -> str:
    if not value:
        return need.missing
    if need.shape is Shape.LINE and len(value) > LINE_LENGTH:
        return f"{need.label} must be {LINE_LENGTH} characters or fewer"
    if need.shape in (Shape.LINE, Shape.TEXT):
        return ""
    day = _day(value)
    if day is None or (need.shape is Shape.MOMENT and _moment(value) is None):
        return need.missing
    if abs(day - today) > FURTHEST:
        return f"{need.label} must be within a year of today"
    if need.name == "rescreen_on" and day < today:
        return "The day of the next screening is today or later"
    return ""


def kept(outcome: str, details: dict) -> dict[str, str]:
    """The answers the chosen outcome asks for, and no others."""
    return {need.name: str(details[need.name]).strip() for need in NEEDS[MashOutcome(outcome)]}


def facts(outcome: str, details: dict) -> list[Fact]:
    """What the outcome came with, as people read it. What an older decision did not record is left out."""
    needs = NEEDS.get(outcome, ())
    return [Fact(need.label, _words(need, details[need.name])) for need in needs if details.get(need.name)]


def rescreen_on(details: dict) -> dt.date | None:
    """The day on which the child is screened again after no further action (rule 29)."""
    return _day(details.get("rescreen_on") or "")


def first_decided_at(referral) -> dt.datetime:
    """When the first answer came: a decision that was changed later came in time when the first one did."""
    earlier = referral.decision_details.get("earlier", [])
    return dt.datetime.fromisoformat(earlier[0]["decided_at"]) if earlier else referral.decided_at


def _words(need: Need, value: str) -> str:
    if need.shape is Shape.MOMENT and (at := _moment(value)):
        return f"{dates.day(at)}, {dates.time24(at)}"
    if need.shape is Shape.DAY and (day := _day(value)):
        return dates.day(day)
    return value


def _day(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


def _moment(value: str) -> dt.datetime | None:
    """An aware moment in London time; None for anything else."""
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return at.astimezone(clock.LONDON) if at.tzinfo else None


def as_earlier(referral) -> dict:
    """The decision as it stands, as plain values, to be kept beside the one that replaces it."""
    details = {name: value for name, value in referral.decision_details.items() if name != "earlier"}
    return {
        "mash_outcome": referral.mash_outcome,
        "reason": referral.reason,
        "next_step": referral.next_step,
        "feedback": referral.feedback,
        "decided_at": referral.decided_at.isoformat(),
        "decided_by": referral.decided_by.user.name,
        "details": details,
    }
