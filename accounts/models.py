"""People, agencies and areas; each area's contacts and its dated local procedure."""

import datetime as dt
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now

from accounts.roles import ROLES, Role
from cse_portal.reference import new_reference
from screening.protocol import Procedure, procedure_from


def person_reference() -> str:
    return new_reference("P")


def contact_reference() -> str:
    return new_reference("N")


class Area(models.Model):
    """An authority whose MASH receives referrals."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    # What the area calls its monthly multi-agency panel, and where its force takes information.
    panel_name = models.CharField(max_length=60, default="MACE", db_default="MACE")
    police_inbox = models.EmailField(blank=True, db_default="")

    class Meta:
        ordering = ["name"]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "slug", "name", "panel_name", "police_inbox"]

    def __str__(self):
        return self.name


class ContactKind(models.TextChoices):
    POLICE_EMERGENCY = "police_emergency", "Police or ambulance, in an emergency"
    MASH = "mash", "MASH"
    OUT_OF_HOURS = "out_of_hours", "Out of hours"
    CSE_TEAM = "cse_team", "CSE team"
    POLICE_NON_EMERGENCY = "police_non_emergency", "Police, not an emergency"
    CENTRAL_REFERRAL_UNIT = "central_referral_unit", "Central Referral Unit"
    CHILD_ABUSE_UNIT = "child_abuse_unit", "Child Abuse Investigation Unit"
    STOP_CSE = "stop_cse", "Stop CSE"
    SPECIALIST = "specialist", "Specialist support"
    OTHER = "other", "Other"


class Contact(models.Model):
    """A number people ring. Data with an owner and a last-checked date, never a constant in code."""

    reference = models.CharField(max_length=20, unique=True, default=contact_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=30, choices=ContactKind)
    service = models.CharField(max_length=120)
    number = models.CharField(max_length=40)
    hours = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    last_checked_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "reference", "area", "kind", "service", "number", "hours", "note", "owner", "last_checked_on",
            "position",
        ]  # fmt: skip


class LocalProcedureQuerySet(models.QuerySet):
    def in_force(self, area: Area, on: dt.date) -> "LocalProcedure":
        """The area's procedure on that day: the latest that had begun. Raises DoesNotExist when none had."""
        return self.filter(area=area, in_force_from__lte=on).latest("in_force_from")

    def calendar(self, area: Area, on: dt.date) -> Procedure:
        """The procedure in force on that day, with every closed day as the procedure in force on each will have it.

        A clock that starts now runs into days of a procedure still to come. Raises DoesNotExist when none had begun.
        """
        rows = list(self.filter(area=area).select_related("area").order_by("in_force_from"))
        begun = [row for row in rows if row.in_force_from <= on]
        if not begun:
            raise self.model.DoesNotExist(f"{area} had no procedure on {on}.")
        ends = [row.in_force_from for row in rows[1:]] + [dt.date.max]
        closed = {
            day
            for row, end in zip(rows, ends, strict=True)
            for day in row.as_procedure().closed_days
            if row.in_force_from <= day < end
        }
        return replace(begun[-1].as_procedure(), closed_days=frozenset(closed))


