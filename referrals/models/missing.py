"""A time when the child was missing, and the return interview that follows (rule 31)."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from accounts.access import has_permission
from accounts.models import Area, Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from referrals.reach import known_to_officer, reached_by
from screening.models import Child


def missing_reference() -> str:
    return new_reference("M")


class Interview(models.TextChoices):
    NOT_YET = "not_yet", "Not offered yet"
    OFFERED = "offered", "Offered"
    HELD = "held", "Held"
    REFUSED = "refused", "Offered and refused"


WAITING = Q(interview__in=[Interview.NOT_YET.value, Interview.OFFERED.value])


class MissingEpisodeQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Children the officer may open; those the MASH has a referral about; for agency staff their own agency's."""
        if has_permission(member, Permission.LOG_VIEW):
            return self.filter(known_to_officer(member.area))
        return self.filter(child__in=reached_by(member))

    def of_opened(self, records: Iterable[int]):
        """Of records this person has opened already: whoever may open a child reads its episodes, so none is asked."""
        return self.filter(child__in=records)

    def interviews_due(self, until: dt.datetime):
        """Those whose child is back, with an interview to offer or to hold by then, the most urgent first."""
        waiting = self.filter(WAITING, interview_due__lte=until)
        return waiting.order_by("interview_due", "id")


class MissingEpisode(models.Model):
    """From when to when, where and with whom found. The interview is late when it was held after `interview_due`."""

    reference = models.CharField(max_length=20, unique=True, default=missing_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="missing_episodes")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    missing_from = models.DateTimeField()
    found_at = models.DateTimeField(null=True, blank=True)
    found_where = models.TextField(blank=True)
    found_with = models.TextField(blank=True)
    # 72 hours after the return, or what the area's procedure says; kept, because procedures change.
    interview_due = models.DateTimeField(null=True, blank=True)
    interview = models.CharField(max_length=20, choices=Interview, default=Interview.NOT_YET)
    interview_offered = models.DateTimeField(null=True, blank=True)
    interview_held = models.DateTimeField(null=True, blank=True)
    interviewer = models.CharField(max_length=200, blank=True)
    interview_said = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MissingEpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("changed_at", "changed_by", name="missing_changed_pair"),
            models.CheckConstraint(
                condition=Q(found_at=None) | Q(found_at__gte=F("missing_from")), name="missing_found_after_it_began"
            ),
        ]
        indexes = [
            models.Index(fields=["child", "-missing_from"], name="missing_child"),
            models.Index(fields=["area", "-missing_from"], name="missing_area"),
            models.Index(fields=["interview_due", "id"], name="missing_interview_due", condition=WAITING),
        ]

    class Privacy:
        personal = ["found_where", "found_with", "interviewer", "interview_said"]
        operational = [
            "id", "reference", "child", "area", "missing_from", "found_at", "interview_due", "interview",
            "interview_offered", "interview_held", "recorded_at", "recorded_by", "changed_at", "changed_by",
        ]  # fmt: skip

    @property
    def version(self) -> str:
        """By which a form knows whether it has been overtaken."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def interview_late(self) -> bool:
        """Whether it was held, or is still to be held, after the time it was due."""
        if self.interview_due is None or self.interview == Interview.REFUSED:
            return False
        return (self.interview_held or clock.now()) > self.interview_due


class PromptKind(models.TextChoices):
    """Rule 21: what makes a new screening necessary the same day."""

    INFORMATION = "information", "New information"
    MISSING = "missing", "A missing episode"
    PLACEMENT = "placement", "A change of placement"
    SCHOOL = "school", "A change of school"
    LEVEL = "level", "An agency raised the level"


class Prompt(models.Model):
    """That somebody recorded a reason to screen again, and that everyone with an open case was asked that day."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="prompts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=PromptKind)
    why = models.TextField(blank=True)
    episode = models.ForeignKey(MissingEpisode, on_delete=models.PROTECT, null=True, blank=True, related_name="prompts")
    # How many people were asked.
    asked = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    # Whoever recorded it, or whose screening raised the level.
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["child", "-made_at"], name="prompt_child")]

    class Privacy:
        personal = ["why"]
        operational = ["id", "child", "area", "kind", "episode", "asked", "made_at", "made_by"]
