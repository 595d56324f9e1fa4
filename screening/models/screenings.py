"""One tool about one child on one day."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal.reference import screening_reference
from indicators.models import Edition, Indicator, choices, indicators_of
from screening.models.children import Child
from screening.protocol import Answer as ProtocolAnswer
from screening.protocol import Answers, Movement, Outcome, Presence, Strength, Tool
from screening.states import Status

if TYPE_CHECKING:
    from screening.models.answers import Answer


def is_with(member: Membership, of: str = "") -> Q:
    """That somebody holds a screening, their own or one they took over. `of` leads from the row to the screening."""
    return Q(**{f"{of}holder": member}) | Q(**{f"{of}holder": None, f"{of}practitioner": member})


class ScreeningQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Own screenings; for a lead the agency's completed and waiting ones; for a CSE officer the area's completed.

        A draft is seen by its practitioner alone. A named second person sees what waits for them. Whoever took one
        over sees it beside whoever wrote it.
        """
        if member is None:
            return self.none()
        own = Q(practitioner__user=member.user) | Q(holder__user=member.user)
        seen = own & Q(agency=member.agency) & ~Q(status=Status.DELETED)
        if not has_permission(member, Permission.SCREENING_WRITE):
            seen = Q(pk__in=[])
        shared = [Status.COMPLETE, Status.SUPERSEDED]
        if has_permission(member, Permission.SCREENING_COUNTERSIGN):
            seen |= Q(second_person=member, status=Status.WAITING)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            seen |= Q(agency=member.agency, status__in=[*shared, Status.WAITING])
        if has_permission(member, Permission.SCREENING_VIEW_AREA):
            seen |= Q(area=member.area, status__in=shared)
        return self.filter(seen)

    def drafts_of(self, member: Membership):
        return self.filter(practitioner=member, status=Status.DRAFT)

    def waiting(self):
        """With a second person; `held_now` is who takes it back or changes it."""
        held_now = Coalesce("holder", "practitioner", output_field=models.BigIntegerField())
        return self.filter(status=Status.WAITING).alias(held_now=held_now)

    def called_only(self):
        """Drafts with a call noted of which nothing was written to the MASH yet (rule 26)."""
        return self.filter(status=Status.DRAFT, danger_called_at__isnull=False, referral=None)

    def completed(self):
        return self.filter(status=Status.COMPLETE)

    def waiting_in(self, area: Area):
        """What a second person has still to answer: for the CSE officer, who sees that, and not the screening."""
        return self.filter(area=area, status=Status.WAITING)

    def with_people(self):
        people = (f"{role}__{name}" for role in ("practitioner", "holder") for name in ("user", "agency"))
        return self.select_related("child", "edition", "area", "agency", *people)


# What a practitioner keeps in their list; a version that was corrected stands in the newer one's history.
KEPT = (Status.DRAFT, Status.WAITING, Status.COMPLETE)


