"""That the other concerns of a screening without CSE action were followed up (rule 9)."""

from django.db import models

from accounts.models import Membership
from screening.models import Child, Screening


class FollowUp(models.Model):
    """What came of them, written down after the screening. A correction of the screening keeps it."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="follow_ups")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    what = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        personal = ["what"]
        operational = ["id", "screening", "child", "written_at", "written_by"]
