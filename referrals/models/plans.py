"""The early-help plan of a child: actions against indicators, each with an owner, a date and its progress."""

from django.db import models
from django.db.models import Q

from accounts.models import Agency, Area, Membership
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from screening.models import Child, Screening


def plan_reference() -> str:
    return new_reference("P")


class Progress(models.TextChoices):
    TO_DO = "to_do", "Not started"
    UNDER_WAY = "under_way", "Under way"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Will not be done"


class ClosedBecause(models.TextChoices):
    """Why a plan ended. That the child stopped engaging is no reason (rule 24), so it is not in the list."""

    MET = "met", "What the plan was for has been done, and the risk is lower"
    ANOTHER_PLAN = "another_plan", "Another plan replaces it, such as a child in need or child protection plan"
    MOVED = "moved", "The child moved, and another area or agency has taken the plan on"
    ADULT = "adult", "The young person is 18 and adult services have taken the plan on"


class Plan(models.Model):
    """One open plan a child. `agency` leads it, `holder` answers for it."""

    reference = models.CharField(max_length=20, unique=True, default=plan_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="plans")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="plans_held")
    # The screening whose plan this began as, when there was one.
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    child_part = models.TextField(blank=True)
    carer_part = models.TextField(blank=True)
    review_on = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_because = models.CharField(max_length=20, choices=ClosedBecause, blank=True)
    closed_reason = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)

    class Meta:
        constraints = [
            both_or_neither("closed_at", "closed_by", name="plan_closed_pair"),
            models.UniqueConstraint(fields=["child"], condition=Q(closed_at=None), name="one_open_plan_a_child"),
        ]
        indexes = [models.Index(fields=["area", "review_on", "id"], name="plan_review", condition=Q(closed_at=None))]

    class Privacy:
        personal = ["child_part", "carer_part", "closed_reason", "what_changed"]
        operational = [
            "id", "reference", "child", "area", "agency", "holder", "screening", "review_on", "started_at",
            "started_by", "closed_at", "closed_by", "closed_because",
        ]  # fmt: skip


class PlanAction(models.Model):
    """What one person does by a day. `owner_name` and `agency_name` stand for somebody without an account."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="actions")
    # The indicator's stable code, so that an action outlives its edition; empty for an action about something else.
    indicator = models.CharField(max_length=80, blank=True)
    what = models.TextField()
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_actions")
    owner_name = models.CharField(max_length=120, blank=True)
    agency_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    progress = models.CharField(max_length=20, choices=Progress, default=Progress.TO_DO)
    result = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            both_or_neither("ended_at", "ended_by", name="plan_action_ended_pair"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_name="") | (Q(owner__isnull=True) & ~Q(owner_name="")),
                name="plan_action_has_an_owner",
            ),
        ]
        indexes = [models.Index(fields=["owner", "due_on"], name="plan_action_owner", condition=Q(ended_at=None))]

    class Privacy:
        personal = ["what", "owner_name", "result"]
        operational = [
            "id", "plan", "indicator", "owner", "agency_name", "due_on", "progress", "ended_at", "ended_by",
        ]  # fmt: skip


class PlanNote(models.Model):
    """What happened to the plan and when: each change, each review, in order."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="notes")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    # A short code of what was done: started, changed, action_added, progress, reviewed, handed_over, closed.
    kind = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["plan", "-written_at"], name="plan_note_order")]

    class Privacy:
        personal = ["text"]
        operational = ["id", "plan", "action", "kind", "written_at", "written_by"]
