"""How each person last set a list: its filters and sort come back tomorrow."""

from django.db import models

from accounts.models import Membership

# Beside the lists it keeps one more thing a person sets for themselves: that single keys do nothing.
SHORTCUTS, SWITCHED_OFF = "shortcuts", "off"


class ListSetting(models.Model):
    """The chosen filters and sort of one list as the query of its address. What was searched for is never kept here."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=30)
    query = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "page"], name="one_setting_a_list")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "member", "page", "query"]


class SavedView(models.Model):
    """A list as somebody keeps it under a name: its filters, order and columns. What was searched for is never kept."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "page", "name"], name="one_view_a_name")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "member", "page", "name", "query"]
