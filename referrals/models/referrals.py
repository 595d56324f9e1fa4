"""A referral to the MASH about a child, from the moment it is sent."""

import datetime as dt

import pgtrigger
from django.db import models
from django.db.models import Case, Q, Value, When

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.reference import is_reference, referral_reference
from indicators.models import choices
from referrals.states import (
    ANSWERED_STATES,
    MASH_OUTCOME_WORDS,
    NOT_RATED,
    OPEN_STATES,
    PRIORITY_WORDS,
    STATE_WORDS,
    Kind,
    MashOutcome,
    Priority,
    State,
)
from screening.models import Child, Screening, of_children
from screening.protocol import Outcome

OPEN = Q(state__in=[state.value for state in OPEN_STATES])
ANSWERED = Q(state__in=[state.value for state in ANSWERED_STATES])
# Nothing falls behind because nobody has rated it: an alert stands above all, what is not rated above amber.
RANK = Case(
    When(priority=Priority.RED.value, then=Value(1)),
    When(priority=Priority.AMBER.value, then=Value(3)),
    When(priority=Priority.GREEN.value, then=Value(4)),
    When(urgent=True, then=Value(0)),
    default=Value(2),
    output_field=models.BigIntegerField(),
)
_MILLISECONDS = models.Func(
    "sent_at", template="(extract(epoch from %(expressions)s at time zone 'UTC') * 1000)::bigint",
    output_field=models.BigIntegerField(),
)  # fmt: skip
# Rank and moment of sending as one number, because PostgreSQL judges a page's first row by its first key alone.
PLACE = RANK * 10**14 + _MILLISECONDS
INBOX_ORDER = ("place", "id")
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
        return self.filter(OPEN)

    def overdue(self):
        """Open, its due time past, and its clock not standing still."""
        return self.open().filter(due_at__lt=clock.now(), paused_at=None)

    def unread_answers(self):
        """Closed by the MASH, and its answer not marked as read by the referrer."""
        return self.filter(state__in=ANSWERED_STATES, feedback_read_at=None)

    def read_by(self, member: Membership):
        """Whose answers this person reads: their own; for a lead also those of colleagues who have left."""
        mine = Q(referrer=member)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            gone = Q(referrer__ended_on__isnull=False) | Q(referrer__user__is_active=False)
            mine |= Q(agency=member.agency) & gone
        return self.filter(mine)

    def inbox_order(self):
        """Urgent first, then by priority, then oldest."""
        return self.order_by(*INBOX_ORDER)

    def for_lists(self):
        """What a row of a list shows, without the long texts."""
        long_texts = ("content", "details", "additions", "reason", "next_step", "feedback")
        return self.select_related("child", "agency", "worker__user").defer(*long_texts)

    def of_children(self, children):
        """Those about any of these records, as sent or as the MASH found out."""
        return self.filter(Q(child__in=children) | Q(mash_child__in=children))

    def about(self, text: str):
        """A reference, or the beginnings of a child's names; an alert about a child not yet known by any part of it."""
        if is_reference(text):
            return self.filter(reference=text.upper())
        unknown = self.filter(child=None, child_as_known__icontains=text).values_list("pk", "mash_child")
        return of_children(self, text, besides=_unless_restricted(list(unknown[:MOST_UNKNOWN])))

    def with_people(self):
        return self.select_related(
            "child", "area", "agency", "referrer__user", "worker__user", "screening__edition", "screening__child"
        )


def _unless_restricted(rows: list[tuple[int, int | None]]) -> list[int]:
    """The alerts among these of which the MASH did not say that they are about a restricted child."""
    said = {child for _, child in rows if child}
    held = set(Child.objects.filter(pk__in=said, restricted=True).values_list("pk", flat=True)) if said else set()
    return [pk for pk, child in rows if child not in held]


