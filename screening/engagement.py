"""Rule 24: that a child stopped engaging is never a reason for a lower level. Words can be noticed, never judged."""

import re

_PHRASES = (
    "stopped engaging", "stopped to engage", "not engaging", "no longer engaging", "no longer engages", "not engaged",
    "does not engage", "doesn't engage", "did not engage", "didn't engage", "will not engage", "won't engage",
    "refuses to engage", "refused to engage", "failed to engage", "unwilling to engage", "declined to engage",
    "disengaged", "disengagement", "non-engagement", "lack of engagement", "no engagement", "refused support",
    "refuses support", "declined support", "declines support", "refused help", "refuses help", "missed appointments",
    "misses appointments", "did not attend", "does not attend", "not attending", "won't answer", "not answering",
    "no contact", "closed to", "case closed",
)  # fmt: skip
_PATTERN = re.compile("|".join(map(re.escape, _PHRASES)))
# A sentence that says nothing else is not a fact about safety; this many other words are taken for one.
_ENOUGH = 5
STOPPED_ENGAGING = (
    "This says only that the child stopped engaging. That can be a sign of more harm, and is never a reason for a "
    "lower level (rule 24). Write what has changed in the child’s safety, or choose the level it was before"
)


def only_stopped_engaging(text: str) -> bool:
    """Whether the text says that the child stopped engaging, and hardly anything beside it."""
    plain = text.casefold().replace("’", "'")
    rest = [part for part in re.split(r"[.;!?\n]+", plain) if not _PATTERN.search(part)]
    return bool(_PATTERN.search(plain)) and len(" ".join(rest).split()) < _ENOUGH
