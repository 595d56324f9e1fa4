"""The answer to one indicator, with its evidence."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Membership
from indicators.models import Indicator, choices
from screening.models.screenings import Screening
from screening.protocol import Presence, Strength, Timeframe


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
    # On a re-screen: the answer in which the words were first recorded, when they were affirmed for today.
    affirmed_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    # As it stands beside another agency's questions: who shared it (screening.actions.affirming).
    told_by = ""

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
    def origin(self) -> "Answer":
        """Where its words were first recorded: itself, unless it was affirmed from an earlier screening's."""
        return self.affirmed_from or self

    @property
    def timeframes(self) -> frozenset[Timeframe]:
        chosen = ((self.recent, Timeframe.RECENT), (self.earlier, Timeframe.EARLIER))
        return frozenset(timeframe for ticked, timeframe in chosen if ticked)
