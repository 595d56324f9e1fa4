"""The step to adult services: it appears at seventeen and a half, and at 18 what is open is handed over (rule 5)."""

from collections.abc import Iterable

from django.db import models

from accounts.access import has_permission
from accounts.models import Area, Membership
from accounts.permissions import Permission
from cse_portal.pairs import both_or_neither
from referrals.reach import known_to_officer
from screening.models import Child


class TransitionQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Of the children the officer may open, in whichever area it was written; for agency staff their own."""
        if has_permission(member, Permission.LOG_VIEW):
            return self.filter(known_to_officer(member.area))
        return self.filter(child__in=Child.objects.visible_to(member))

    def handed_over(self):
        return self.exclude(handed_over_at=None)

    def of(self, children: Iterable[int], area: Area):
        """What is recorded of these records of one child in the area, the fullest first."""
        rows = self.filter(child__in=list(children), area=area)
        return rows.order_by(
            models.F("handed_over_at").asc(nulls_last=True), models.F("planned_at").desc(nulls_last=True)
        )


class Transition(models.Model):
    """One a child and area: who in adult services takes over, what the young person wants, when it was handed over."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="transitions")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    adult_contact = models.CharField(max_length=200, blank=True)
    agreed = models.TextField(blank=True)
    own_wishes = models.TextField(blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TransitionQuerySet.as_manager()

    class Meta:
        constraints = [
            both_or_neither("planned_at", "planned_by", name="transition_planned_pair"),
            both_or_neither("handed_over_at", "handed_over_by", name="transition_handed_over_pair"),
            models.UniqueConstraint(fields=["child", "area"], name="one_transition_an_area"),
        ]

    class Privacy:
        personal = ["adult_contact", "agreed", "own_wishes"]
        operational = ["id", "child", "area", "planned_at", "planned_by", "handed_over_at", "handed_over_by"]
