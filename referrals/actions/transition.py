"""The step to adult services: told of at seventeen and a half, planned, and at 18 handed over by a person (rule 5)."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404

from accounts.access import has_permission, require, roles_with
from accounts.models import Area, Membership
from accounts.permissions import Permission
from accounts.stand_ins import officers_of, who_is_told
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import Message, MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.plan_steps import end
from referrals.actions.standing import stand
from referrals.actions.telling import path_of
from referrals.adulthood import adult, is_adult, is_nearly_adult, nearly_adult
from referrals.models import ChildMatch, ClosedBecause, LogEntry, Plan, Referral, Transition
from referrals.reach import home_area
from referrals.states import NotPossible
from screening.models import Child, Rescreen, Screening
from screening.states import Status

FIELDS = ("adult_contact", "agreed", "own_wishes")
MISSING = {
    "adult_contact": "Enter who in adult services takes over, and how to reach them",
    "agreed": "Say what was agreed with them",
    "own_wishes": "Say what the young person wants, or why nobody could ask",
}
ADULT_ROUTES = "18: adult routes"
# Of a young person with several records one is told of: the first that reaches the age, and never another later.
_TELL = """
with recursive reached as (
    select e.child_id, e.area_id from referrals_logentry e join screening_child c on c.id = e.child_id
    where e.current and e.born_on > %(adult)s
      and e.born_on <= case when c.date_of_birth is null then %(estimated)s else %(known)s end
      and exists (
        select from screening_screening s
        where s.child_id = e.child_id and s.area_id = e.area_id and s.status = %(complete)s
      )
),
made as (
    insert into referrals_transition (child_id, area_id, adult_contact, agreed, own_wishes)
    select child_id, area_id, '', '', '' from reached on conflict do nothing returning child_id, area_id
),
cluster as (
    select child_id, area_id, child_id as record from made
    union
    select c.child_id, c.area_id, case when m.one_id = c.record then m.other_id else m.one_id end
    from cluster c join referrals_childmatch m
      on (m.one_id = c.record or m.other_id = c.record) and m.undone_at is null and m.match in ('linked', 'merged')
),
one_record as (
    select m.child_id, m.area_id from made m
    where not exists (
        select from cluster k
        where k.child_id = m.child_id and k.area_id = m.area_id and k.record <> m.child_id
          and (exists (select from referrals_transition t where t.child_id = k.record and t.area_id = k.area_id)
               or k.record < m.child_id
                  and exists (select from made o where o.child_id = k.record and o.area_id = k.area_id)))
),
told as (
    insert into cse_portal_message (kind, to_user_id, reference, path)
    select distinct %(kind)s, m.user_id, c.reference, '/children/' || c.reference || '/adult/'
    from one_record f join screening_child c on c.id = f.child_id
    join accounts_agency a on a.area_id = f.area_id
    join accounts_membership m on m.agency_id = a.id and m.ended_on is null and m.role = any(%(roles)s)
    join accounts_user u on u.id = m.user_id and u.is_active
)
select count(*) from one_record
"""


@transaction.atomic
def tell_of_transitions() -> int:
    """Tell the area's officers, once a young person, that somebody is nearly 18. Returns of how many, in one pass.

    What is due follows from the birth dates, never from when this last ran; the unique row makes a second run harmless.
    An area that has the young person by a referral alone is told of the referral; one that has nothing to open, not.
    """
    today = clock.today()
    reached = nearly_adult(today)
    values = {
        "kind": MessageKind.TRANSITION.value,
        "complete": Status.COMPLETE.value,
        "adult": adult(today).known,
        "known": reached.known,
        "estimated": reached.estimated,
        "roles": [role.value for role in roles_with(Permission.LOG_VIEW)],
    }
    with connection.cursor() as cursor:
        # What came by a referral has no row of its own, so a second run waits for the first.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('transitions', 0))")
        cursor.execute(_TELL, values)
        (told,) = cursor.fetchone()
    if told:
        outbox.wake("cse_portal.tasks.deliver_messages")
    return told + _tell_where_referred(today)


def _tell_where_referred(today: dt.date) -> int:
    """The officers of an area that knows the young person by a referral alone, of what they can open: the referral."""
    screened = Screening.objects.filter(child=OuterRef("child"), area=OuterRef("area"), status=Status.COMPLETE)
    rows = LogEntry.objects.filter(nearly_adult(today).q, ~Exists(screened), current=True, came__isnull=False)
    entries = rows.exclude(adult(today).q).select_related("came", "area").order_by("pk")
    sent = Message.objects.filter(kind=MessageKind.TRANSITION, path__startswith="/referrals/") if entries else []
    paths, told = {message.path for message in sent}, 0
    for entry in entries:
        records = ChildMatch.objects.cluster(entry.child_id)
        theirs = {path_of(each) for each in Referral.objects.of_children(records).filter(area=entry.area)}
        if paths & theirs or Transition.objects.filter(child__in=records, area=entry.area).exists():
            continue
        path = path_of(entry.came)
        outbox.send(MessageKind.TRANSITION, to=officers_of(entry.area), reference=entry.came.reference, path=path)
        paths.add(path)
        told += 1
    return told


@transaction.atomic
def plan_transition(*, child: Child, by: Membership, values: dict) -> Transition:
    """Record whom in adult services it is agreed with, what was agreed, and the young person's own wishes.

    As much as is known so far. Raises Incomplete when it is nothing, NotPossible before seventeen and a half and once
    it is handed over, Http404 for a child the person may not see.
    """
    found, held = _locked(child, by)
    if not is_nearly_adult(held):
        raise NotPossible("The step to adult services begins at seventeen and a half.")
    values = {name: str(values.get(name) or "").strip() for name in FIELDS}
    if not any(values.values()):
        raise Incomplete({"adult_contact": MISSING["adult_contact"]})
    if found.planned_at and all(getattr(found, name) == value for name, value in values.items()):
        return found
    refuse_handed_over(found)
    if found.pk is None and not _is_told(found):
        _tell_officers(found, by=by)
    for name, value in values.items():
        setattr(found, name, value)
    found.planned_at, found.planned_by = clock.now(), by
    found.save()
    _record(EventType.TRANSITION_PLANNED, found, by=by)
    return found


@transaction.atomic
def hand_over_at_18(*, child: Child, by: Membership) -> Transition:
    """End what is open for a young person of 18, because adult services have taken it on; the record stays readable.

    A person does this, when contact, agreement and own wishes are recorded: nothing ends by itself. Raises Incomplete,
    NotPossible before the eighteenth birthday, Http404 for anybody but the area's CSE officer. A second press does
    nothing.
    """
    require(by, Permission.LOG_VIEW)
    found, held = _locked(child, by)
    if found.handed_over_at:
        return found
    if not is_adult(held):
        raise NotPossible("This young person is not 18 yet. What is open stays open until then.")
    if missing := {name: said for name, said in MISSING.items() if not getattr(found, name).strip()}:
        raise Incomplete(missing)
    records = records_of(child, by)
    # Held in the order of everybody else, re-screens before plans, and all of them before the log's entries.
    rescreens, plans = _open_rescreens(records, by), _open_plans(records, by)
    for plan in plans:
        end(plan, by=by, because=ClosedBecause.ADULT, reason=ADULT_ROUTES, what_changed=found.agreed)
    _close_rescreens(rescreens, by)
    found.handed_over_at, found.handed_over_by = clock.now(), by
    found.save()
    _record(EventType.TRANSITION_MADE, found, by=by)
    stand(child)
    return found


def refuse_handed_over(found: Transition) -> None:
    if found.handed_over_at:
        raise NotPossible(f"{found.handed_over_by.user.name} has handed this over already. The record stays readable.")


def transition_of(child: Child, by: Membership) -> Transition | None:
    """What is recorded, whichever record of the child it stands with.

    What another area wrote and has not handed over is read where this area has recorded nothing yet.
    """
    records, rows = records_of(child, by), Transition.objects.visible_to(by).select_related("planned_by__user")
    own = rows.of(records, area_of(child, by)).first()
    if own and own.planned_at:
        return own
    elsewhere = rows.filter(child__in=records, handed_over_at=None).exclude(planned_at=None).order_by("-planned_at")
    return elsewhere.first() or own


def area_of(child: Child, by: Membership) -> Area:
    """The officer's own; what agency staff write goes to the officer who has the child in the log."""
    return by.area if has_permission(by, Permission.LOG_VIEW) else home_area(child) or by.area


