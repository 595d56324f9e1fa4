"""What follows a screening: the referral to the MASH with all that is asked, answered and printed, and the CSE log."""

from referrals.models.attachments import Attachment, AttachmentContent
from referrals.models.disagreements import Disagreement, DisagreementStage
from referrals.models.documents import Document, Print, PrintJob
from referrals.models.lists import ListSetting
from referrals.models.log import LogEntry
from referrals.models.matches import ChildMatch
from referrals.models.questions import Question, Round
from referrals.models.referrals import INBOX_ORDER, OPEN, Referral

__all__ = [
    "INBOX_ORDER",
    "OPEN",
    "Attachment",
    "AttachmentContent",
    "ChildMatch",
    "Disagreement",
    "DisagreementStage",
    "Document",
    "ListSetting",
    "LogEntry",
    "Print",
    "PrintJob",
    "Question",
    "Referral",
    "Round",
]
