"""What the MASH is shown when it asks whether a referral's child is known: possible records, and what was said."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Area
from cse_portal.reference import is_reference
from referrals.actions import about, known_in, records_of
from referrals.models import ChildMatch, Referral
from screening.likeness import Identity, Kind, Likeness
from screening.matching import Found, found, identity_of
from screening.models import Child, ChildKey, Screening
from screening.states import Status

SHOWN = 20


@dataclass(frozen=True)
class Record:
    """One record of the area, with what is there about it. What its screenings say is not the MASH's to read here."""

    child: Child
    referrals: list[Referral]
    screened: bool
    likeness: object = None


def possible(referral: Referral) -> list[Found]:
    """Records that may be of this referral's child, a twin, a brother or a sister, and of which nothing is said yet."""
    child = about(referral)
    if child is None:
        return []
    said = ChildMatch.objects.standing().touching([child.pk]).values_list("one", "other")
    known = ChildMatch.objects.cluster(child.pk).union(*(set(pair) for pair in said))
    homes = ChildKey.objects.filter(child=child).values_list("homes", flat=True)
    who = identity_of(child, frozenset().union(*homes))
    return found(referral.area, who, besides=known | {child.pk})


def how_many(referral: Referral) -> int:
    """How many of them may be the same child."""
    return sum(each.likeness.kind is Kind.SAME_CHILD for each in possible(referral))


def named(area: Area, text: str, *, besides: frozenset[int]) -> list[Found]:
    """Records of the area that somebody looks for by a name, written in any order, or the one with this reference."""
    if is_reference(text):
        rows = Child.objects.select_related("agency").filter(reference=text.upper()).exclude(pk__in=besides)
        return [Found(child.pk, Likeness(Kind.SAME_CHILD, (), ())) for child in rows if known_in(child, area)]
    return found(area, Identity(first_names=text, any_order=True), besides=besides) if text else []


def records(rows: list[Found], area: Area) -> list[Record]:
    """The first of them as they are shown: who, which agency, referrals of this area, and whether one was screened."""
    likeness = {row.child: row.likeness for row in rows[:SHOWN]}
    children = Child.objects.select_related("agency").in_bulk(likeness)
    for pk in ChildMatch.objects.restricted(likeness):
        children[pk].veiled = True
    return [described(children[pk], area, likeness[pk]) for pk in likeness]


def described(child: Child, area: Area, likeness=None) -> Record:
    sent = Referral.objects.of_children([child.pk]).filter(area=area).select_related("agency").order_by("-sent_at")
    complete = Screening.objects.filter(child=child, area=area, status=Status.COMPLETE)
    return Record(child, list(sent.only(*_OF_REFERRAL)[:10]), complete.exists(), likeness)


_OF_REFERRAL = ("reference", "state", "mash_outcome", "sent_at", "agency__name")


def statements(referral: Referral) -> list[ChildMatch]:
    """What the area's MASH said of this child's record and those linked or merged with it, newest first."""
    child = about(referral)
    if child is None:
        return []
    rows = ChildMatch.objects.standing().touching(ChildMatch.objects.cluster(child.pk))
    rows = rows.filter(said_by__agency__area=referral.area_id)
    return list(rows.select_related("one__agency", "other__agency", "kept", "said_by__user").order_by("-said_at"))


def others(referral: Referral) -> list[Referral]:
    """The area's other referrals about the same child, newest first, with those joined to this one."""
    records = records_of(referral)
    same = Q(child__in=records) | Q(mash_child__in=records) if records else Q(pk__in=[])
    rows = Referral.objects.filter(same | Q(joined_to=referral), area=referral.area_id).exclude(pk=referral.pk)
    return list(rows.select_related("agency").only(*_OF_REFERRAL, "joined_to").order_by("-sent_at", "-id")[:20])
