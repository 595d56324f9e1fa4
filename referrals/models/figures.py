"""The counted figures: how many cases of each answer, by area, month, agency and tool."""

from django.db import models

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission


class FigureQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The area's CSE officer."""
        if has_permission(member, Permission.FIGURES_VIEW):
            return self.filter(area=member.area)
        return self.none()


class Figure(models.Model):
    """So many cases of one month gave this answer to this question. Written by referrals.actions.counting alone.

    Made only to be read through referrals.figures, which hides small numbers.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="figures")
    # The first day of the month.
    month = models.DateField()
    question = models.CharField(max_length=20)
    answer = models.CharField(max_length=60)
    # None where the case is no agency's: a missing episode.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tool = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "month", "question"], name="figure_area_month")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "area", "month", "question", "answer", "agency", "tool", "count"]


class Counting(models.Model):
    """As of when the figures are counted: one row, moved on by each count."""

    counted_at = models.DateTimeField()
    # When every month was last counted anew, whether or not anything had changed in it.
    whole_at = models.DateTimeField()

    class Privacy:
        personal: list[str] = []
        operational = ["id", "counted_at", "whole_at"]
