"""What follows a screening: the referral to the MASH, its PDF, and the CSE officer's log entry."""

import pgtrigger
from django.db import models
from django.db.models import F, Prefetch, Q

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal.reference import check_code, is_reference, referral_reference
from indicators.models import choices
from referrals.states import MASH_OUTCOME_WORDS, STATE_WORDS, Kind, MashOutcome, State
from screening.models import Child, Rescreen, Screening, of_children
from screening.protocol import Outcome, Tool

# False sorts before true: what is urgent stands first, and the inbox's order runs in one direction for its index.
WAITS = models.ExpressionWrapper(Q(urgent=False), output_field=models.BooleanField())
OPEN = ~Q(state="decided")
INBOX_ORDER = ("waits", "sent_at", "id")
# More alerts about a child nobody knows are not looked for at once.
MOST_UNKNOWN = 500


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The receiving area's MASH; the referrer; the referrer's lead; the area's CSE officer."""
        if member is None:
            return self.none()
        seen = Q(pk__in=[])
        if has_permission(member, Permission.REFERRAL_RECEIVE):
            seen |= Q(area=member.area)
        if has_permission(member, Permission.REFERRAL_SEND):
            seen |= Q(referrer__user=member.user, agency=member.agency)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            seen |= Q(agency=member.agency)
        if has_permission(member, Permission.LOG_VIEW):
            seen |= Q(area=member.area)
        return self.filter(seen)

    def open(self):
        return self.exclude(state=State.DECIDED)

    def inbox_order(self):
        """Urgent first, then oldest."""
        return self.annotate(waits=WAITS).order_by(*INBOX_ORDER)

    def for_lists(self):
        """What a row of a list shows, without the long texts."""
        long_texts = ("content", "details", "reason", "next_step", "feedback")
        return self.select_related("child", "agency", "worker__user").defer(*long_texts)

    def about(self, text: str):
        """A reference, or the beginnings of a child's names; an alert about a child not yet known by any part of it."""
        if is_reference(text):
            return self.filter(reference=text.upper())
        unknown = self.filter(child=None, child_as_known__icontains=text).values_list("pk", flat=True)
        return of_children(self, text, besides=list(unknown[:MOST_UNKNOWN]))

    def with_people(self):
        return self.select_related(
            "child", "area", "agency", "referrer__user", "worker__user", "screening__edition", "screening__child"
        )


class Referral(models.Model):
    """A request to the MASH about a child. `content` is frozen when sent; the PDF is made from it alone."""

    reference = models.CharField(max_length=20, unique=True, default=referral_reference, editable=False)
    kind = models.CharField(max_length=20, choices=choices(Kind))
    state = models.CharField(max_length=20, choices=choices(State), default=State.NEW)
    urgent = models.BooleanField(default=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    referrer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="referrals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    # Who the child is as far as known: an urgent alert may have no more than a first name or a description.
    child_as_known = models.CharField(max_length=400)
    screening = models.OneToOneField(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="referral"
    )
    # The referral's fields by name (referrals/fields.py), as sent.
    details = models.JSONField(default=dict)
    # Everything the PDF and the pages show, frozen when sent: see referrals.content.
    content = models.JSONField(default=dict)
    outcome = models.CharField(max_length=30, choices=choices(Outcome), blank=True)

    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="sent_referrals")
    # One working day after sending (rule 25), worked out from the area's procedure of that day.
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_held"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mash_outcome = models.CharField(max_length=30, choices=choices(MashOutcome), blank=True)
    reason = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    feedback_read_at = models.DateTimeField(null=True, blank=True)
    feedback_read_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When the referrer was told that no decision had come by `due_at` (rule 25).
    chased_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("area"), WAITS, "sent_at", "id", name="referral_inbox", condition=OPEN),
            models.Index(F("area"), F("state"), WAITS, "sent_at", "id", name="referral_inbox_state", condition=OPEN),
            models.Index(F("area"), F("agency"), WAITS, "sent_at", "id", name="referral_inbox_agency", condition=OPEN),
            models.Index(F("area"), F("worker"), WAITS, "sent_at", "id", name="referral_inbox_worker", condition=OPEN),
            models.Index(fields=["area", "state", "-sent_at", "-id"], name="referral_area_state"),
            models.Index(fields=["area", "-sent_at", "-id"], name="referral_area"),
            models.Index(fields=["referrer", "-sent_at", "-id"], name="referral_mine"),
            models.Index(fields=["agency", "-sent_at", "-id"], name="referral_agency"),
            models.Index(fields=["area", "-decided_at", "-id"], name="referral_decided", condition=Q(state="decided")),
            models.Index(fields=["area", "due_at", "id"], name="referral_area_due", condition=OPEN),
            models.Index(fields=["due_at"], name="referral_due", condition=OPEN),
            models.Index(fields=["area"], name="referral_unknown_child", condition=Q(child=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
                | Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
                name=f"referral_{name}_pair",
            )
            for name in ("opened", "acknowledged", "decided", "feedback_read")
        ] + [
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (Q(decided_at__isnull=False) & ~Q(mash_outcome="") & ~Q(reason="") & ~Q(feedback="")),
                name="decided_is_explained",
            ),
        ]
        triggers = [pgtrigger.Protect(name="referral_never_deleted", operation=pgtrigger.Delete)]

    class Privacy:
        personal = ["child_as_known", "details", "content", "reason", "next_step", "feedback"]
        operational = [
            "id", "reference", "kind", "state", "urgent", "area", "agency", "referrer", "child", "screening",
            "outcome", "sent_at", "sent_by", "due_at", "opened_at", "opened_by", "acknowledged_at", "acknowledged_by",
            "worker", "decided_at", "decided_by", "mash_outcome", "feedback_read_at", "feedback_read_by", "chased_at",
        ]  # fmt: skip

    @property
    def state_words(self) -> str:
        return STATE_WORDS[State(self.state)].label

    @property
    def mash_outcome_words(self) -> str:
        return MASH_OUTCOME_WORDS[MashOutcome(self.mash_outcome)] if self.mash_outcome else ""

    @property
    def child_name(self) -> str:
        return self.child.name if self.child else self.child_as_known

    @property
    def is_decided(self) -> bool:
        return self.state == State.DECIDED


