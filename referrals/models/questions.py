"""Questions the MASH asks while it decides: of the referrer, or of a named agency. The clock stands still meanwhile."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.access import has_permission
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from cse_portal.reference import new_reference
from referrals.models.referrals import Referral


def round_reference() -> str:
    return new_reference("Q")


# Nobody at work is asked by name.
_NOBODY = Q(to=None) | Q(to__ended_on__isnull=False) | Q(to__user__is_active=False)


class RoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def visible_to(self, member: Membership | None):
        """The MASH that asked; whoever was asked by name; the leads of the agency that was asked.

        In another agency without a lead everybody who may send referrals stands in for one, unless somebody at work
        is asked by name. The referrer's colleagues do not: they may not see the referral either.
        """
        if member is None:
            return self.none()
        seen = Q(pk__in=[])
        if has_permission(member, Permission.REFERRAL_RECEIVE):
            seen |= Q(referral__area=member.area)
        if has_permission(member, Permission.REFERRAL_SEND):
            leads = Membership.objects.with_permission(Permission.SCREENING_VIEW_AGENCY)
            has_a_lead = Exists(leads.filter(agency=OuterRef("agency")))
            seen |= Q(to__user=member.user, agency=member.agency)
            seen |= Q(_NOBODY, ~has_a_lead, agency=member.agency, of_referrer=False)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            seen |= Q(agency=member.agency)
        return self.filter(seen)

    def waiting_for(self, member: Membership | None):
        """Open rounds that are this person's to answer; a lead's only while nobody at work is asked by name."""
        if not has_permission(member, Permission.REFERRAL_SEND):
            return self.none()
        return self.open().visible_to(member).filter(Q(to__user=member.user) | _NOBODY, agency=member.agency)

    def late(self, today: dt.date):
        """Open, and the day by which the answer was due is past."""
        return self.open().filter(due_on__lt=today)

    def with_people(self):
        return self.select_related("agency", "to__user", "asked_by__user", "ended_by__user").prefetch_related(
            "questions__answered_by__user", "questions__answered_by__agency"
        )


class Round(models.Model):
    """Several questions asked at once of one agency. Answered when each is, or ended by the MASH with a reason."""

    reference = models.CharField(max_length=20, unique=True, default=round_reference, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="rounds")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Who is asked by name; nobody when the MASH asks an agency and its leads see to it.
    to = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="asked")
    of_referrer = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # By when another agency answers; a question to the referrer is answered at once or as soon as can be.
    due_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Why the MASH went on without the answers; empty when all came.
    ended_reason = models.TextField(blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)
    # What another agency is told of the child: the name and the birth date, as they were known when it was asked.
    told = models.JSONField(default=dict, blank=True, db_default={})

    objects = RoundQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["referral"], name="round_open", condition=Q(ended_at=None)),
            models.Index(fields=["agency"], name="round_open_agency", condition=Q(ended_at=None)),
            models.Index(fields=["to"], name="round_open_person", condition=Q(ended_at=None)),
            models.Index(fields=["due_on"], name="round_due", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="round_ended_pair",
            )
        ]

    class Privacy:
        personal = ["ended_reason", "told"]
        operational = [
            "id", "reference", "referral", "agency", "to", "of_referrer", "asked_at", "asked_by", "due_on", "ended_at",
            "ended_by", "chased_at",
        ]  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_answered(self) -> bool:
        """Whether every answer came; a round may also end because the MASH went on, or the referral was closed."""
        return all(question.answered_at for question in self.questions.all())

    @property
    def whom(self) -> str:
        """Whom the MASH waits for: a person and their agency, or the agency."""
        return f"{self.to.user.name}, {self.agency.name}" if self.to else self.agency.name


class Question(models.Model):
    """One question about one indicator or field, and its answer, which stands under that card."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    # "indicator:<code>", "field:<name>", or empty for a question about nothing in particular.
    about = models.CharField(max_length=120, blank=True)
    # What it is about in words, as it was when asked.
    label = models.CharField(max_length=300, blank=True)
    # That card as it read when the question was asked (referrals.cards); empty when about nothing in particular.
    card = models.JSONField(default=dict, blank=True, db_default={})
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_question_a_number"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="question_answered_pair",
            ),
            models.CheckConstraint(condition=Q(answered_at=None) | ~Q(answer=""), name="answered_has_an_answer"),
        ]

    class Privacy:
        personal = ["text", "answer", "label", "card"]
        operational = ["id", "round", "number", "about", "answered_at", "answered_by"]
