"""The MASH's answer as pages show it: what it came with, what stood before it, whether it was delivered and read."""

import datetime as dt
from dataclasses import dataclass

from cse_portal import clock
from cse_portal.dates import when
from cse_portal.models import Message, MessageKind
from referrals.decisions import Fact, facts
from referrals.models import Referral
from referrals.states import MASH_OUTCOME_WORDS, MashOutcome

# The mails that bring an answer to the referrer.
_ANSWERS = (
    MessageKind.REFERRAL_DECIDED,
    MessageKind.DECISION_CHANGED,
    MessageKind.REFERRAL_JOINED,
    MessageKind.REFERRAL_PASSED,
)


@dataclass(frozen=True)
class Earlier:
    """A decision that was changed."""

    words: str
    decided_by: str
    decided_at: dt.datetime
    reason: str
    next_step: str
    feedback: str
    facts: list[Fact]


@dataclass(frozen=True)
class Answer:
    facts: list[Fact]
    written_by: str
    earlier: list[Earlier]
    delivery: str
    reading: str


def answered(referral: Referral) -> Answer | None:
    """None while there is no answer."""
    if not referral.is_answered:
        return None
    details = referral.decision_details
    return Answer(
        facts=facts(referral.mash_outcome, details),
        written_by=details.get("written_by", ""),
        earlier=[_earlier(row) for row in reversed(details.get("earlier", []))],
        delivery=delivery(referral),
        reading=reading(referral),
    )


def _earlier(row: dict) -> Earlier:
    words = {name: row[name] for name in ("decided_by", "reason", "next_step", "feedback")}
    return Earlier(
        words=MASH_OUTCOME_WORDS[MashOutcome(row["mash_outcome"])],
        decided_at=dt.datetime.fromisoformat(row["decided_at"]),
        facts=facts(row["mash_outcome"], row["details"]),
        **words,
    )


def delivery(referral: Referral) -> str:
    """What became of the mail that brought the answer."""
    sent = Message.objects.filter(reference=referral.reference, kind__in=_ANSWERS).order_by("-id")
    if (last := sent.first()) is None:
        return "No mail went out: nobody of the agency could be written to"
    if last.sent_at:
        return f"Mail delivered {when(last.sent_at + clock.shift())}"
    return "The mail could not be delivered; ring them" if last.failed else "The mail still waits to be delivered"


def reading(referral: Referral) -> str:
    if referral.feedback_read_at is None:
        return "Not read yet"
    return f"Read by {referral.feedback_read_by.user.name} {when(referral.feedback_read_at)}"
