"""The early-help plan of a child: actions against indicators, each with an owner, a date and its progress."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
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


class PlanQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The area's CSE officer; who runs the plan; and whoever an action of it is still with.

        The child may live in another area than the one who holds the plan, so only the officer is bound to an area.
        """
        if has_permission(member, Permission.LOG_VIEW):
            return self.run_by(member)
        if not has_permission(member, Permission.PLAN_WRITE):
            return self.none()
        own = PlanAction.objects.filter(
            plan=OuterRef("pk"), owner__user=member.user, owner__ended_on=None, ended_at=None
        )  # fmt: skip
        return self.filter(_runs(member) | Exists(own))

    def run_by(self, member: Membership | None):
        """Those this person may change: the officer's area; the leads' agency; what the person holds."""
        if has_permission(member, Permission.LOG_VIEW):
            return self.filter(area=member.area)
        if not has_permission(member, Permission.PLAN_WRITE):
            return self.none()
        return self.filter(_runs(member))

    def open(self):
        return self.filter(closed_at=None)

    def to_review(self, until: dt.date):
        """Open plans whose review is on that day or before it."""
        return self.open().filter(review_on__lte=until)

    def left(self):
        """Open plans whose holder cannot sign in any more: the agency's leads and the officer hand them over."""
        return self.open().exclude(holder__ended_on=None, holder__user__is_active=True)

    def for_lists(self):
        """What a row of a list shows, without the plan's long texts."""
        child = ("reference", "first_names", "family_name", "date_of_birth", "estimated_age", "estimated_on")
        return self.select_related("child", "agency", "holder__user").only(
            "reference", "review_on", "closed_at", "closed_because", "agency__name", "holder__agency",
            "holder__ended_on", "holder__user__name", "holder__user__is_active", *(f"child__{name}" for name in child),
        )  # fmt: skip


def _runs(member: Membership) -> Q:
    holds = Q(holder__user=member.user, holder__ended_on=None)
    if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
        return holds | Q(agency=member.agency)
    return holds


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

    objects = PlanQuerySet.as_manager()

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


class PlanActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None, plan__closed_at=None)

    def due(self, until: dt.date):
        """Open actions that are due on that day or before it."""
        return self.open().filter(due_on__lte=until)

    def waiting_for(self, member: Membership):
        """The person's own; of the plans they hold also those whose owner has no account here or has left."""
        gone = Q(owner=None) | ~Q(owner__ended_on=None) | Q(owner__user__is_active=False)
        return self.open().filter(Q(owner=member) | Q(gone, plan__holder=member))


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

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("ended_at", "ended_by", name="plan_action_ended_pair"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_name="") | (Q(owner__isnull=True) & ~Q(owner_name="")),
                name="plan_action_has_an_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], name="plan_action_owner", condition=Q(ended_at=None)),
            models.Index(fields=["due_on", "id"], name="plan_action_due", condition=Q(ended_at=None)),
        ]

    class Privacy:
        personal = ["what", "owner_name", "result"]
        operational = [
            "id", "plan", "indicator", "owner", "agency_name", "due_on", "progress", "ended_at", "ended_by",
        ]  # fmt: skip

    @property
    def who(self) -> str:
        return self.owner.user.name if self.owner else self.owner_name

    @property
    def where(self) -> str:
        return self.owner.agency.name if self.owner else self.agency_name

    @property
    def has_left(self) -> bool:
        """Whoever has left does nothing more here; the action is then with the plan's holder."""
        return self.owner is not None and not self.owner.is_working


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
