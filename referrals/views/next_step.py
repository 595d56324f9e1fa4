"""What is next for a child in the log, by when, and who has it; "nobody yet" is said out loud."""

import datetime as dt
from dataclasses import dataclass

from cse_portal.dates import short_day
from referrals.clock_words import days_words, open_clock
from referrals.models import LogEntry, Referral
from referrals.states import State


@dataclass(frozen=True)
class NextStep:
    text: str
    who: str = ""
    late: bool = False


def referral_of(entry: LogEntry) -> Referral | None:
    """The area's own: the one that came, in the second area's log."""
    return entry.came or getattr(entry.screening, "referral", None)


def state_words(entry: LogEntry) -> str:
    """Where the screening stands with the MASH."""
    referral = referral_of(entry)
    if referral is None:
        return "Not sent to the MASH"
    if referral.is_decided:
        return f"MASH decided: {referral.mash_outcome_words[0].lower()}{referral.mash_outcome_words[1:]}"
    if not referral.is_open:
        return referral.state_words
    return f"At the MASH since {short_day(referral.sent_at)}"


def next_step(entry: LogEntry, *, now: dt.datetime) -> NextStep:
    """The nearest of the MASH's decision and the re-screen: a decision still to come is always the nearer."""
    referral = referral_of(entry)
    if referral and referral.is_open:
        who = referral.worker.user.name if referral.worker else "MASH, nobody yet"
        if referral.state == State.WAITING:
            return NextStep("The MASH waits for information", who)
        clock = open_clock(referral.due_at, now=now, procedure=None)
        return NextStep(f"MASH decision {clock.within}", who, clock.late)
    if entry.came:
        return NextStep("Screened again by the first area")
    rescreen = getattr(entry.screening, "rescreen", None)
    if rescreen and rescreen.closed_at is None:
        words = days_words(rescreen.due_on, now.date())
        return NextStep(
            f"Re-screen {words[0].lower()}{words[1:]}", rescreen.owner.user.name, now.date() > rescreen.due_on
        )
    return NextStep("Nothing is due" if entry.current else "A later screening stands")
