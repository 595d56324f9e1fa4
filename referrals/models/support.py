"""Requests to a specialist service: support for a child, or training for an agency. The service sees only these."""

from django.db import models
from django.db.models import Q

from accounts.access import has_permission
from accounts.models import Agency, AgencyKind, Area, Membership
from accounts.permissions import Permission
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from referrals.reach import known_to_officer
from screening.models import Child


def support_reference() -> str:
    return new_reference("H")


class Answered(models.TextChoices):
    WAITING = "waiting", "Not answered yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Taken back"


def is_service(member: Membership | None) -> bool:
    """Whether this person answers for a specialist service."""
    return has_permission(member, Permission.SUPPORT_ANSWER) and member.agency.kind == AgencyKind.SPECIALIST


class AskedQuerySet(models.QuerySet):
    """What both kinds of request share: who asked, of which service, answered or not."""

    def of_service(self, member: Membership | None):
        """What was asked of this person's service."""
        return self.filter(service=member.agency) if is_service(member) else self.none()

    def asked_by_person(self, member: Membership):
        """What this person asked, in any of their roles at that agency."""
        return self.filter(asked_by__user=member.user, asked_by__agency=member.agency)

    def waiting(self):
        return self.filter(state=Answered.WAITING)

    def with_people(self):
        return self.select_related("service", "asked_by__user", "asked_by__agency", "answered_by__user")


class SupportRequestQuerySet(AskedQuerySet):
    def visible_to(self, member: Membership | None):
        """Whoever asked; their agency's leads; the CSE officer of the child's area; the people of the service."""
        if member is None:
            return self.none()
        seen = Q(asked_by__user=member.user, asked_by__agency=member.agency)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            seen |= Q(asked_by__agency=member.agency)
        if has_permission(member, Permission.LOG_VIEW):
            seen |= Q(area=member.area) | known_to_officer(member.area)
        if is_service(member):
            seen |= Q(service=member.agency)
        return self.filter(seen)


class TrainingRequestQuerySet(AskedQuerySet):
    def visible_to(self, member: Membership | None):
        """Whoever asked; their agency's leads; the people of the service."""
        if member is None:
            return self.none()
        seen = Q(asked_by__user=member.user, agency=member.agency)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            seen |= Q(agency=member.agency)
        if is_service(member):
            seen |= Q(service=member.agency)
        return self.filter(seen)


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

    objects = SupportRequestQuerySet.as_manager()

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

    objects = TrainingRequestQuerySet.as_manager()

    class Meta:
        constraints = [both_or_neither("answered_at", "answered_by", name="training_answered_pair")]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "reference", "agency", "service", "topic", "people", "wanted_until", "detail", "asked_at", "asked_by",
            "state", "reply", "answered_at", "answered_by",
        ]  # fmt: skip