class Referral(models.Model):
    """A request to the MASH about a child. `content` is frozen when sent; the PDF is made from it alone."""

    reference = models.CharField(max_length=20, unique=True, default=referral_reference, editable=False)
    kind = models.CharField(max_length=20, choices=choices(Kind))
    state = models.CharField(max_length=20, choices=choices(State), default=State.NEW)
    urgent = models.BooleanField(default=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    # Who answers for it at the agency now; `sent_by` and the frozen `content` keep who sent it.
    referrer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="referrals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    # Whom the MASH says a referral without a record is about. Its referrer is never shown it.
    mash_child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Who the child is as far as known: an urgent alert may have no more than a first name or a description.
    child_as_known = models.CharField(max_length=400)
    screening = models.OneToOneField(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="referral"
    )
    # The referral's fields by name (referrals/fields.py), as sent.
    details = models.JSONField(default=dict)
    # What the referrer has typed on the pages of the whole referral since, and not sent yet.
    additions = models.JSONField(default=dict, blank=True, db_default={})
    # Everything the PDF and the pages show, frozen when sent: see referrals.content.
    content = models.JSONField(default=dict)
    outcome = models.CharField(max_length=30, choices=choices(Outcome), blank=True)

    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="sent_referrals")
    # The earlier of rule 25's working day and the area's target for the priority; see referrals.clock.
    due_at = models.DateTimeField()
    # Since when the clock stands still, because a question is with somebody else.
    paused_at = models.DateTimeField(null=True, blank=True)
    # Each time that it stood still and goes on again: [["2026-11-20T11:05:00+00:00", "…"], …].
    pauses = models.JSONField(default=list, blank=True, db_default=[])
    priority = models.CharField(max_length=10, choices=choices(Priority), blank=True, db_default="")
    rated_at = models.DateTimeField(null=True, blank=True)
    rated_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Where it stands in the inbox: by priority, then by when it was sent.
    place = models.GeneratedField(expression=PLACE, output_field=models.BigIntegerField(), db_persist=True)
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
    # What the outcome needs, by name: when a strategy discussion is held and who attends, the worker, the support.
    decision_details = models.JSONField(default=dict, blank=True, db_default={})
    reason = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    feedback = models.TextField(blank=True)
    feedback_read_at = models.DateTimeField(null=True, blank=True)
    feedback_read_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When the referrer was reminded that the answer waits to be read.
    unread_told_at = models.DateTimeField(null=True, blank=True)
    # When the referrer was told that no decision had come by `due_at` (rule 25).
    chased_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True, db_default="")
    # The original, of the same child, when this one was a duplicate.
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")
    # The referral of another area that this one came from (rule 30), passed on or sent to both.
    came_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="went_to")

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area", "place", "id"], name="referral_inbox", condition=OPEN),
            models.Index(fields=["area", "state", "place", "id"], name="referral_inbox_state", condition=OPEN),
            models.Index(fields=["area", "agency", "place", "id"], name="referral_inbox_agency", condition=OPEN),
            models.Index(fields=["area", "worker", "place", "id"], name="referral_inbox_worker", condition=OPEN),
            models.Index(
                fields=["area", "state", "worker", "place", "id"], name="referral_inbox_state_worker", condition=OPEN
            ),
            models.Index(fields=["area", "priority", "place", "id"], name="referral_inbox_priority", condition=OPEN),
            models.Index(fields=["area", "kind", "place", "id"], name="referral_inbox_kind", condition=OPEN),
            models.Index(fields=["area", "sent_at", "id"], name="referral_inbox_sent", condition=OPEN),
            models.Index(fields=["area", "state", "-sent_at", "-id"], name="referral_area_state"),
            models.Index(fields=["area", "-sent_at", "-id"], name="referral_area"),
            models.Index(fields=["referrer", "-sent_at", "-id"], name="referral_mine"),
            models.Index(fields=["agency", "-sent_at", "-id"], name="referral_agency"),
            models.Index(fields=["area", "-decided_at", "-id"], name="referral_decided", condition=ANSWERED),
            models.Index(fields=["child"], name="referral_of_child"),
            models.Index(fields=["area", "due_at", "id"], name="referral_area_due", condition=OPEN),
            models.Index(fields=["due_at"], name="referral_due", condition=OPEN),
            models.Index(
                fields=["decided_at"],
                name="referral_unread",
                condition=ANSWERED & Q(feedback_read_at=None, unread_told_at=None),
            ),
            models.Index(fields=["area"], name="referral_unknown_child", condition=Q(child=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
                | Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False}),
                name=f"referral_{name}_pair",
            )
            for name in ("opened", "acknowledged", "decided", "feedback_read", "rated", "withdrawn")
        ] + [
            models.CheckConstraint(
                condition=~ANSWERED | (Q(decided_at__isnull=False) & ~Q(reason="") & ~Q(feedback="")),
                name="answered_is_explained",
            ),
            models.CheckConstraint(condition=~Q(state="decided") | ~Q(mash_outcome=""), name="decided_has_an_outcome"),
            models.CheckConstraint(condition=~Q(state="joined") | Q(joined_to__isnull=False), name="joined_to_one"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_is_explained",
            ),
            # The clock stands still exactly while the referral waits.
            models.CheckConstraint(
                condition=Q(state="waiting", paused_at__isnull=False) | (~Q(state="waiting") & Q(paused_at=None)),
                name="waiting_is_paused",
            ),
        ]
        triggers = [pgtrigger.Protect(name="referral_never_deleted", operation=pgtrigger.Delete)]

    class Privacy:
        personal = [
            "child_as_known", "details", "additions", "content", "decision_details", "reason", "next_step", "feedback",
            "withdrawn_reason",
        ]  # fmt: skip
        operational = [
            "id", "reference", "kind", "state", "urgent", "area", "agency", "referrer", "child", "mash_child",
            "outcome", "sent_at", "sent_by", "due_at", "opened_at", "opened_by", "acknowledged_at", "acknowledged_by",
            "worker", "decided_at", "decided_by", "mash_outcome", "feedback_read_at", "feedback_read_by", "chased_at",
            "unread_told_at", "paused_at", "pauses", "priority", "rated_at", "rated_by", "place", "withdrawn_at",
            "withdrawn_by", "joined_to", "came_from", "screening",
        ]  # fmt: skip

    @property
    def state_words(self) -> str:
        return STATE_WORDS[State(self.state)].label

    @property
    def mash_outcome_words(self) -> str:
        return MASH_OUTCOME_WORDS[MashOutcome(self.mash_outcome)] if self.mash_outcome else ""

    @property
    def answer_words(self) -> str:
        """What the MASH answered, or the state it is in: Early help; Joined to another referral; Withdrawn."""
        return self.mash_outcome_words or self.state_words

    @property
    def child_name(self) -> str:
        return self.child.name if self.child else self.child_as_known

    @property
    def priority_words(self) -> str:
        return PRIORITY_WORDS[Priority(self.priority)] if self.priority else NOT_RATED

    @property
    def stood_still(self) -> list[tuple[dt.datetime, dt.datetime]]:
        """From when until when the clock was paused, in order, without a pause that still lasts."""
        return [tuple(map(dt.datetime.fromisoformat, pause)) for pause in self.pauses]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_unread(self) -> bool:
        """Open, and nobody of the MASH has looked at it."""
        return self.is_open and self.opened_at is None

    @property
    def is_decided(self) -> bool:
        return self.state == State.DECIDED

    @property
    def is_answered(self) -> bool:
        """Decided, joined or passed on: the MASH has closed it and written to the referrer."""
        return self.state in ANSWERED_STATES
