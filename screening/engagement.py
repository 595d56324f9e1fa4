"""Rule 24: that a child stopped engaging is never a reason for a lower level. Words can be noticed, never judged."""

import re

_PHRASES = (
    "stopped engaging", "stopped to engage", "not engaging", "no longer engaging", "no longer engages", "not engaged",
    "does not engage", "doesn't engage", "did not engage", "didn't engage", "will not engage", "won't engage",
    "refuses to engage", "refused to engage", "failed to engage", "unwilling to engage", "declined to engage",
    "disengaged", "disengagement", "non-engagement", "lack of engagement", "no engagement", "refused support",
    "refuses support", "declined support", "declines support", "refused help", "refuses help", "missed appointments",
    "misses appointments", "did not attend", "does not attend", "not attending", "won't answer", "not answering",
    "no longer turns up", "did not turn up", "does not turn up",
)  # fmt: skip
# These stop at what we offer: that somebody no longer comes to the park may be the very fact that is asked for.
_OUR_OFFERS = (
    r"(?:no longer (?:comes|coming|goes) to|no longer attend(?:s|ing)|stopped (?:coming|going) to|stopped attending)"
    r"(?: \w+)? (?:sessions?|appointments?|meetings?|visits?)"
)
_PATTERN = re.compile("|".join([*map(re.escape, _PHRASES), _OUR_OFFERS]))
# What stands beside the phrase without saying anything of the child's safety: small words, times, and our own work.
_FILLER_WORDS = """
    a about after again agency ago all also an and any anymore anything appointment appointments april are as
    at attempt attempts august be because been before being both boy but by call called calls can cannot case
    child close closed closing completely contact could day days december decided decrease decreased despite
    did do does done down drop dropped during either end ended even every family father february few for from
    further girl had has have having he help hence her hers herself him himself his how i in into is it its
    january judge judged judgement july june just last letter letters level levels longer lower lowered
    lowering many march may me meeting meetings month months more most mother much my neither never next no
    none nor not nothing november now october of on once one only or other our ours out over own parent
    parents person plan professional professionals project quite reason recently reduce reduced reducing
    referral result risk school september service services session sessions several since so social some staff
    step stepped stepping still such support team than that the their them themselves then there therefore
    these they this those though three thus time times to today too tried try two until up us very visit
    visits was we week weeks were what when which while who why will with without worker workers would year
    years yet you young youth
"""
_FILLER = frozenset(_FILLER_WORDS.split())
# So many words besides are taken for a fact about safety: "the man was arrested in May and moved away" has four.
_ENOUGH = 3
STOPPED_ENGAGING = (
    "This says only that the child stopped engaging. That can be a sign of more harm, and is never a reason for a "
    "lower level (rule 24). Write what has changed in the child’s safety, or choose the level it was before"
)


def only_stopped_engaging(text: str) -> bool:
    """Whether the text says that the child stopped engaging, and hardly anything beside it.

    Only the phrase is taken out, never its sentence, since the fact may stand in the same one.
    """
    plain = text.casefold().replace("’", "'")
    rest = re.findall(r"[^\W\d_][\w'-]*", _PATTERN.sub(" ", plain))
    return bool(_PATTERN.search(plain)) and sum(word not in _FILLER for word in rest) < _ENOUGH
