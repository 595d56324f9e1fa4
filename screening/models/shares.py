"""One screening's answers, shared with one other agency of the area for its re-screen of the same child."""

from django.db import models
from django.db.models import Q

from accounts.access import has_permission
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from cse_portal.pairs import both_or_neither
from screening.models.screenings import Screening
from screening.states import Status


class SharedAnswersQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody took back, of a screening that no correction has replaced."""
        return self.filter(taken_back_at=None, screening__status=Status.COMPLETE)

    def told_to(self, member: Membership):
        """What a lead is told was shared with their agency."""
        if not has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            return self.none()
        return self.standing().filter(agency=member.agency_id)

    def ended_by(self, correction: Screening):
        """Those of the version before, which nobody took back and which the correction ended."""
        return self.filter(screening__corrected_by_screening=correction, taken_back_at=None).with_people()

    def with_people(self):
        return self.select_related("agency", "shared_by__user", "shared_by__agency", "screening__agency")


class SharedAnswers(models.Model):
    """`agency` sees the answers beside its own questions when it screens the child; never the record they are from."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    shared_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = SharedAnswersQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "shared answers"
        constraints = [
            models.UniqueConstraint(
                fields=["screening", "agency"], condition=Q(taken_back_at=None), name="one_share_an_agency"
            ),
            both_or_neither("taken_back_at", "taken_back_by", name="answers_taken_back_pair"),
        ]

    class Privacy:
        personal = ["reason"]
        operational = ["id", "screening", "agency", "shared_by", "shared_at", "taken_back_by", "taken_back_at"]

    def is_newer_than(self, own: Screening | None) -> bool:
        """Whether these answers stand beside, and not those of the agency's own screening before."""
        theirs = self.screening
        return own is None or (own.screening_date, own.submitted_at) <= (theirs.screening_date, theirs.submitted_at)

    @property
    def by_words(self) -> str:
        """Who shared it, as the other agency reads it."""
        by = self.shared_by
        return f"{by.user.name}, {by.role_label}, {by.agency.name}"
