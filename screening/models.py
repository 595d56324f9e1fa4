"""A practitioner screens a child. Children's records are reached only through visible_to(member)."""

from functools import reduce
from operator import or_

import pgtrigger
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Collate, Now, Upper

from accounts.access import has_permission
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.reference import child_reference, screening_reference
from indicators.models import Edition, Indicator, choices
from screening.protocol import Answer as ProtocolAnswer
from screening.protocol import Answers, Outcome, Presence, Strength, Timeframe, Tool, age_on
from screening.states import Status

NAMES = ("family_name", "first_names", "known_as")


def name_key(name: str) -> Collate:
    """A name for finding by its beginning: in capitals, and compared byte by byte, which is what an index can do."""
    return Collate(Upper(name), "C")


def begins_with(rows: models.QuerySet, text: str, *, of: str = "", or_else: Q | None = None) -> models.QuerySet:
    """The rows whose child has for each word of the text a name that begins with it, or which `or_else` finds.

    `of` leads from the row to the child.
    """
    keys = [f"{name}_key" for name in NAMES]
    matches = Q()
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
            return self.filter(agency=member.agency, screenings__practitioner__user=member.user).distinct()
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
        operational = ["id", "reference", "agency", "created_at"]

    @property
    def name(self) -> str:
        return f"{self.first_names} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
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


class ScreeningQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """Own screenings; for a lead the agency's completed and waiting ones; for a CSE officer the area's completed.

        A draft is seen by its practitioner alone. A named second person sees what waits for them.
        """
        if member is None:
            return self.none()
        seen = Q(practitioner__user=member.user, agency=member.agency) & ~Q(status=Status.DELETED)
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

    def completed(self):
        return self.filter(status=Status.COMPLETE)

    def waiting_in(self, area: Area):
        """What a second person has still to answer: for the CSE officer, who sees that, and not the screening."""
        return self.filter(area=area, status=Status.WAITING)

    def with_people(self):
        return self.select_related("child", "edition", "area", "agency", "practitioner__user", "practitioner__agency")


# What a practitioner keeps in their list; a version that was corrected stands in the newer one's history.
KEPT = (Status.DRAFT, Status.WAITING, Status.COMPLETE)


class Screening(models.Model):
    """One tool about one child on one day. Once complete it never changes; a correction is a new version."""

    reference = models.CharField(max_length=20, unique=True, default=screening_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="screenings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="screenings")
    practitioner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="screenings")
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

    # What pages.py asks beside the indicators: {"field": value}. The pages name the fields.
    front_sheet = models.JSONField(default=dict, blank=True)
    narrative = models.JSONField(default=dict, blank=True)
    # The practitioner's judgement as typed: outcome, reason and what the outcome asks for.
    judgement = models.JSONField(default=dict, blank=True)
    sections_seen = models.JSONField(default=list, blank=True)

    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_screenings"
    )
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
            "started_at", "saved_at", "danger", "danger_called_at", "sections_seen", "previous", "second_person",
            "outcome", "protocol_version", "submitted_at", "submitted_by", "countersigned_at", "countersigned_by",
            "version", "corrects",
        ]  # fmt: skip

    def as_answers(self) -> Answers:
        """The one bridge into the core: every indicator with its answer, "not asked" where there is none.

        `under_13` is the child's age on the screening day (rule 8).
        """
        given = {answer.indicator_id: answer for answer in self.answers.all()}
        age = self.child.age(self.screening_date)
        return Answers(
            tool=Tool(self.tool),
            under_13=age is not None and age < 13,
            items=tuple(as_item(indicator, given.get(indicator.pk)) for indicator in self.edition.indicators.all()),
        )

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


class Source(models.TextChoices):
    """How the practitioner knows (evidence of an answer)."""

    CHILD_SAID = "child_said", "The child told me"
    OBSERVED_BY_ME = "observed_by_me", "I saw it myself"
    PARENT_OR_CARER = "parent_or_carer", "A parent or carer told me"
    SIBLING_OR_PEER = "sibling_or_peer", "A brother, sister or friend"
    OTHER_PROFESSIONAL = "other_professional", "Another professional"
    AGENCY_RECORD = "agency_record", "A record of my agency"
    POLICE_INFORMATION = "police_information", "Information from the police"
    ONLINE_CONTENT = "online_content", "Something online"
    ANONYMOUS = "anonymous", "Somebody who did not give a name"
    OTHER = "other", "Another way"


