"""What the referrer does once the MASH has answered, in words of the portal's own."""

from referrals.models import Referral
from referrals.states import MashOutcome, State

WHAT_NOW: dict[MashOutcome, str] = {
    MashOutcome.STRATEGY_DISCUSSION: "Write down what you know, ready to share: you may be asked to take part. "
    "Go on seeing the child as usual.",
    MashOutcome.SECTION_17: "A social worker will assess with the family. Tell them at once what is new.",
    MashOutcome.EARLY_HELP: "Keep your early-help plan going with whoever leads it. Screen again when it is due.",
    MashOutcome.ADVICE: "Act on the advice, write down what you did, and screen again if anything changes.",
    MashOutcome.ALREADY_OPEN: "Pass anything new straight to the worker who has it. Ring them if you hear nothing.",
    MashOutcome.NO_FURTHER_ACTION: "Keep the support in place and screen again when it is due. If anything changes, "
    "screen or refer again the same day: this decision does not close any door.",
}
_OTHERWISE: dict[str, str] = {
    State.JOINED: "Go on as before. The MASH reads what you sent together with what it already has. If anything "
    "changes, or you need to know what follows, ring it.",
    State.PASSED: "Go on as before. The other area’s MASH decides and writes to you. If anything changes, ring it.",
}


def what_now(referral: Referral) -> str:
    """For the outcome, or for a referral that was joined or passed on; empty before there is an answer."""
    if referral.is_decided:
        return WHAT_NOW[MashOutcome(referral.mash_outcome)]
    return _OTHERWISE.get(referral.state, "")
