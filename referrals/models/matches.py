"""What the MASH said of two records that may be of one child: kept apart, linked or merged; each can be undone."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Membership
from indicators.models import choices
from referrals.states import MATCH_WORDS, Match
from screening.models import Child

SAME = (Match.LINKED.value, Match.MERGED.value)


class ChildMatchQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has undone."""
        return self.filter(undone_at=None)

    def of(self, one: int, other: int):
        """What is said of this pair, whichever way round."""
        low, high = sorted((one, other))
        return self.filter(one=low, other=high)

    def touching(self, children: Iterable[int]):
        """What is said of any of these records and any other."""
        ids = list(children)
        return self.filter(Q(one__in=ids) | Q(other__in=ids))

    def cluster(self, child: int) -> frozenset[int]:
        """This record and every other that is of the same child: linked or merged, through others too."""
        cluster, new = {child}, {child}
        while new:
            pairs = self.standing().filter(match__in=SAME).touching(new).values_list("one", "other")
            new = {each for pair in pairs for each in pair} - cluster
            cluster |= new
        return frozenset(cluster)

    def restricted(self, children: Iterable[int]) -> set[int]:
        """Which of these records count as restricted: they are, or a record of the same child is."""
        matched = self.standing().filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")), match__in=SAME)
        rows = Child.objects.filter(pk__in=set(children)).values_list("pk", "restricted", Exists(matched))
        found = {pk for pk, restricted, _ in rows if restricted}
        together = {pk: self.cluster(pk) for pk, restricted, has_match in rows if has_match and not restricted}
        others = Child.objects.filter(pk__in=frozenset().union(*together.values()), restricted=True)
        held = set(others.values_list("pk", flat=True)) if together else set()
        return found | {pk for pk, cluster in together.items() if cluster & held}

    def leads_to(self, child: int) -> int:
        """The record that goes on for this one: itself, unless it was merged into another."""
        into = self.standing().filter(match=Match.MERGED)
        while (kept := into.touching([child]).exclude(kept=child).values_list("kept", flat=True).first()) is not None:
            child = kept
        return child


class ChildMatch(models.Model):
    """A statement about a pair of records. No record is moved or changed by it, so undoing it loses nothing."""

    # The record with the smaller number, so that a pair is stated once; of a merge, `kept` is the one that goes on.
    one = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    match = models.CharField(max_length=10, choices=choices(Match))
    reason = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    objects = ChildMatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "child matches"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], condition=Q(undone_at=None), name="one_match_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="a_pair_is_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="match_undone_pair",
            ),
            models.CheckConstraint(
                condition=~Q(match="merged") | Q(kept=F("one")) | Q(kept=F("other")), name="merged_keeps_one"
            ),
        ]
        indexes = [models.Index(fields=["other"], name="match_other", condition=Q(undone_at=None))]

    class Privacy:
        personal = ["reason", "undone_reason"]
        operational = ["id", "one", "other", "kept", "match", "said_at", "said_by", "undone_at", "undone_by"]

    @property
    def words(self) -> str:
        return MATCH_WORDS[Match(self.match)]

    @property
    def merged_away(self) -> Child | None:
        """The record that leads on to the other."""
        return None if self.kept_id is None else self.other if self.kept_id == self.one_id else self.one
