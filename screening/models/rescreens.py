"""The dated duty to screen again, and the reminders of it that were sent."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.text import capfirst

from accounts.access import has_permission
from accounts.models import Area, Membership, User
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.dates import plain_day
from cse_portal.pairs import both_or_neither
from screening.models.children import Child
from screening.models.screenings import Screening


class RescreenQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """A practitioner's own; a lead's agency; a CSE officer's area."""
        if has_permission(member, Permission.RESCREEN_VIEW_AREA):
            return self.filter(area=member.area)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            return self.filter(owner__agency=member.agency)
        if has_permission(member, Permission.SCREENING_WRITE):
            return self.filter(owner=member)
        return self.none()

    def open(self):
        return self.filter(closed_at=None)

    def for_lists(self):
        """What a row of a list shows, without the screening's long texts."""
        child = ("reference", "first_names", "family_name", "date_of_birth", "estimated_age", "estimated_on")
        return self.select_related("child", "owner__user", "owner__agency", "screening").only(
            "due_on", "why", "snoozed_until", "snoozed_reason", "owner__user__name", "owner__user__reference",
            "owner__user__is_active", "owner__ended_on", "owner__agency__name", "screening__reference",
            "screening__outcome", *(f"child__{name}" for name in child),
        )  # fmt: skip


class Rescreen(models.Model):
    """A dated duty to screen a child again. `owner` holds it; it closes when done or with a reason."""

    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="rescreen")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="rescreens")
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="rescreens")
    due_on = models.DateField()
    why = models.CharField(max_length=300)
    done_by = models.ForeignKey(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="rescreens_done"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_rescreens"
    )
    closed_reason = models.TextField(blank=True)
    # No reminder to the owner before this day; the date does not move, and lists, leads and officers go on as before.
    snoozed_until = models.DateField(null=True, blank=True)
    snoozed_at = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    snoozed_reason = models.TextField(blank=True)

    objects = RescreenQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area", "due_on", "id"], name="rescreen_area_due", condition=Q(closed_at=None)),
            models.Index(fields=["owner", "due_on", "id"], name="rescreen_owner_due", condition=Q(closed_at=None)),
            models.Index(fields=["due_on"], name="rescreen_due", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="rescreen_closed_pair",
            ),
            both_or_neither("snoozed_at", "snoozed_by", name="rescreen_snoozed_pair"),
        ]

    class Privacy:
        personal = ["why", "closed_reason", "snoozed_reason"]
        operational = [
            "id", "screening", "child", "area", "owner", "due_on", "done_by", "closed_at", "closed_by",
            "snoozed_until", "snoozed_at", "snoozed_by",
        ]  # fmt: skip

    @property
    def is_snoozed(self) -> bool:
        """Whether its reminders are put off today."""
        return self.snoozed_until is not None and self.snoozed_until > clock.today()

    @property
    def beside_its_day(self) -> str:
        """Why, where the day stands next to it and is not said again."""
        return capfirst(self.why.removeprefix(f"Screen again by {plain_day(self.due_on)}, and "))

    def remind_again(self) -> None:
        """End the putting off; whoever asks for a new date, or says what is new, does so too."""
        self.snoozed_until, self.snoozed_at, self.snoozed_by, self.snoozed_reason = None, None, None, ""


class Reminder(models.Model):
    """That one person was told of one thing at one stage, in a digest. The constraint makes a second run harmless.

    `kind` is the line's MessageKind, `reference` what it is about: a re-screen goes by its screening's.
    `part` tells apart what has one reference: an action of a plan by its id, and what begins again on a day.
    Stages: "before" (7 days before), "today", then "overdue-1", "overdue-2" … one a week.
    """

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=20)
    part = models.CharField(max_length=20, default="", db_default="")
    due_on = models.DateField()
    stage = models.CharField(max_length=20)
    recipient = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "kind", "due_on", "stage", "recipient", "part"], name="one_reminder_a_stage"
            ),
        ]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "kind", "reference", "part", "due_on", "stage", "recipient", "created_at"]


class Digest(models.Model):
    """That a person was sent the day's one mail, and what stood in it. The constraint makes a second run harmless."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    # [{"kind": …, "reference": …, "path": …}]: kinds, references and links only.
    lines = models.JSONField(default=list)
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "user", "day", "lines", "sent_at"]


class DigestDay(models.Model):
    """That the digests of a day are written. What comes later that day has mails of its own, and waits for the next."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()

    class Privacy:
        personal: list[str] = []
        operational = ["day", "at"]
