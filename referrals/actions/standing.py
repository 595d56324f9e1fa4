"""Where a child stands in the log: worked out again whenever something that it is made of changes.

Call `stand` as the last thing of every action that screens, refers, plans, dates, follows up or hands over: the log's
entries are the last rows that anybody locks, so that no two wait for each other in a circle. Who leaves and who comes
is heard of here.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from accounts.models import Area, Membership
from accounts.stand_ins import LEADS, OFFICERS, stand_ins, works_changed
from cse_portal import clock
from referrals.models import ChildMatch, LogEntry, Referral
from referrals.standing import read_facts, stands, turns_on
from referrals.steps import WITH_MASH
from screening.holdings import children_held, left
from screening.models import Child

COLUMNS = (
    "due_on", "since", "born_on", "turns_on", "at_mash", "no_plan", "no_contact", "elsewhere", "next_step", "next_at",
    "next_with", "unfinished",
)  # fmt: skip
BATCH = 500


def stand(child: Child | int | None, area: Area | None = None) -> None:
    """Work out where this child stands, in the log of every area that has the child, or of one. None does nothing.

    Every record of the same child stands anew with it, because what is known of one is known of all.
    """
    if child is not None:
        stand_all([child.pk if isinstance(child, Child) else child], area)


def stand_about(referral: Referral) -> None:
    """The same for whomever a referral is about, as sent or as the MASH found out."""
    stand_all([pk for pk in (referral.child_id, referral.mash_child_id) if pk])


@transaction.atomic
def stand_all(children: Iterable[int], area: Area | None = None) -> None:
    """The same for several children."""
    clusters = {}
    for child in children:
        if child not in clusters:
            cluster = ChildMatch.objects.cluster(child)
            clusters |= dict.fromkeys(cluster, cluster)
    entries = hold(clusters, area)
    facts, before = read_facts(entries, clusters) if entries else None, [_columns(entry) for entry in entries]
    for entry in entries:
        stands(entry, facts)
    _stand_in(entries)
    changed = [entry for entry, stood in zip(entries, before, strict=True) if _columns(entry) != stood]
    if len(changed) == 1:
        # A statement that is made for many takes several times as long, and mostly it is about one.
        changed[0].save(update_fields=COLUMNS)
    else:
        LogEntry.objects.bulk_update(changed, COLUMNS, batch_size=BATCH)


def _columns(entry: LogEntry) -> list:
    return [getattr(entry, LogEntry._meta.get_field(name).attname) for name in COLUMNS]


def _stand_in(entries: list[LogEntry]) -> None:
    """No next step is with somebody who has left: a lead of their agency sees to it, else an officer of the area.

    What is with the MASH anybody there may take.
    """
    holders = Membership.objects.filter(pk__in={entry.next_with_id for entry in entries} - {None})
    gone = {member.pk: member for member in left(holders).select_related("agency")}
    found = {agency: stand_ins(agency) for agency in {member.agency for member in gone.values()}}
    for entry in entries:
        if member := gone.get(entry.next_with_id):
            others = [] if entry.next_step in WITH_MASH else found[member.agency]
            entry.next_with = others[0] if others else None


@receiver(works_changed)
def stand_for(members: Iterable[Membership], **_) -> None:
    """Somebody's work ended or began again: where the next step was with them, or is now, it is worked out anew.

    Who answers for others has what those hold who left before.
    """
    for member in list(members):
        if member.role in LEADS:
            members = [*members, *left(Membership.objects.filter(agency=member.agency_id))]
        elif member.role in OFFICERS:
            members = [*members, *left(Membership.objects.filter(agency__area=member.agency.area_id))]
    with_them = LogEntry.objects.filter(current=True, next_with__in=members).values_list("child", flat=True)
    lacks = LogEntry.objects.filter(current=True).exclude(unfinished="")
    theirs = Q(screening__practitioner__in=members) | Q(screening__holder__in=members)
    stand_all({*with_them, *lacks.filter(theirs).values_list("child", flat=True), *children_held(members)})


def hold(children: Iterable[int], area: Area | None = None) -> list[LogEntry]:
    """The current entries of these children, locked in one order.

    Somebody who was waited for may have entered a newer screening meanwhile, so it is looked again until none is new.
    """
    current = LogEntry.objects.filter(child__in=list(children), current=True, **({"area": area} if area else {}))
    people = current.select_related("child", "area", "screening").order_by("pk")
    while True:
        entries = list(people.select_for_update(of=("self",)))
        if set(current.values_list("pk", flat=True)) == {entry.pk for entry in entries}:
            return entries


def stand_unworked() -> int:
    """Work out where those stand who were entered before there was a standing. Returns how many records.

    Each batch stands by itself, so that it may be stopped and begun again at any time.
    """
    rows, worked = LogEntry.objects.filter(current=True, since=None).order_by("pk"), 0
    while children := set(rows.values_list("child", flat=True)[:BATCH]):
        stand_all(children)
        worked += len(children)
    return worked


def turn() -> int:
    """Let those who have turned 12 look forward to turning 18. Returns how many."""
    today, turned = clock.today(), 0
    rows = LogEntry.objects.filter(current=True, turns_on__lt=today).order_by("turns_on")
    for pk, born in rows.values_list("pk", "born_on")[:5_000]:
        turned += LogEntry.objects.filter(pk=pk, born_on=born).update(turns_on=turns_on(born, today))
    return turned