class Screening(models.Model):
    """One tool about one child on one day. Once complete it never changes; a correction is a new version."""

    reference = models.CharField(max_length=20, unique=True, default=screening_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="screenings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="screenings")
    # Who judges it, or has the draft in hand. A hand-over moves a draft, and never who judged what was sent.
    practitioner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="screenings")
    # Who took it over while it was with a second person; nobody where it is still with whoever wrote it.
    holder = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="screenings", null=True, blank=True)
    tool = models.CharField(max_length=20, choices=choices(Tool), blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="screenings")
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Status], default=Status.DRAFT)
    # The day the screening is about: the day of starting, moved to the day of submitting.
    screening_date = models.DateField()
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    # Danger first (rule 1): what was answered, and the call that was noted.
    danger = models.BooleanField(default=False)
    danger_called = models.CharField(max_length=300, blank=True)
    danger_called_at = models.DateTimeField(null=True, blank=True)
    # When the practitioner was reminded that the call is not followed in writing yet (rule 26).
    written_chased_at = models.DateTimeField(null=True, blank=True)

    # What pages.py asks beside the indicators: {"field": value}. The pages name the fields.
    front_sheet = models.JSONField(default=dict, blank=True)
    narrative = models.JSONField(default=dict, blank=True)
    # The practitioner's judgement as typed: outcome, reason and what the outcome asks for.
    judgement = models.JSONField(default=dict, blank=True)
    sections_seen = models.JSONField(default=list, blank=True)

    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_screenings"
    )
    # Another agency's answers that stand beside this screening's questions. What it is compared with is `previous`.
    beside = models.ForeignKey("SharedAnswers", on_delete=models.PROTECT, null=True, blank=True, related_name="used_in")
    second_person = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="asked_to_countersign"
    )
    returned_reason = models.TextField(blank=True)

    # Frozen when complete: the outcome, the decision with every reason, and what was on the page.
    outcome = models.CharField(max_length=30, choices=choices(Outcome), blank=True)
    decision = models.JSONField(null=True, blank=True)
    protocol_version = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="submitted_screenings"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="countersigned_screenings"
    )
    version = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by_screening"
    )
    correction_reason = models.TextField(blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["practitioner", "status", "-saved_at", "-id"], name="screening_mine"),
            models.Index(
                fields=["practitioner", "-saved_at", "-id"],
                name="screening_kept",
                condition=Q(status__in=[status.value for status in KEPT]),
            ),  # fmt: skip
            models.Index(fields=["agency", "status", "-submitted_at", "-id"], name="screening_agency"),
            models.Index(fields=["child", "-submitted_at"], name="screening_of_child"),
            models.Index(fields=["second_person"], name="screening_waiting", condition=Q(status="waiting")),
            models.Index(fields=["area", "saved_at"], name="screening_waiting_area", condition=Q(status="waiting")),
            models.Index(
                Coalesce("holder", "practitioner"), name="screening_waiting_held", condition=Q(status="waiting")
            ),
            models.Index(fields=["holder"], name="screening_taken_over", condition=Q(holder__isnull=False)),
            models.Index(
                fields=["danger_called_at"],
                name="screening_call_noted",
                condition=Q(status="draft", danger_called_at__isnull=False, written_chased_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["complete", "superseded"])
                | Q(
                    decision__isnull=False, submitted_at__isnull=False, submitted_by__isnull=False, child__isnull=False,
                    edition__isnull=False,
                ),
                name="complete_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True, countersigned_by__isnull=True)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False),
                name="countersigned_pair",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_pair",
            ),
        ]  # fmt: skip
        triggers = [
            # Only the status of a completed screening may still move, when a correction replaces it.
            pgtrigger.Trigger(
                name="complete_is_read_only",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status__in=["complete", "superseded"])
                & (
                    pgtrigger.Q(old__decision__df=pgtrigger.F("new__decision"))
                    | pgtrigger.Q(old__outcome__df=pgtrigger.F("new__outcome"))
                    | pgtrigger.Q(old__narrative__df=pgtrigger.F("new__narrative"))
                    | pgtrigger.Q(old__front_sheet__df=pgtrigger.F("new__front_sheet"))
                    | pgtrigger.Q(old__judgement__df=pgtrigger.F("new__judgement"))
                    | pgtrigger.Q(old__submitted_at__df=pgtrigger.F("new__submitted_at"))
                ),
                func="RAISE EXCEPTION 'A completed screening is read-only; a correction is a new version.';",
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    class Privacy:
        personal = [
            "front_sheet",
            "narrative",
            "judgement",
            "decision",
            "returned_reason",
            "correction_reason",
            "danger_called",
        ]
        operational = [
            "id", "reference", "area", "agency", "practitioner", "child", "tool", "edition", "status", "screening_date",
            "started_at", "saved_at", "danger", "danger_called_at", "written_chased_at", "sections_seen", "previous",
            "beside", "second_person", "outcome", "protocol_version", "submitted_at", "submitted_by",
            "countersigned_at", "countersigned_by", "version", "corrects", "holder",
        ]  # fmt: skip

    @property
    def held_by(self) -> Membership:
        """Who changes it, takes it back and hears of it: whoever took it over, else whoever wrote it."""
        return self.holder or self.practitioner

    @property
    def log_entry(self):
        """Its entry in its own area's log; another area's log may have one too (rule 30)."""
        return next(entry for entry in self.log_entries.all() if entry.area_id == self.area_id)

    def as_answers(self) -> Answers:
        """The one bridge into the core: every indicator with its answer, "not asked" where there is none.

        `under_13` is the child's age on the screening day (rule 8).
        """
        given = {answer.indicator_id: answer for answer in self.answers.all()}
        age = self.child.age(self.screening_date)
        return Answers(
            tool=Tool(self.tool),
            under_13=age is not None and age < 13,
            items=tuple(as_item(indicator, given.get(indicator.pk)) for indicator in indicators_of(self.edition_id)),
        )

    @property
    def movement_reason(self) -> str:
        """Why the level is another than last time, as it was written then: what changed for a lower one (rule 24),
        the judgement for any other (rule 23). Empty where it did not move, or nothing was decided yet.
        """
        moved = (self.decision or {}).get("movement")
        if moved == Movement.DOWN:
            return self.judgement.get("what_changed", "")
        return self.judgement.get("reason", "") if moved in (Movement.UP, Movement.OTHER_TOOL) else ""

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT


def as_item(indicator: Indicator, answer: "Answer | None") -> ProtocolAnswer:
    counts = answer is not None and answer.has_evidence
    return ProtocolAnswer(
        code=indicator.code,
        label=indicator.label,
        weight=indicator.weight_enum,
        nature=indicator.nature_enum,
        sexual_act_or_assault=indicator.sexual_act_or_assault,
        presence=Presence(answer.presence) if answer else Presence.NOT_ASKED,
        strength=Strength(answer.strength) if counts and answer.strength else None,
        timeframes=answer.timeframes if counts else frozenset(),
    )
