"""Requests to a specialist service: support for a child, or training for an agency. The service sees only these."""

from django.db import models

from accounts.models import Agency, Area, Membership
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from screening.models import Child


def support_reference() -> str:
    return new_reference("H")


class Answered(models.TextChoices):
    WAITING = "waiting", "Not answered yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Taken back"


class SupportRequest(models.Model):
    """`shared` is all that the service learns of the child, in the words of whoever asks; frozen when sent."""

    reference = models.CharField(max_length=20, unique=True, default=support_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="support_requests")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="support_requests")
    # {"name", "age", "needs", "safe_contact", "agreed", …}: see referrals.forms.support.
    shared = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Answered, default=Answered.WAITING)
    reason = models.TextField(blank=True)
    worker = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [both_or_neither("answered_at", "answered_by", name="support_answered_pair")]
        indexes = [models.Index(fields=["service", "-asked_at"], name="support_service")]

    class Privacy:
        personal = ["shared", "reason"]
        operational = [
            "id", "reference", "child", "area", "service", "asked_at", "asked_by", "state", "worker", "answered_at",
            "answered_by",
        ]  # fmt: skip


class TrainingRequest(models.Model):
    """An agency asks a specialist service to train its people. No child is named in it."""

    reference = models.CharField(max_length=20, unique=True, default=support_reference, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="training_requests")
    service = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="training_asked_of")
    topic = models.CharField(max_length=200)
    people = models.PositiveSmallIntegerField()
    wanted_until = models.DateField(null=True, blank=True)
    detail = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Answered, default=Answered.WAITING)
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [both_or_neither("answered_at", "answered_by", name="training_answered_pair")]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "reference", "agency", "service", "topic", "people", "wanted_until", "detail", "asked_at", "asked_by",
            "state", "reply", "answered_at", "answered_by",
        ]  # fmt: skip
