"""A referrer who disagrees with the MASH's decision, stage by stage, until both agree on a result (rule 28)."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership
from indicators.models import choices
from referrals.models.referrals import Referral
from referrals.states import STAGE_WORDS, Stage


class DisagreementQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def visible_to(self, member: Membership | None):
        """Whoever sees the referral."""
        return self.filter(referral__in=Referral.objects.visible_to(member))


class Disagreement(models.Model):
    """Open until a result is agreed. Its referral stays decided meanwhile."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="disagreements")
    # The child may be unsafe, so that stages may be skipped.
    unsafe = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.TextField(blank=True)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral"], condition=Q(closed_at=None), name="one_open_disagreement"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="disagreement_closed_pair",
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(result=""), name="closed_by_a_result"),
        ]

    class Privacy:
        personal = ["result"]
        operational = ["id", "referral", "unsafe", "opened_at", "opened_by", "closed_at", "closed_by"]


class DisagreementStage(models.Model):
    """One stage: with whom, the argument, and the reply by its due time."""

    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20, choices=choices(Stage))
    # The person it is taken to, by name and role, as the referrer knows them.
    with_whom = models.CharField(max_length=200)
    argument = models.TextField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # By when a reply is due, in the area's working days (rule 28); empty where the area has set no time.
    due_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["begun_at", "id"]
        indexes = [models.Index(fields=["due_at"], name="stage_due", condition=Q(replied_at=None, chased_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["disagreement", "stage"], name="one_of_each_stage"),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True)
                | Q(replied_at__isnull=False, replied_by__isnull=False),
                name="stage_replied_pair",
            ),
            models.CheckConstraint(condition=Q(replied_at=None) | ~Q(reply=""), name="replied_has_a_reply"),
        ]

    class Privacy:
        personal = ["with_whom", "argument", "reply"]
        operational = [
            "id", "disagreement", "stage", "begun_at", "begun_by", "due_at", "replied_at", "replied_by", "chased_at",
        ]  # fmt: skip

    @property
    def stage_words(self) -> str:
        return STAGE_WORDS[Stage(self.stage)]
