"""How a screening moved against the one before it, in words. The two tools' scales do not compare (rule 7)."""

from referrals.models import LogEntry
from screening.protocol import OUTCOME_WORDS, Movement, Outcome

FIRST = "first"
MOVEMENT_WORDS: dict[str, str] = {
    Movement.UP.value: "Up from {before}",
    Movement.DOWN.value: "Down from {before}",
    Movement.SAME.value: "Same as the last time",
    Movement.OTHER_TOOL.value: "Tool changed",
    FIRST: "First screening",
}


def movement_words(entry: LogEntry) -> str:
    """Another area's outcome before this one is not said, only that it was higher or lower."""
    before = OUTCOME_WORDS[Outcome(entry.previous_outcome)].lower() if entry.previous_outcome else "the last time"
    return MOVEMENT_WORDS[entry.movement].format(before=before)
