"""Rule 24: that a child stopped engaging is never a reason for a lower level. Words can be noticed, never judged."""

import re
from collections.abc import Iterable

from screening.names import folded

# Not, then at most three small words ("has not really been", "no longer wants to"), then engage. Betrothed is another.
_NOT = (
    r"\b(?:(?:is|are|was|were|has|have|had|do|does|did|wo|would|ca|could|should)n'?t|not|cannot|never|no longer|hardly"
    r"|barely|rarely|stop\w*|ceas\w*|quit|refus\w*|fail\w*|declin\w*|unwilling|unable|reluctant)"
)
_SMALL = (
    r"(?: (?:a|all|able|actively|always|at|be|been|being|consistently|even|ever|fully|meaningfully|properly|really"
    r"|regularly|to|want\w*|well|willing|wish\w*|yet)){0,3}"
)
_ENGAGE = r"(?: engaged(?! to\b)| engag(?:e|es|ing)\b)"
_ENGAGEMENT = (
    r"\bdisengag\w+|\b(?:non-|(?:non|no|lack of|little|poor|limited)(?: \w+)? )engagement"
    r"|\bengagement (?:has |had )?(?:stopped|ended|ceased|lapsed)"
)
_PHRASES = (
    "refused support", "refuses support", "declined support", "declines support", "refused help", "refuses help",
    "missed appointments", "misses appointments", "did not attend", "does not attend", "not attending", "won't answer",
    "not answering", "no longer turns up", "did not turn up", "does not turn up",
)  # fmt: skip
# These stop at what we offer: that somebody no longer comes to the park may be the very fact that is asked for.
_OUR_OFFERS = (
    r"(?:no longer (?:comes|coming|goes) to|no longer attend(?:s|ing)|stopped (?:coming|going) to|stopped attending)"
    r"(?: \w+)? (?:sessions?|appointments?|meetings?|visits?)"
)
_PATTERN = re.compile("|".join([_NOT + _SMALL + _ENGAGE, _ENGAGEMENT, *map(re.escape, _PHRASES), _OUR_OFFERS]))
# What stands beside the phrase without saying anything of the child's safety: small words, times, and our own work.
_FILLER_WORDS = """
    a able about after again agency ago agree agreed agrees all allow allowed also although always an and answer
    answered answering answers any anybody anymore anyone anything appointment appointments appropriate april archive
    archived are as asked at attempt attempts august autumn avail aware be because been before being best better book
    books both boy but by call called calls can can't cannot carer carers case caseload cases chance chances change
    changed changes child client close closed closing co-operate co-operating colleague colleagues completely concern
    concerned concerns contact continue continued continuing cooperate cooperating could couldn't cse dad day days
    december decided declined decrease decreased despite did didn't difficult discharge discharged do does doesn't don't
    done door doors dormant down downgrade downgraded drop dropped during early easter effort efforts either else email
    emailed emails end ended engage engaged engagement engages engaging even ever every everybody everyone everything
    evidence explained family father february few file files fine follow followed for from fully further girl gone good
    guardian had half happy hard has hasn't have haven't having he he's help helping hence her hers herself him himself
    his holiday holidays home homes how however i ignored improve improved in inactive inform information informed
    interest interested intervention interventions into involved involvement is isn't it its january judge judged
    judgement july june just kid kids knew knock knocked knocking know known knows lad last lead leads leave left letter
    letters level levels list lists longer low lower lowered lowering made make manager managers many march marked mash
    may me meeting meetings message messages met miss missed misses month months more most mother much mum my necessary
    need needed needs neither never new next no nobody none nor not nothing notified notify november now october of off
    offer offered offering offers officer often okay on once one only open option options or other our ours out over own
    panel parent parents person phone phoned phones plan point possible prefer professional professionals project pupil
    quite rang reach reached really reason recently record records reduce reduced reducing referral refuse refused
    refuses remain remains replied replies reply replying report reported require required respond responded responds
    response result ring ringing risk sadly safe safer say says school see seem seemed seems seen sent september service
    services session sessions several she she's shut sign signed since so social some somebody someone something spring
    staff status step stepped stepping still stop stopped stops student such summer supervisor support team term terms
    text texted texts than that the their them themselves then there therefore these they they're things think thinks
    this those though three through thus time times to today told too tried try turn turned twice two unable
    uncontactable unfortunately unreachable unresponsive until unwilling up us use used very visit visited visits
    voicemail voicemails want wanted wants was wasn't way ways we we've week weekly weeks well went were what when which
    while who why will willing winter with withdraw withdrawn withdrew without won't work worked worker workers working
    worried worries worry would wouldn't write writing written wrote year years yet you young youth
"""
_FILLER = frozenset(_FILLER_WORDS.split())
# So many words in the phrase's own sentence are taken for a fact about safety: "after the man was arrested in May".
_ENOUGH = 3
# A sentence of its own says something with one such word and somebody or something that it is about: "He died."
_SENTENCE = 2
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SPACES = re.compile(r"[^\S\n]+")
_GENITIVE = re.compile(r"'s?$")
_PARTS = re.compile(r"[\W_]+")
_TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|dr)\b\.?")
_ENDS = re.compile(r"[.;!?\n•]+|\s[-–—]\s")
STOPPED_ENGAGING = (
    "This says only that the child stopped engaging. That can be a sign of more harm, and is never a reason for a "
    "lower level (rule 24). Write what has changed in the child’s safety, or choose the level it was before"
)


def only_stopped_engaging(text: str, names: Iterable[str]) -> bool:
    """Whether the text says that the child stopped engaging, and no fact of the child's safety beside it.

    A fact may be a short sentence of its own ("He is in prison."). In one sentence with the phrase only the phrase is
    taken out, and the rest has to say more. The child's own `names` say nothing, however they are written.
    """
    plain = _TITLES.sub(" ", _plain(text))
    if not _PATTERN.search(plain):
        return False
    own = _own(names)
    beside = [sentence for sentence in _ENDS.split(plain) if not _PATTERN.search(sentence)]
    return not any(_is_fact(sentence, own) for sentence in beside) and len(_telling(plain, own)) < _ENOUGH


def _plain(text: str) -> str:
    return _SPACES.sub(" ", folded(text).replace("’", "'"))


def _own(names: Iterable[str]) -> set[str]:
    """The parts of the child's names, also as one calls the family (the Testerbys), and their first letters."""
    parts = {part for name in names for part in _PARTS.split(_plain(name)) if part}
    return parts | {f"{part}s" for part in parts} | {part[0] for part in parts}


def _is_fact(sentence: str, own: set[str]) -> bool:
    return len(_WORD.findall(sentence)) >= _SENTENCE and bool(_telling(sentence, own))


def _telling(text: str, own: set[str]) -> list[str]:
    """The words that say something, without the phrase, small words and the child's own names."""
    words = [(word, _GENITIVE.sub("", word)) for word in _WORD.findall(_PATTERN.sub(" ", text))]
    return [word for word, bare in words if not {word, bare} & _FILLER and not own.issuperset(_PARTS.split(bare))]
