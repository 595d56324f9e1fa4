"""What a referral is called before, or instead of, an outcome."""

from referrals.states import Kind

KIND_WORDS: dict[Kind, str] = {
    Kind.ALERT: "Urgent alert, screening to follow",
    Kind.DIRECT: "Known significant harm, no screening yet",
    Kind.SCREENING: "Screening",
}