class Document(models.Model):
    """One edition of a referral's PDF: asked for when it is sent, made by a worker, then unchanging."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="documents")
    edition = models.PositiveSmallIntegerField(default=1)
    check_code = models.CharField(max_length=12, unique=True, default=check_code)
    content = models.JSONField()
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "edition"], name="one_document_an_edition")]
        indexes = [models.Index(fields=["id"], name="document_waiting", condition=Q(made_at=None))]
        triggers = [
            pgtrigger.Protect(
                name="made_is_unchanging",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__made_at__isnull=False),
            ),
            pgtrigger.Protect(name="document_never_deleted", operation=pgtrigger.Delete),
        ]

    class Privacy:
        personal = ["content", "pdf"]
        operational = [
            "id", "referral", "edition", "check_code", "asked_at", "made_at", "sha256", "pages", "attempts",
        ]  # fmt: skip


DATED = Q(due_on__isnull=False)
# Screenings and referrals carry long texts, which a list has no use for.
ENTRY_IN_LOG = ("outcome", "previous_outcome", "movement", "entered_at", "current", "due_on")
CHILD_IN_LOG = ("reference", "first_names", "family_name", "date_of_birth", "estimated_age", "estimated_on")
REFERRAL_IN_LOG = ("reference", "screening", "state", "sent_at", "due_at", "mash_outcome", "worker__user__name")


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """The area's CSE officer."""
        if has_permission(member, Permission.LOG_VIEW):
            return self.filter(area=member.area)
        return self.none()

    def standing(self):
        """Without the versions that a correction has replaced."""
        return self.filter(replaced=False)

    def about(self, text: str):
        """A reference of the child, the screening or its referral, or the beginnings of a child's names."""
        if is_reference(text):
            by_letter = {"C": "child__reference", "R": "screening__referral__reference"}
            return self.filter(**{by_letter.get(text[0].upper(), "screening__reference"): text.upper()})
        return of_children(self, text)

    def with_people(self):
        return self.select_related(
            "child", "agency", "screening", "screening__edition", "screening__practitioner__user"
        )

    def for_lists(self):
        """What a row of the log shows: each entry with its re-screen and its referral, read for these rows alone."""
        referrals = Referral.objects.select_related("worker__user").only(*REFERRAL_IN_LOG)
        rescreens = Rescreen.objects.select_related("owner__user")
        return (
            self.select_related("child", "agency", "screening")
            .only("screening__reference", "agency__name", *ENTRY_IN_LOG, *(f"child__{name}" for name in CHILD_IN_LOG))
            .prefetch_related(Prefetch("screening__referral", referrals), Prefetch("screening__rescreen", rescreens))
        )


class LogEntry(models.Model):
    """The CSE officer's entry: one for every completed screening, whatever its outcome (rules 9 and 35).

    Written once by referrals.actions.log. `current` marks the child's latest entry; only that one carries `due_on`.
    """

    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="log_entry")
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

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "log entries"
        indexes = [
            models.Index(fields=["area", "-entered_at", "-id"], name="log_area"),
            models.Index(fields=["area", "outcome", "-entered_at", "-id"], name="log_outcome"),
            models.Index(fields=["area", "agency", "-entered_at", "-id"], name="log_agency"),
            models.Index(fields=["area", "tool", "-entered_at", "-id"], name="log_tool"),
            models.Index(fields=["area", "due_on", "id"], name="log_due", condition=DATED),
            models.Index(fields=["area", "agency", "due_on", "id"], name="log_due_agency", condition=DATED),
            models.Index(fields=["area", "outcome", "due_on", "id"], name="log_due_outcome", condition=DATED),
            models.Index(fields=["area", "agency", "outcome", "-entered_at", "-id"], name="log_agency_outcome"),
            models.Index(fields=["area", "-entered_at", "-id"], name="log_up", condition=Q(movement="up")),
            models.Index(fields=["child", "-entered_at"], name="log_child"),
        ]

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "screening", "area", "agency", "child", "tool", "outcome", "previous_outcome", "movement",
            "entered_at", "current", "replaced", "due_on",
        ]  # fmt: skip
