"""The blind second signal: a second agency screens the same child, and each learns whom to ring and nothing else."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import Membership
from screening.models.screenings import Screening


class Signal(models.Model):
    """`to` learns that `other` works with a child of their `screening`: name, agency and phone, no record."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="signals")
    because = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    # The same two people are not mailed again about the same child for a while (screening.actions.signalling).
    mailed = models.BooleanField(default=True, db_default=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["screening", "because"], name="one_signal_a_pair")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "screening", "because", "to", "other", "created_at", "mailed", "seen_at"]


class NamesTried(models.Model):
    """How often on one day it was changed whom a draft is about, and another agency looked for.

    Renamed again and again, a draft would tell whom other agencies work with: see screening.actions.signalling.
    """

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "names tried"
        constraints = [models.UniqueConstraint(fields=["screening", "day"], name="names_tried_a_day")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "screening", "day", "times"]