class LocalProcedure(models.Model):
    """One area's own intervals and clocks, in force from a date. A change is a new row, so old ones stay explained."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="procedures")
    in_force_from = models.DateField()
    rescreen_months_level_1 = models.PositiveSmallIntegerField(default=3)
    rescreen_weeks_referred = models.PositiveSmallIntegerField(default=6)
    decision_working_days = models.PositiveSmallIntegerField(default=1)
    written_within_hours = models.PositiveSmallIntegerField(default=24)
    return_interview_hours = models.PositiveSmallIntegerField(default=72)
    escalation_stage_days = models.JSONField(default=list, blank=True)
    # {"red": {"hours": 4, "day_and_night": true}, …}: how soon a referral so rated is decided, never later than above.
    priority_targets = models.JSONField(default=dict, blank=True, db_default={})
    # {"monday": ["08:45", "17:20"], …}; a day that is absent is closed.
    office_hours = models.JSONField(default=dict)
    # ISO dates on which the office is closed besides England's bank holidays.
    closed_days = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120, blank=True)

    objects = LocalProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["area", "-in_force_from"]
        constraints = [models.UniqueConstraint(fields=["area", "in_force_from"], name="one_procedure_a_day")]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "area", "in_force_from", "rescreen_months_level_1", "rescreen_weeks_referred",
            "decision_working_days", "written_within_hours", "return_interview_hours", "escalation_stage_days",
            "priority_targets", "office_hours", "closed_days", "source", "owner",
        ]  # fmt: skip

    def as_procedure(self) -> Procedure:
        """The frozen value the rules are given."""
        return procedure_from(
            {
                "area": self.area.name,
                "in_force_from": self.in_force_from,
                "rescreen_months_level_1": self.rescreen_months_level_1,
                "rescreen_weeks_referred": self.rescreen_weeks_referred,
                "decision_working_days": self.decision_working_days,
                "written_within_hours": self.written_within_hours,
                "return_interview_hours": self.return_interview_hours,
                "office_hours": self.office_hours,
                "closed_days": [dt.date.fromisoformat(day) for day in self.closed_days],
                "escalation_stage_days": self.escalation_stage_days,
                "priority_targets": self.priority_targets,
                "source": self.source,
                "owner": self.owner,
            }
        )


class AgencyKind(models.TextChoices):
    PRIMARY_SCHOOL = "primary_school", "Primary school"
    SECONDARY_SCHOOL = "secondary_school", "Secondary school"
    HEALTH = "health", "Health"
    POLICE = "police", "Police"
    SOCIAL_CARE = "social_care", "Social care"
    SPECIALIST = "specialist", "Specialist service"
    MASH = "mash", "MASH"
    COUNCIL = "council", "Council"


class Agency(models.Model):
    """A partner whose people screen, receive or track. A school, a health team, a police unit, a MASH."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    class Privacy:
        personal: list[str] = []
        operational = ["id", "area", "name", "kind", "phone", "address"]

    def __str__(self):
        return self.name


class UserQuerySet(models.QuerySet):
    def visible_to(self, member: "Membership"):
        """The people who have, or had, a role in the member's own area."""
        roles = Membership.objects.filter(user=models.OuterRef("pk"), agency__area=member.agency.area_id)
        return self.filter(models.Exists(roles))

    def working_in(self, area: Area):
        """Those who have a role there now and can sign in."""
        roles = Membership.objects.active().filter(user=models.OuterRef("pk"), agency__area=area)
        return self.filter(models.Exists(roles))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who can sign in. What they may do comes from their memberships alone."""

    reference = models.CharField(max_length=20, unique=True, default=person_reference, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            # Signing in compares in small letters; an address kept otherwise would never be found.
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="address_in_small_letters"),
        ]

    class Privacy:
        personal = ["email", "name", "job_title", "phone", "password"]
        operational = ["id", "reference", "is_active", "created_at", "last_login"]

    def __str__(self):
        return self.name

    @property
    def first_name(self):
        return self.name.split(" ")[0]


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(ended_on=None, user__is_active=True)

    def with_permission(self, permission):
        from accounts.access import roles_with

        return self.active().filter(role__in=roles_with(permission))


class Membership(models.Model):
    """A person acting for an agency in a role. Every change and every look is recorded against one of these."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, d.label) for role, d in ROLES.items()])
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "agency", "role"], name="one_membership_a_role")]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "user", "agency", "role", "started_on", "ended_on"]

    def __str__(self):
        return f"{self.user}, {self.agency}, {self.role_label}"

    @property
    def role_label(self) -> str:
        return ROLES[Role(self.role)].label

    @property
    def role_sentence(self) -> str:
        return ROLES[Role(self.role)].sentence

    @property
    def area(self) -> Area:
        return self.agency.area

    @property
    def is_working(self) -> bool:
        """Whether mail and tasks may go here: neither the membership nor the account has ended."""
        return self.ended_on is None and self.user.is_active
