"""Event: who did or looked at what, as whom, when. Append-only, without foreign keys, so none blocks or loses it."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from audit.events import EventType


class EventQuerySet(models.QuerySet):
    def in_area(self, area_id: int):
        return self.filter(area_id=area_id)

    def about(self, reference: str):
        return self.filter(reference=reference)


class Event(models.Model):
    """One line of the audit. `reference` is the public reference of the record; `child` that of the child."""

    at = models.DateTimeField(db_default=Now())
    type = models.CharField(max_length=40, choices=EventType)
    reference = models.CharField(max_length=40, blank=True)
    child = models.CharField(max_length=20, blank=True)
    area_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=120)
    agency = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    # Old and new values of contacts, roles and states; never a child's data.
    detail = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area_id", "-at", "-id"], name="event_area_at"),
            models.Index(fields=["reference", "-id"], name="event_reference"),
            models.Index(fields=["child", "-id"], name="event_child"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    class Privacy:
        personal = ["person", "reason"]
        operational = [
            "id", "at", "type", "reference", "child", "area_id", "user_id", "membership_id", "agency", "role", "detail",
        ]  # fmt: skip

    @property
    def words(self) -> str:
        return EventType(self.type).label
