"""Everything that changes a referral or the log. Each action is one transaction with its event and its messages."""

from referrals.actions.adding import save_part, send_additions, unsent
from referrals.actions.answering import (
    acknowledge,
    chase_overdue,
    open_first_time,
)
from referrals.actions.asked import chase_answers, people_of, who_answers
from referrals.actions.asking import Asked, ask, ask_agency, told_of
from referrals.actions.attaching import MOST_FILES, Sent, attach, file_checked, file_downloaded
from referrals.actions.deciding import (
    DECISION_FIELDS,
    decide,
    decide_again,
    decision_read,
    edition_of,
    read_feedback,
    reads,
)
from referrals.actions.entering import log
from referrals.actions.lists import keep_setting
from referrals.actions.papers import ask_for_document, ask_for_letter, ask_for_papers
from referrals.actions.rating import rate
from referrals.actions.replying import answer, ended_words, go_on
from referrals.actions.sending import ALERT_FIELDS, DIRECT_FIELDS, open_referral, send_alert, send_direct
from referrals.actions.taking import assign, holder_of, take_next
from referrals.actions.telling import mash_workers, path_of, record_on

__all__ = [
    "ALERT_FIELDS",
    "DECISION_FIELDS",
    "DIRECT_FIELDS",
    "MOST_FILES",
    "Asked",
    "Sent",
    "acknowledge",
    "answer",
    "ask",
    "ask_agency",
    "ask_for_document",
    "ask_for_letter",
    "ask_for_papers",
    "assign",
    "attach",
    "chase_answers",
    "chase_overdue",
    "decide",
    "decide_again",
    "decision_read",
    "edition_of",
    "ended_words",
    "file_checked",
    "file_downloaded",
    "go_on",
    "holder_of",
    "keep_setting",
    "log",
    "mash_workers",
    "open_first_time",
    "open_referral",
    "path_of",
    "people_of",
    "rate",
    "read_feedback",
    "reads",
    "record_on",
    "save_part",
    "send_additions",
    "send_alert",
    "send_direct",
    "take_next",
    "told_of",
    "unsent",
    "who_answers",
]
