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
    a about after again agency ago agree agreed agrees all also an and answer answered answering answers any anymore
    anything appointment appointments april are as asked at attempt attempts august autumn be because been before being
    better both boy but by call called calls can can't cannot carer carers case change changed changes child close
    closed closing co-operate co-operating completely concern concerned concerns contact cooperate cooperating could
    couldn't dad day days december decided declined decrease decreased despite did didn't difficult discharge discharged
    do does doesn't don't done door doors down drop dropped during early easter either email emailed emails end ended
    engage engaged engagement engages engaging even every evidence family father february few fine follow followed for
    from further girl gone good guardian had half happy hard has hasn't have haven't having he he's help helping hence
    her hers herself him himself his holiday holidays home homes how i ignored improve improved in information interest
    interested into is isn't it its january judge judged judgement july june just knock knocked knocking known last
    leave left letter letters level levels longer low lower lowered lowering many march may me meeting meetings message
    messages met miss missed misses month months more most mother much mum my neither never new next no none nor not
    nothing november now october of offer offered offering offers okay on once one only open or other our ours out over
    own parent parents person phone phoned phones plan prefer professional professionals project quite rang reason
    recently reduce reduced reducing referral refuse refused refuses replied replies reply replying report reported
    respond responded responds response result ring ringing risk safe safer say says school see seem seemed seems seen
    sent september service services session sessions several she she's since so social some spring staff status step
    stepped stepping still stop stopped stops such summer support team term terms text texted texts than that the their
    them themselves then there therefore these they they're things think thinks this those though three thus time times
    to today told too tried try turn turned twice two unable until unwilling up us very visit visited visits voicemail
    voicemails want wanted wants was wasn't we we've week weekly weeks well went were what when which while who why will
    willing winter with withdraw withdrawn withdrew without won't worker workers would wouldn't write writing written
    wrote year years yet you young youth
"""
_FILLER = frozenset(_FILLER_WORDS.split())
# So many words in the phrase's own sentence are taken for a fact about safety: "after the man was arrested in May".
_ENOUGH = 3
# A sentence of its own says something with one such word and somebody or something that it is about: "He died."
_SENTENCE = 2
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|dr)\b\.?")
_ENDS = re.compile(r"[.;!?\n•]+|\s[-–—]\s")
STOPPED_ENGAGING = (
    "This says only that the child stopped engaging. That can be a sign of more harm, and is never a reason for a "
    "lower level (rule 24). Write what has changed in the child’s safety, or choose the level it was before"
)


def only_stopped_engaging(text: str) -> bool:
    """Whether the text says that the child stopped engaging, and no fact of the child's safety beside it.

    A fact may be a short sentence of its own ("He is in prison."). In one sentence with the phrase only the phrase is
    taken out, and the rest has to say more.
    """
    plain = _TITLES.sub(" ", text.casefold().replace("’", "'"))
    if not _PATTERN.search(plain):
        return False
    beside = [sentence for sentence in _ENDS.split(plain) if not _PATTERN.search(sentence)]
    return not any(map(_is_fact, beside)) and len(_telling(_PATTERN.sub(" ", plain))) < _ENOUGH


def _is_fact(sentence: str) -> bool:
    return len(_WORD.findall(sentence)) >= _SENTENCE and bool(_telling(sentence))


def _telling(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word not in _FILLER]
