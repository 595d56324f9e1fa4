"""A child as one agency knows them, and finding one by name."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Collate, Now, Upper

from accounts.access import has_permission
from accounts.models import Agency, Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.reference import child_reference
from screening.protocol import age_on
from screening.states import Status

NAMES = ("family_name", "first_names", "known_as")
NOT_DELETED = [status for status in Status if status is not Status.DELETED]


def name_key(name: str) -> Collate:
    """A name for finding by its beginning: in capitals, and compared byte by byte, which is what an index can do."""
    return Collate(Upper(name), "C")


def begins_with(
    rows: models.QuerySet, text: str, *, of: str = "", besides_that: Q | None = None, or_else: Q | None = None
) -> models.QuerySet:
    """The rows whose child has for each word of the text a name that begins with it, or which `or_else` finds.

    `of` leads from the row to the child; `besides_that` must hold for the child too.
    """
    keys = [f"{name}_key" for name in NAMES]
    matches = besides_that or Q()
    for word in text.split():
        matches &= reduce(or_, (Q(**{f"{key}__startswith": Upper(Value(word))}) for key in keys))
    return rows.alias(**{key: name_key(f"{of}{name}") for key, name in zip(keys, NAMES, strict=True)}).filter(
        matches | or_else if or_else else matches
    )


class ChildQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Children this member has a reason to see: their agency's, or, for the CSE officer, the area's screened ones.

        MASH staff reach a child through a referral (referrals.models), never from here.
        """
        if has_permission(member, Permission.SCREENING_VIEW_AREA):
            return self.filter(screenings__area=member.area, screenings__status=Status.COMPLETE).distinct()
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            return self.filter(agency=member.agency)
        if has_permission(member, Permission.SCREENING_WRITE):
            own = Q(screenings__practitioner__user=member.user) | Q(screenings__holder__user=member.user)
            return self.filter(own, agency=member.agency, screenings__status__in=NOT_DELETED).distinct()
        return self.none()

    def named(self, text: str):
        """Whose family, first or known-as name begins with each of the words, in any order and case."""
        return begins_with(self, text)


class Child(models.Model):
    """A child as one agency knows them. The same child elsewhere is another record until the MASH links them."""

    reference = models.CharField(max_length=20, unique=True, default=child_reference, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="children")
    first_names = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    # The youngest age the child may be, in years on `estimated_on`, when nobody knows the birth date (rule 6).
    estimated_age = models.PositiveSmallIntegerField(null=True, blank=True)
    estimated_on = models.DateField(null=True, blank=True)
    age_source = models.CharField(max_length=200, blank=True)
    # Opened by a MASH worker or officer only with a reason, which is recorded.
    restricted = models.BooleanField(default=False, db_default=False)
    # In a list of the MASH or the officer, a restricted child goes by the reference (referrals.restricted).
    veiled = False
    created_at = models.DateTimeField(db_default=Now())

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        constraints = [
            models.CheckConstraint(
                condition=Q(date_of_birth__isnull=False) | Q(estimated_age__isnull=False, estimated_on__isnull=False),
                name="child_has_an_age",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "date_of_birth"], name="child_agency_birth"),
            models.Index(F("agency"), Upper("family_name"), name="child_family_name"),
            *(models.Index(name_key(name), name=f"child_{name}_begins") for name in NAMES),
        ]

    class Privacy:
        personal = [
            "first_names", "family_name", "known_as", "date_of_birth", "estimated_age", "estimated_on", "age_source",
        ]  # fmt: skip
        operational = ["id", "reference", "agency", "restricted", "created_at"]

    @property
    def name(self) -> str:
        if self.veiled:
            return f"Restricted record {self.reference}"
        return f"{self.first_names} {self.family_name}".strip()

    @property
    def names(self) -> tuple[str, ...]:
        """All that the child is called, as recorded."""
        return tuple(getattr(self, name) for name in NAMES)

    @property
    def list_name(self) -> str:
        if self.veiled:
            return self.name
        return f"{self.family_name}, {self.first_names}" if self.family_name else self.first_names

    def estimated_age_on(self, day) -> int | None:
        """The estimate carried forward: whole years since it was made are added."""
        if self.estimated_age is None:
            return None
        return self.estimated_age + age_on(self.estimated_on, max(day, self.estimated_on))

    def age(self, day=None) -> int | None:
        """Age in whole years on the day (today by default); an estimate is the youngest age the child may be."""
        day = day or clock.today()
        if self.date_of_birth:
            return age_on(self.date_of_birth, day) if day >= self.date_of_birth else None
        return self.estimated_age_on(day)
