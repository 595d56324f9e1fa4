"""What the MASH said of two records that may be of one child: kept apart, linked or merged; each can be undone."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Membership
from indicators.models import choices
from referrals.states import Match
from screening.models import Child


class ChildMatch(models.Model):
    """A statement about a pair of records. No record is moved or changed by it, so undoing it loses nothing."""

    # The record with the smaller number, so that a pair is stated once; of a merge, `kept` is the one that goes on.
    one = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    match = models.CharField(max_length=10, choices=choices(Match))
    reason = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "child matches"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], condition=Q(undone_at=None), name="one_match_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_is_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="match_undone_pair",
            ),
            models.CheckConstraint(
                condition=~Q(match="merged") | Q(kept=F("one")) | Q(kept=F("other")), name="merged_keeps_one"
            ),
        ]
        indexes = [models.Index(fields=["other"], name="match_other", condition=Q(undone_at=None))]

    class Privacy:
        personal = ["reason", "undone_reason"]
        operational = ["id", "one", "other", "kept", "match", "said_at", "said_by", "undone_at", "undone_by"]
