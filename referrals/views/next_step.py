"""What is next for a child in the log, by when, and who has it; "nobody yet" is said out loud."""

import datetime as dt
from dataclasses import dataclass

from cse_portal.clock import LONDON
from cse_portal.dates import short_day
from cse_portal.wording import lower_first
from referrals.clock_words import days_words, due_words
from referrals.forms.filters import name_of
from referrals.models import LogEntry, Referral
from referrals.states import State
from referrals.steps import STEP_WORDS, WITH_MASH, Step
from screening.protocol import Outcome


@dataclass(frozen=True)
class NextStep:
    text: str
    who: str = ""
    late: bool = False


def referral_of(entry: LogEntry) -> Referral | None:
    """The area's own: the one that came, in the second area's log."""
    return entry.came if entry.is_away else getattr(entry.screening, "referral", None)


def state_words(entry: LogEntry) -> str:
    """Where the child stands with the MASH, or with the plan that level 1 asks for; in a second area, who screened."""
    referral = referral_of(entry)
    if referral and referral.is_open:
        waits = ", waits for information" if referral.state == State.WAITING else ""
        return f"At the MASH since {short_day(referral.sent_at)}{waits}"
    if entry.at_mash:
        return "At the MASH, by another referral"
    if entry.is_away and not entry.came:
        return f"Screened in {entry.screening.area.name}"
    if entry.no_plan:
        return "No plan yet"
    if referral and referral.is_decided:
        return f"MASH decided: {lower_first(referral.mash_outcome_words)}"
    if entry.current and entry.outcome == Outcome.LEVEL_1:
        return "Plan running"
    return f"Referral {lower_first(referral.state_words)}" if referral else "Not sent to the MASH"


def next_step(entry: LogEntry, *, now: dt.datetime) -> NextStep:
    """The soonest of all that is to be done, as the entry has it."""
    if not entry.next_step:
        if not entry.current:
            return NextStep("A later screening stands")
        return NextStep("Screened again by the first area" if entry.is_away else "Nothing is due")
    step = Step(entry.next_step)
    if step is Step.MASH_WAITS:
        return NextStep(STEP_WORDS[step], who_words(entry))
    if step in WITH_MASH:
        when = due_words(entry.next_at, now=now)
    else:
        when = days_words(entry.next_at.astimezone(LONDON).date(), now.date())
    return NextStep(f"{STEP_WORDS[step]} {lower_first(when)}", who_words(entry), now > entry.next_at)


def who_words(entry: LogEntry) -> str:
    """With whom the next step is. A referral may be with nobody yet; what else is, nobody is left for."""
    if entry.next_with:
        return name_of(entry.next_with)
    return "MASH, nobody yet" if entry.next_step in WITH_MASH else "Nobody at work there"
