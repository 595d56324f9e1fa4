"""The CSE officer's log: one entry for every completed screening."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.fields.json import KeyTextTransform

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal.reference import is_reference
from indicators.models import choices
from referrals.models.referrals import Referral
from screening import authorities
from screening.models import Child, Screening, of_children
from screening.protocol import Outcome, Tool

DATED = Q(due_on__isnull=False)
# What a list is narrowed by stands at the end of its index, so that rows that do not count are never fetched.
NARROWED = ("outcome", "agency", "tool")
# Screenings and referrals carry long texts, which a list has no use for.
ENTRY_IN_LOG = (
    "area", "outcome", "previous_outcome", "movement", "entered_at", "current", "came", "since", "turns_on", "at_mash",
    "no_plan", "due_on", "next_step", "next_at", "unfinished", "next_with__user__name", "next_with__user__is_active",
    "next_with__ended_on", "screening__reference", "screening__area__name", "agency__name",
    "screening__practitioner__user__name", "screening__practitioner__user__is_active",
    "screening__practitioner__ended_on", "screening__practitioner__agency",
)  # fmt: skip
SAID_IN_LOG = {f"said_{key}": KeyTextTransform(key, "screening__front_sheet") for key in authorities.KEYS}
CHILD_IN_LOG = ("reference", "first_names", "family_name", "date_of_birth", "estimated_age", "estimated_on")
REFERRAL_IN_LOG = ("reference", "screening", "state", "sent_at", "mash_outcome")


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The area's CSE officer."""
        if has_permission(member, Permission.LOG_VIEW):
            return self.filter(area=member.area)
        return self.none()

    def standing(self):
        """Without the versions that a correction has replaced."""
        return self.filter(replaced=False)

    def at_home(self):
        """In the log of the screening's own area."""
        return self.filter(area=F("screening__area"))

    def openable(self):
        """Without those in a second log by what was said alone: that area has nothing of the child to open."""
        return self.filter(Q(came__isnull=False) | Q(area=F("screening__area")))

    def about(self, text: str):
        """A reference of the child, the screening or its referral, or the beginnings of a child's names."""
        if is_reference(text):
            by_letter = {"C": "child__reference", "R": "screening__referral__reference"}
            found = Q(**{by_letter.get(text[0].upper(), "screening__reference"): text.upper()})
            return self.filter(found | Q(came__reference=text.upper()) if text[0] in "Rr" else found)
        return of_children(self, text)

    def with_people(self):
        return self.select_related(
            "child", "agency", "screening", "screening__edition", "screening__practitioner__user"
        )

    def for_lists(self):
        """What a row of the log shows: each entry with its people and its referral, read for these rows alone."""
        referrals = Referral.objects.only(*REFERRAL_IN_LOG)
        people = ("child", "agency", "next_with__user", "screening__practitioner__user", "screening__area")
        return (
            self.select_related(*people)
            .annotate(**SAID_IN_LOG)
            .only(*ENTRY_IN_LOG, *(f"child__{name}" for name in CHILD_IN_LOG))
            .prefetch_related(Prefetch("screening__referral", referrals), Prefetch("came", referrals))
        )


