"""What follows a screening: the referral to the MASH with what is asked and answered, and the CSE officer's room."""

from referrals.models.attachments import Attachment, AttachmentContent
from referrals.models.disagreements import Disagreement, DisagreementStage
from referrals.models.documents import Document, Print, PrintJob
from referrals.models.figures import Counting, Figure
from referrals.models.following import FollowUp
from referrals.models.lists import ListSetting, SavedView
from referrals.models.log import LogEntry
from referrals.models.matches import ChildMatch
from referrals.models.missing import Interview, MissingEpisode, Prompt, PromptKind
from referrals.models.panels import Attendance, Panel, PanelAction, PanelChild
from referrals.models.plans import ClosedBecause, Plan, PlanAction, PlanNote, Progress
from referrals.models.questions import Question, Round
from referrals.models.referrals import INBOX_ORDER, OPEN, Referral
from referrals.models.support import Answered, SupportRequest, TrainingRequest
from referrals.models.transitions import Transition

__all__ = [
    "INBOX_ORDER",
    "OPEN",
    "Answered",
    "Attachment",
    "AttachmentContent",
    "Attendance",
    "ChildMatch",
    "ClosedBecause",
    "Counting",
    "Disagreement",
    "DisagreementStage",
    "Document",
    "Figure",
    "FollowUp",
    "Interview",
    "ListSetting",
    "LogEntry",
    "MissingEpisode",
    "Panel",
    "PanelAction",
    "PanelChild",
    "Plan",
    "PlanAction",
    "PlanNote",
    "Print",
    "PrintJob",
    "Progress",
    "Prompt",
    "PromptKind",
    "Question",
    "Referral",
    "Round",
    "SavedView",
    "SupportRequest",
    "TrainingRequest",
    "Transition",
]
