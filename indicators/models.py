"""What the tools are made of: immutable editions, loaded from fixtures/editions by indicators.actions.load_edition."""

import datetime as dt
from functools import lru_cache

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from screening.protocol import Nature, Outcome, Theme, Tool, Weight


def choices(enum) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in enum]


IMMUTABLE = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]


class EditionQuerySet(models.QuerySet):
    def in_force(self, tool: Tool, on: dt.date) -> "Edition":
        """The tool's edition for screenings started that day: the latest in force. Raises DoesNotExist when none is."""
        return self.filter(tool=tool, in_force_from__lte=on).latest("in_force_from", "id")

    def all_in_force(self, on: dt.date) -> list["Edition"]:
        """Each tool's edition for that day, in the order of the tools; a tool without one is left out."""
        latest = self.filter(in_force_from__lte=on).order_by("tool", "-in_force_from", "-id").distinct("tool")
        by_tool = {edition.tool: edition for edition in latest}
        return [by_tool[tool] for tool in Tool if tool in by_tool]


class Edition(models.Model):
    """One published version of a tool. It never changes; a corrected one is a new edition."""

    PROVISIONAL, AUTHORISED = "provisional", "authorised"

    code = models.SlugField(max_length=60, unique=True)
    tool = models.CharField(max_length=20, choices=choices(Tool))
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=[(PROVISIONAL, "provisional"), (AUTHORISED, "authorised")])
    provisional_note = models.CharField(max_length=300, blank=True)
    in_force_from = models.DateField()
    owner = models.CharField(max_length=200, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    purpose = models.TextField(blank=True)
    principles = models.JSONField(default=list)
    sources = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_default=Now())

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approved_by_and_on",
                condition=models.Q(approved_by="", approved_on=None)
                | (~models.Q(approved_by="") & models.Q(approved_on__isnull=False)),
            )
        ]
        triggers = IMMUTABLE

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "code", "tool", "name", "version", "status", "provisional_note", "in_force_from", "owner",
            "approved_by", "approved_on", "purpose", "principles", "sources", "content_hash", "loaded_at",
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def is_provisional(self) -> bool:
        return self.status == self.PROVISIONAL


class Section(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sections")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    help = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_section_code")]
        triggers = IMMUTABLE

    class Privacy:
        personal: list[str] = []
        operational = ["id", "edition", "code", "title", "help", "position"]


class Indicator(models.Model):
    """One item of an edition. `code` is stable across editions of a tool, where they say the same."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="indicators")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="indicators")
    code = models.SlugField(max_length=60)
    label = models.CharField(max_length=200)
    help = models.CharField(max_length=400, blank=True)
    weight = models.CharField(max_length=20, choices=choices(Weight))
    nature = models.CharField(max_length=20, choices=choices(Nature))
    theme = models.CharField(max_length=40, choices=choices(Theme))
    sexual_act_or_assault = models.BooleanField(default=False)
    who_may_know = models.CharField(max_length=200, blank=True)
    source = models.JSONField(default=list)
    confidence = models.CharField(max_length=20)
    weight_confidence = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_indicator_code")]
        triggers = IMMUTABLE

    class Privacy:
        personal: list[str] = []
        operational = [
            "id", "edition", "section", "code", "label", "help", "weight", "nature", "theme", "sexual_act_or_assault",
            "who_may_know", "source", "confidence", "weight_confidence", "position",
        ]  # fmt: skip

    def __str__(self):
        return self.label

    @property
    def weight_enum(self) -> Weight:
        return Weight(self.weight)

    @property
    def nature_enum(self) -> Nature:
        return Nature(self.nature)


@lru_cache(maxsize=32)
def sections_of(edition_id: int) -> tuple[Section, ...]:
    """The sections of an edition with their indicators. An edition never changes, so each is read once a process."""
    sections = Section.objects.filter(edition_id=edition_id).select_related("edition").prefetch_related("indicators")
    return tuple(sections)


@lru_cache(maxsize=32)
def indicators_of(edition_id: int) -> tuple[Indicator, ...]:
    """Every indicator of an edition in the order in which it is asked."""
    return tuple(indicator for section in sections_of(edition_id) for indicator in section.indicators.all())


class OutcomeWording(models.Model):
    """An edition's own words for one outcome. What follows from the outcome is the protocol's, not the edition's."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=30, choices=choices(Outcome))
    label = models.CharField(max_length=80)
    rule = models.CharField(max_length=300, blank=True)
    pathway = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "outcome"], name="one_wording_an_outcome")]
        triggers = IMMUTABLE

    class Privacy:
        personal: list[str] = []
        operational = ["id", "edition", "outcome", "label", "rule", "pathway", "position"]


class CorrespondenceQuerySet(models.QuerySet):
    def codes_of(self, today: Edition, earlier: Edition) -> dict[str, str]:
        """Code of today's edition to the earlier edition's code for the same sign.

        Within one tool the same code says the same; across the tools only what an edition states. Stated pairs hold
        in both directions, since a birth date that is put right can lead back to the other tool.
        """
        if today.pk == earlier.pk:
            return {code: code for code in _codes(today)}
        same = {code: code for code in _codes(today) & _codes(earlier)} if today.tool == earlier.tool else {}
        ours = self.filter(indicator__edition=today, same_as__edition=earlier)
        theirs = self.filter(indicator__edition=earlier, same_as__edition=today)
        return (
            same
            | dict(theirs.values_list("same_as__code", "indicator__code"))
            | dict(ours.values_list("indicator__code", "same_as__code"))
        )


def _codes(edition: Edition) -> set[str]:
    return set(edition.indicators.values_list("code", flat=True))


class Correspondence(models.Model):
    """Two indicators of two editions that ask the same, as the newer edition's file states."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="corresponds")
    same_as = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "same_as"], name="one_correspondence_a_pair"),
            models.CheckConstraint(condition=~models.Q(indicator=models.F("same_as")), name="a_correspondence_is_two"),
        ]
        triggers = IMMUTABLE

    class Privacy:
        personal: list[str] = []
        operational = ["id", "indicator", "same_as"]