class LogEntry(models.Model):
    """The CSE officer's entry: one for every completed screening, whatever its outcome (rules 9 and 35).

    A screening whose referral went to a second area stands in that area's log as well (rule 30), by the referral that
    `came`; so does one that names the area as the child's home or host authority. `current` marks the child's latest
    entry in the area; only that one carries `due_on`, and only at home.
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="log_entries")
    came = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="log")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="log")
    tool = models.CharField(max_length=20, choices=choices(Tool))
    outcome = models.CharField(max_length=30, choices=choices(Outcome))
    previous_outcome = models.CharField(max_length=30, choices=choices(Outcome), blank=True)
    # "up", "down", "same", "first" or "other_tool": the scales of the two tools do not compare.
    movement = models.CharField(max_length=20)
    entered_at = models.DateTimeField()
    current = models.BooleanField(default=True)
    # A correction of this screening stands instead; the log shows that one.
    replaced = models.BooleanField(default=False, db_default=False)
    # The open re-screen's date, kept here so that the log is one indexed read; moved by the actions of the Rescreen.
    due_on = models.DateField(null=True, blank=True)
    # Where the child stands, worked out by referrals.actions.standing whenever something changes it, so that each of
    # the log's lists is one indexed read. Only the current entry has them.
    since = models.DateField(null=True, blank=True)
    born_on = models.DateField(null=True, blank=True)
    # The next of the twelfth and the eighteenth birthday; none for an adult.
    turns_on = models.DateField(null=True, blank=True)
    at_mash = models.BooleanField(default=False, db_default=False)
    no_plan = models.BooleanField(default=False, db_default=False)
    no_contact = models.BooleanField(default=False, db_default=False)
    elsewhere = models.BooleanField(default=False, db_default=False)
    # The one next step: what, by when, with whom; and whether a duty of the pathway is not evidenced.
    next_step = models.CharField(max_length=30, blank=True, db_default="")
    next_at = models.DateTimeField(null=True, blank=True)
    next_with = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unfinished = models.CharField(max_length=30, blank=True, db_default="")

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "log entries"
        constraints = [models.UniqueConstraint(fields=["screening", "area"], name="one_entry_an_area")]
        indexes = [
            models.Index(fields=["area", "-entered_at", "-id"], name="log_area"),
            models.Index(fields=["area", "outcome", "-entered_at", "-id"], name="log_outcome"),
            models.Index(fields=["area", "agency", "-entered_at", "-id"], name="log_agency"),
            models.Index(fields=["area", "tool", "-entered_at", "-id"], name="log_tool"),
            models.Index(fields=["area", "due_on", "id"], name="log_due", condition=DATED),
            models.Index(fields=["area", "agency", "due_on", "id"], name="log_due_agency", condition=DATED),
            models.Index(fields=["area", "outcome", "due_on", "id"], name="log_due_outcome", condition=DATED),
            models.Index(fields=["area", "agency", "outcome", "-entered_at", "-id"], name="log_agency_outcome"),
            models.Index(fields=["area", "-entered_at", "-id", *NARROWED], name="log_up", condition=Q(movement="up")),
            models.Index(fields=["child", "-entered_at"], name="log_child"),
            models.Index(fields=["area", "next_at", "id", *NARROWED], name="log_next", condition=Q(current=True)),
            models.Index(
                fields=["area", "outcome", "next_at", "id", "agency", "tool"],
                name="log_next_outcome",
                condition=Q(current=True),
            ),
            models.Index(
                fields=["area", "agency", "next_at", "id", "outcome", "tool"],
                name="log_next_agency",
                condition=Q(current=True),
            ),
            *(
                models.Index(
                    fields=["area", "next_at", "id", *NARROWED],
                    name=f"log_{name}",
                    condition=Q(current=True, **{name: True}),
                )
                for name in ("at_mash", "no_plan")
            ),
            *(
                models.Index(
                    fields=["area", "-entered_at", "-id", *NARROWED],
                    name=f"log_{name}",
                    condition=Q(current=True, **{name: True}),
                )
                for name in ("no_contact", "elsewhere")
            ),
            models.Index(
                fields=["area", "turns_on", "id", *NARROWED],
                name="log_turns",
                condition=Q(current=True, turns_on__isnull=False),
            ),
            models.Index(fields=["id"], name="log_unworked", condition=Q(current=True, since=None)),
            models.Index(
                fields=["area", "next_at", "id"], name="log_unfinished", condition=Q(current=True) & ~Q(unfinished="")
            ),
        ]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "screening", "came", "area", "agency", "child", "tool", "outcome", "previous_outcome", "movement",
            "entered_at", "current", "replaced", "due_on", "since", "born_on", "at_mash", "no_plan", "no_contact",
            "turns_on", "elsewhere", "next_step", "next_at", "next_with", "unfinished",
        ]  # fmt: skip

    @property
    def is_away(self) -> bool:
        """In the log of another area than the screening's own."""
        return self.area_id != self.screening.area_id
