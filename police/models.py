"""Information for the police about one subject. No child's record points here, and nothing here points to one."""

from django.db import models
from django.db.models import Q

from accounts.models import Agency, Area, Membership
from cse_portal.pairs import both_or_neither
from cse_portal.reference import new_reference
from police.subjects import SUBJECT, Box, Kind, Known, MayAct, SentHow


def information_reference() -> str:
    return new_reference("J")


def place_key(place: str) -> str:
    """The name by which forms about one place are counted together: small letters, single spaces, no stops."""
    return " ".join(place.casefold().replace(".", " ").replace(",", " ").split())


class InformationQuerySet(models.QuerySet):
    def visible_to(self, member: Membership):
        """The forms this person wrote for this agency. Nobody else opens a form, whatever their role."""
        return self.filter(written_by__user=member.user_id, agency=member.agency_id)

    def counted_in(self, area: Area):
        """What the CSE officer's counts are made of: the forms that went to the police."""
        return self.filter(area=area, sent_on__isnull=False)


class InformationForm(models.Model):
    """One subject, what is known of it and how, and what the police may do with it. The police grade it, not we."""

    reference = models.CharField(max_length=20, unique=True, default=information_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    # The boxes of its kind by name (subjects.py), and nothing else.
    subject = models.JSONField(default=dict)
    place = models.CharField(max_length=200, blank=True)
    place_key = models.CharField(max_length=200, blank=True, editable=False)
    known = models.TextField(blank=True)
    happened_on = models.DateField(null=True, blank=True)
    happened_time = models.TimeField(null=True, blank=True)
    period = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_unnamed = models.BooleanField(default=False)
    how_known = models.CharField(max_length=20, choices=Known, blank=True)
    may_act = models.CharField(max_length=20, choices=MayAct, blank=True)
    why_not = models.TextField(blank=True)
    risk = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Which saving this is, so that a second tab does not write over the first unseen.
    version = models.PositiveIntegerField(default=1)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=20, choices=SentHow, blank=True)

    objects = InformationQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("changed_at", "changed_by", name="information_changed_pair"),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_how="") | Q(sent_on__isnull=False) & ~Q(sent_how=""),
                name="information_sent_when_and_how",
            ),
            models.CheckConstraint(condition=Q(source="") | Q(source_unnamed=False), name="information_unnamed_source"),
        ]
        indexes = [
            models.Index(fields=["written_by", "-id"], name="information_own"),
            models.Index(fields=["area", "sent_on"], name="information_counted"),
        ]

    class Privacy:
        personal = ["subject", "place", "place_key", "known", "period", "source", "why_not", "risk"]
        operational = [
            "id", "reference", "area", "agency", "kind", "happened_on", "happened_time", "source_unnamed", "how_known",
            "may_act", "written_at", "written_by", "changed_at", "changed_by", "version", "sent_on", "sent_how",
        ]  # fmt: skip

    def __str__(self):
        return self.reference

    @property
    def is_sent(self) -> bool:
        return self.sent_on is not None

    @property
    def boxes(self) -> tuple[Box, ...]:
        return SUBJECT[Kind(self.kind)]

    @property
    def known_as(self) -> str:
        """What its writer finds it by: the first box about the subject that is filled."""
        return next(filter(None, (self.subject.get(box.name) for box in self.boxes)), "")

    @property
    def values(self) -> dict:
        """Everything its writer typed or chose, by the name of its box."""
        return self.subject | {name: getattr(self, name) for name in TYPED}


# What the form asks besides the subject's own boxes.
TYPED = (
    "place", "known", "happened_on", "happened_time", "period", "source", "source_unnamed", "how_known", "may_act",
    "why_not", "risk",
)  # fmt: skip