class HarmHappened(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"


class Answer(models.Model):
    """The answer to one indicator, with its evidence when suspected or present. No row means "not asked"."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="answers")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT)
    presence = models.CharField(max_length=20, choices=choices(Presence))
    what = models.TextField(blank=True)
    recent = models.BooleanField(default=False)
    earlier = models.BooleanField(default=False)
    period = models.CharField(max_length=200, blank=True)
    source_type = models.CharField(max_length=30, choices=Source, blank=True)
    source_detail = models.CharField(max_length=300, blank=True)
    strength = models.CharField(max_length=20, choices=choices(Strength), blank=True)
    harm_happened = models.CharField(max_length=10, choices=HarmHappened, blank=True)
    # On a re-screen: where the text was taken over from and affirmed for today.
    affirmed_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screening", "indicator"], name="one_answer_an_indicator"),
            models.CheckConstraint(
                condition=Q(presence__in=["suspected", "present"])
                | Q(what="", strength="", source_type="", harm_happened=""),
                name="evidence_only_when_suspected_or_present",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="complete_answers_are_read_only",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("owner_status", "text")],
                func="""
                    SELECT status INTO owner_status FROM screening_screening
                    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.screening_id ELSE NEW.screening_id END;
                    IF owner_status IN ('complete', 'superseded') THEN
                        RAISE EXCEPTION 'A completed screening is read-only; a correction is a new version.';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    class Privacy:
        personal = ["what", "period", "source_type", "source_detail"]
        operational = [
            "id", "screening", "indicator", "presence", "recent", "earlier", "strength", "harm_happened",
            "affirmed_from", "recorded_by", "recorded_at",
        ]  # fmt: skip

    @property
    def has_evidence(self) -> bool:
        """Whether the answer is one that carries evidence (rule 18)."""
        return self.presence in (Presence.SUSPECTED, Presence.PRESENT)

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        chosen = ((self.recent, Timeframe.RECENT), (self.earlier, Timeframe.EARLIER))
        return frozenset(timeframe for ticked, timeframe in chosen if ticked)


class RescreenQuerySet(models.QuerySet):
    def visible_to(self, member: Membership | None):
        """A practitioner's own; a lead's agency; a CSE officer's area."""
        if has_permission(member, Permission.RESCREEN_VIEW_AREA):
            return self.filter(area=member.area)
        if has_permission(member, Permission.SCREENING_VIEW_AGENCY):
            return self.filter(owner__agency=member.agency)
        if has_permission(member, Permission.SCREENING_WRITE):
            return self.filter(owner=member)
        return self.none()

    def open(self):
        return self.filter(closed_at=None)

    def for_lists(self):
        """What a row of a list shows, without the screening's long texts."""
        child = ("reference", "first_names", "family_name", "date_of_birth", "estimated_age", "estimated_on")
        return self.select_related("child", "owner__user", "owner__agency", "screening").only(
            "due_on", "why", "owner__user__name", "owner__agency__name", "screening__reference", "screening__outcome",
            *(f"child__{name}" for name in child),
        )  # fmt: skip


class Rescreen(models.Model):
    """A dated duty to screen a child again. `owner` holds it; it closes when done or with a reason."""

    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, related_name="rescreen")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="rescreens")
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="rescreens")
    due_on = models.DateField()
    why = models.CharField(max_length=300)
    done_by = models.ForeignKey(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="rescreens_done"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="closed_rescreens"
    )
    closed_reason = models.TextField(blank=True)

    objects = RescreenQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["area", "due_on", "id"], name="rescreen_area_due", condition=Q(closed_at=None)),
            models.Index(fields=["owner", "due_on", "id"], name="rescreen_owner_due", condition=Q(closed_at=None)),
            models.Index(fields=["due_on"], name="rescreen_due", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="rescreen_closed_pair",
            ),
        ]

    class Privacy:
        personal = ["why", "closed_reason"]
        operational = [
            "id", "screening", "child", "area", "owner", "due_on", "done_by", "closed_at", "closed_by",
        ]  # fmt: skip


class Reminder(models.Model):
    """That one person was reminded of one re-screen at one stage. The constraint makes a second run harmless.

    Stages: "before" (7 days before), "today", then "overdue-1", "overdue-2" … one a week.
    """

    rescreen = models.ForeignKey(Rescreen, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField()
    stage = models.CharField(max_length=20)
    recipient = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rescreen", "due_on", "stage", "recipient"], name="one_reminder_a_stage"),
        ]

    class Privacy:
        personal: list[str] = []
        operational = ["id", "rescreen", "due_on", "stage", "recipient", "created_at"]
