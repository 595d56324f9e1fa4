"""What is next for a child in the log, and what a duty of the pathway still lacks: the words and the times."""

import datetime as dt
from enum import StrEnum

from cse_portal import clock


class Step(StrEnum):
    """The kinds of next step. Of two on the same moment the one that stands first here is said."""

    MASH_ACKNOWLEDGES = "mash_acknowledges"
    MASH_DECIDES = "mash_decides"
    MASH_WAITS = "mash_waits"
    DISCUSSION = "discussion"
    PLAN = "plan"
    PLAN_ACTION = "plan_action"
    PLAN_REVIEW = "plan_review"
    OTHER_CONCERNS = "other_concerns"
    RESCREEN = "rescreen"


# What anybody of the MASH may take: these alone may be with nobody in particular.
WITH_MASH = (Step.MASH_ACKNOWLEDGES, Step.MASH_DECIDES, Step.MASH_WAITS)
STEP_WORDS: dict[Step, str] = {
    Step.MASH_ACKNOWLEDGES: "MASH decision",
    Step.MASH_DECIDES: "MASH decision",
    Step.MASH_WAITS: "The MASH waits for information",
    Step.DISCUSSION: "Discussion",
    Step.PLAN: "Plan",
    Step.PLAN_ACTION: "Action of the plan",
    Step.PLAN_REVIEW: "Plan review",
    Step.OTHER_CONCERNS: "Other concerns",
    Step.RESCREEN: "Re-screen",
}


class Unfinished(StrEnum):
    """A duty of the pathway that nothing shows to have been done."""

    NO_DISCUSSION = "no_discussion"
    NO_PLAN = "no_plan"
    OTHER_CONCERNS = "other_concerns"


UNFINISHED_WORDS: dict[Unfinished, tuple[str, str]] = {
    Unfinished.NO_DISCUSSION: ("level 1 without a discussion", "must record it"),
    Unfinished.NO_PLAN: ("level 1 without an early-help plan", "must add it"),
    Unfinished.OTHER_CONCERNS: ("other concerns not yet followed up", "must record it"),
}
# Rule 9 says "swiftly" of other concerns and gives no time; a week is the project's.
CONCERNS_WITHIN = dt.timedelta(days=7)


def due_of(lack: Unfinished, entered_at: dt.datetime) -> dt.date:
    """By which day what is lacking was to be done: level 1 is talked over and planned with the screening (rule 10)."""
    day = entered_at.astimezone(clock.LONDON).date()
    return day + CONCERNS_WITHIN if lack is Unfinished.OTHER_CONCERNS else day


def end_of(day: dt.date) -> dt.datetime:
    """What is due on a day is late once the day is over."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=clock.LONDON)
