"""Everything that changes a referral or the log. Each action is one transaction with its event and its messages."""

from referrals.actions.answering import (
    DECISION_FIELDS,
    acknowledge,
    chase_overdue,
    decide,
    edition_of,
    open_first_time,
    read_feedback,
)
from referrals.actions.entering import log
from referrals.actions.lists import keep_setting
from referrals.actions.sending import ALERT_FIELDS, DIRECT_FIELDS, open_referral, send_alert, send_direct
from referrals.actions.taking import assign, holder_of, take_next
from referrals.actions.telling import mash_workers, path_of

__all__ = [
    "ALERT_FIELDS",
    "DECISION_FIELDS",
    "DIRECT_FIELDS",
    "acknowledge",
    "assign",
    "chase_overdue",
    "decide",
    "edition_of",
    "holder_of",
    "keep_setting",
    "log",
    "mash_workers",
    "open_first_time",
    "open_referral",
    "path_of",
    "read_feedback",
    "send_alert",
    "send_direct",
    "take_next",
]