def records_of(child: Child, by: Membership) -> frozenset[int]:
    """For the officer every record of the same child; for anybody else this one."""
    return ChildMatch.objects.cluster(child.pk) if has_permission(by, Permission.LOG_VIEW) else frozenset({child.pk})


def _locked(child: Child, by: Membership) -> tuple[Transition, Child]:
    """The row of the child in this area, made when it is the first, and the child; both held."""
    require(by, Permission.PLAN_WRITE)
    records = records_of(child, by)
    if not Child.objects.visible_to(by).filter(pk__in=records).exists():
        raise Http404
    held = {
        each.pk: each for each in Child.objects.select_for_update(no_key=True).filter(pk__in=records).order_by("pk")
    }
    area = area_of(child, by)
    found = Transition.objects.of(records, area).first() or Transition(child=held[child.pk], area=area)
    return found, held[child.pk]


def _open_rescreens(records: Iterable[int], by: Membership) -> list[Rescreen]:
    rows = (
        Rescreen.objects.open()
        .filter(child__in=records, area=by.area)
        .select_related("screening__child", "owner__user", "owner__agency")
    )
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _open_plans(records: Iterable[int], by: Membership) -> list[Plan]:
    rows = Plan.objects.open().filter(child__in=records, area=by.area).select_related("child", "area")
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _close_rescreens(rescreens: Iterable[Rescreen], by: Membership) -> None:
    for rescreen in rescreens:
        rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = clock.now(), by, ADULT_ROUTES
        rescreen.save(update_fields=["closed_at", "closed_by", "closed_reason"])
        record(
            EventType.RESCREEN_CLOSED, by=by, reference=rescreen.screening.reference,
            child=rescreen.screening.child.reference, area_id=rescreen.area_id, reason=ADULT_ROUTES,
        )  # fmt: skip
        reference = rescreen.screening.reference
        outbox.send(
            MessageKind.RESCREEN_CLOSED, to=who_is_told(rescreen.owner, but=by.user_id), reference=reference,
            path=f"/rescreens/{reference}/",
        )  # fmt: skip
    screenings = [rescreen.screening_id for rescreen in rescreens]
    LogEntry.objects.filter(screening__in=screenings, came=None).update(due_on=None)


def _is_told(found: Transition) -> bool:
    """Whether the officers were told of another record of the same young person."""
    records = ChildMatch.objects.cluster(found.child_id)
    return Transition.objects.filter(child__in=records, area=found.area).exists()


def _tell_officers(found: Transition, *, by: Membership) -> None:
    """Somebody planned the step on the day it appeared, before the officers were told of it."""
    reference, officers = found.child.reference, officers_of(found.area).exclude(user=by.user)
    outbox.send(MessageKind.TRANSITION, to=officers, reference=reference, path=f"/children/{reference}/adult/")


def _record(event: EventType, found: Transition, *, by: Membership) -> None:
    child = found.child.reference
    record(event, by=by, reference=child, child=child, area_id=found.area_id)
