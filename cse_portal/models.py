"""What the project itself keeps: outgoing messages, the demo's mailbox, signs of life. No child's data."""

from django.db import models
from django.db.models.functions import Now


class MessageKind(models.TextChoices):
    """Each kind of mail. The text is made from the kind, the reference and the link alone (outbox.py)."""

    REFERRAL_RECEIVED = "referral_received", "a referral has arrived"
    URGENT_ALERT = "urgent_alert", "an urgent alert has arrived"
    REFERRAL_ACKNOWLEDGED = "referral_acknowledged", "the MASH has your referral"
    REFERRAL_DECIDED = "referral_decided", "the MASH has decided on your referral"
    REFERRAL_GIVEN = "referral_given", "a referral is with you now"
    REFERRAL_ADDED = "referral_added", "a referral has more information"
    REFERRAL_JOINED = "referral_joined", "your referral was joined to another"
    REFERRAL_PASSED = "referral_passed", "your referral was passed to another area"
    REFERRAL_WITHDRAWN = "referral_withdrawn", "a referral was withdrawn"
    QUESTION_ASKED = "question_asked", "a referral needs your answer"
    QUESTION_ANSWERED = "question_answered", "a question on a referral is answered"
    INFORMATION_ASKED = "information_asked", "the MASH asks your agency for information"
    INFORMATION_LATE = "information_late", "information the MASH asked for is late"
    WRITTEN_LATE = "written_late", "a written referral is due"
    DECISION_CHANGED = "decision_changed", "the decision on your referral has changed"
    DECISION_UNREAD = "decision_unread", "a decision waits for you to read it"
    DISAGREEMENT_OPENED = "disagreement_opened", "a referrer disagrees with a decision"
    DISAGREEMENT_REPLIED = "disagreement_replied", "there is a reply to your disagreement"
    DISAGREEMENT_CLOSED = "disagreement_closed", "a disagreement has ended"
    DISAGREEMENT_LATE = "disagreement_late", "a reply to a disagreement is late"
    FILE_REFUSED = "file_refused", "a file on a referral was found harmful"
    PRINTS_READY = "prints_ready", "the PDFs you asked for are ready"
    REFERRAL_OVERDUE = "referral_overdue", "your referral has no decision yet"
    SCREENING_LOGGED = "screening_logged", "a screening was completed"
    COUNTERSIGN_WANTED = "countersign_wanted", "a screening needs you as second person"
    COUNTERSIGN_RETURNED = "countersign_returned", "a screening came back to you"
    COUNTERSIGN_AGREED = "countersign_agreed", "your screening was countersigned"
    RESCREEN_SOON = "rescreen_soon", "a screening is due within 7 days"
    RESCREEN_TODAY = "rescreen_today", "a screening is due today"
    RESCREEN_OVERDUE = "rescreen_overdue", "a screening is overdue"
    RESCREEN_ASKED = "rescreen_asked", "a new screening is asked for"
    RESCREEN_CLOSED = "rescreen_closed", "a re-screen of yours was closed"
    SCREENING_CORRECTED = "screening_corrected", "a screening was corrected"
    DIGEST = "digest", "what waits for you today"
    HANDED_OVER = "handed_over", "cases were handed over to you"
    PLAN_CHANGED = "plan_changed", "a plan has changed"
    PLAN_REVIEW = "plan_review", "a plan is to be reviewed"
    PLAN_ACTION = "plan_action", "an action of a plan is yours"
    PLAN_ACTION_DUE = "plan_action_due", "an action of a plan is due"
    ANSWERS_SHARED = "answers_shared", "answers were shared with your agency"
    SIGNAL = "signal", "another agency screens a child you screen"
    INTERVIEW_DUE = "interview_due", "a return interview is due"
    PANEL_ACTION = "panel_action", "an action of the panel is yours"
    PANEL_ACTION_DUE = "panel_action_due", "an action of the panel is due"
    PANEL_PAPERS = "panel_papers", "the papers of the panel are ready"
    SUPPORT_ASKED = "support_asked", "your service is asked for support"
    SUPPORT_ANSWERED = "support_answered", "a service has answered your request"
    TRAINING_ASKED = "training_asked", "your service is asked for training"
    TRAINING_ANSWERED = "training_answered", "a service has answered about training"
    REQUEST_TAKEN_BACK = "request_taken_back", "a request to your service was taken back"
    TRANSITION = "transition", "a young person is nearly 18"
    INFORMATION_WRITTEN = "information_written", "police information was written"


class Message(models.Model):
    """One mail to one person, written in the transaction that causes it and sent afterwards."""

    kind = models.CharField(max_length=40, choices=MessageKind)
    to_user_id = models.BigIntegerField()
    reference = models.CharField(max_length=20)
    path = models.CharField(max_length=200)
    # A digest's lines, each a kind, a reference and a path; empty for a mail about one thing.
    lines = models.JSONField(default=list, db_default=[])
    created_at = models.DateTimeField(db_default=Now())
    send_after = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0, db_default=0)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index("send_after", name="message_waiting", condition=models.Q(sent_at=None)),
        ]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "kind", "to_user_id", "reference", "path", "lines", "created_at", "send_after", "attempts", "sent_at",
            "failed",
        ]  # fmt: skip


class DemoMail(models.Model):
    """A mail the demo would have sent, for its "Messages sent" page. Stays empty outside the demo."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Privacy:
        personal = ["to"]
        operational = ["id", "subject", "body", "at"]


class Heartbeat(models.Model):
    """When the worker and beat last said that they are alive (machine time)."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    class Privacy:
        personal: list[str] = []
        operational = ["name", "at"]
