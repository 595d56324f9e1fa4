"""The area's monthly multi-agency panel (MACE, MASE or CMOG): who is on the list, what is agreed, who came."""

import datetime as dt

from django.db import models
from django.db.models import Q

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from screening.models import Child


def panel_reference() -> str:
    return new_reference("L")


def action_reference() -> str:
    return new_reference("A")


class PanelQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The area's CSE officer."""
        if has_permission(member, Permission.PANEL_RUN):
            return self.filter(area=member.area)
        return self.none()

    def before(self, panel: "Panel"):
        """The area's closed panels before this one, the last one first."""
        rows = self.filter(area=panel.area_id, held_on__lt=panel.held_on, closed_at__isnull=False)
        return rows.order_by("-held_on")


class Panel(models.Model):
    """One meeting. Its list is open until it is closed; then it is read-only."""

    reference = models.CharField(max_length=20, unique=True, default=panel_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="panels")
    # What the area calls it, as it was called then.
    name = models.CharField(max_length=60)
    held_on = models.DateField()
    where = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("closed_at", "closed_by", name="panel_closed_pair"),
            models.UniqueConstraint(fields=["area", "held_on"], name="one_panel_a_day"),
        ]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "reference", "area", "name", "held_on", "where", "made_at", "made_by", "closed_at", "closed_by",
        ]  # fmt: skip


class PanelChild(models.Model):
    """A child on a panel's list and why; what was said and decided about the child there."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="panels")
    why = models.TextField()
    discussed = models.TextField(blank=True)
    stays = models.BooleanField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "child"], name="a_child_once_a_panel")]

    class Privacy:
        personal = ["why", "discussed"]
        operational = ["id", "panel", "child", "stays", "added_at", "added_by"]


def _held_by(member: Membership) -> Q:
    return Q(owner__user=member.user, owner__agency=member.agency)


class PanelActionQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Whoever has it to do, in any of their roles at that agency; and the area's CSE officer."""
        if member is None:
            return self.none()
        seen = _held_by(member)
        if has_permission(member, Permission.PANEL_RUN):
            seen |= Q(about__panel__area=member.area)
        return self.filter(seen)

    def held_by(self, member: Membership):
        """What this person has to do, in any of their roles at that agency."""
        return self.filter(_held_by(member))

    def open(self):
        return self.filter(done_at=None)

    def overdue(self, on: dt.date | None = None):
        """Not done, and its day past."""
        return self.open().filter(due_on__lt=on or clock.today())

    def with_people(self):
        return self.select_related("about__panel", "about__child__agency", "agency", "owner__user", "owner__agency",
                                   "done_by__user")  # fmt: skip


class PanelAction(models.Model):
    """What an agency took away from the panel, until when, and what came of it."""

    reference = models.CharField(max_length=20, unique=True, default=action_reference, editable=False)
    about = models.ForeignKey(PanelChild, on_delete=models.PROTECT, related_name="actions")
    what = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="panel_actions")
    owner_name = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    result = models.TextField(blank=True)
    # The last day on which its owner was reminded.
    chased_on = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PanelActionQuerySet.as_manager()

    class Meta:
        constraints = [both_or_neither("done_at", "done_by", name="panel_action_done_pair")]
        indexes = [
            models.Index(fields=["due_on"], name="panel_action_due", condition=Q(done_at=None)),
            models.Index(fields=["owner", "due_on"], name="panel_action_owner", condition=Q(done_at=None)),
        ]

    class Privacy:
        personal = ["what", "owner_name", "result"]
        operational = [
            "id", "reference", "about", "agency", "owner", "due_on", "chased_on", "agreed_at", "agreed_by", "done_at",
            "done_by",
        ]  # fmt: skip

    @property
    def child(self) -> Child:
        return self.about.child

    @property
    def child_id(self) -> int:
        return self.about.child_id

    @property
    def who(self) -> str:
        return self.owner.user.name if self.owner else self.owner_name

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_on < clock.today()


class Attendance(models.Model):
    """Who was invited to a panel for which agency, and whether they came."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="attendance")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    came = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "agency", "name"], name="a_person_once_a_panel")]

    class Privacy:
        personal = ["name"]
        operational = ["id", "panel", "agency", "job_title", "came"]
