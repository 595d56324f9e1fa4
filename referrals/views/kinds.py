"""What a referral is called before, or instead of, an outcome."""

from referrals.states import Kind

KIND_WORDS: dict[Kind, str] = {
    Kind.ALERT: "Urgent alert, screening to follow",
    Kind.DIRECT: "Known significant harm, no screening yet",
    Kind.SCREENING: "Screening",
}


def kind_words(content: dict) -> str:
    """The words for one referral. A judged outcome says that its screening is with a second person (rule 17)."""
    if content["kind"] == Kind.DIRECT and content["details"].get("outcome"):
        return "Screening to follow: a second person has still to agree the outcome"
    return KIND_WORDS[Kind(content["kind"])]
