"""The early-help plan (rule 10): begun from a screening or from nothing, and what each of its changes leaves behind."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from accounts.access import has_permission, require
from accounts.models import Agency, Area, LocalProcedure, Membership
from accounts.opening import bank_holidays, hours_on
from accounts.permissions import Permission
from accounts.stand_ins import officers_of
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.dates import plain_day, short_day
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.standing import stand
from referrals.clock import next_open
from referrals.models import ChildMatch, LogEntry, Plan, PlanAction, PlanNote
from referrals.states import NotPossible
from screening.models import Child, Screening
from screening.protocol import Outcome
from screening.states import Status

# Where nothing dates the first review, it is as far away as the next screening after a referral.
FIRST_REVIEW = dt.timedelta(weeks=6)
# A plan that nobody looks at for a year is no plan.
FURTHEST_REVIEW = dt.timedelta(days=366)


@transaction.atomic
def start_plan(
    *, child: Child, by: Membership, review_on: dt.date | None, holder: Membership, with_actions: bool = True
) -> Plan:
    """Begin a plan for a child, with the actions the last screening planned where it planned any and they are wanted.

    The plan is led by the holder's agency. An open one is given again. Raises Incomplete for a review date on which
    nobody works and for a holder who has left, Http404 for a child the person may not see.
    """
    require(by, Permission.PLAN_WRITE)
    if not Child.objects.visible_to(by).filter(pk=child.pk).exists():
        raise Http404
    held = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    if already := open_plan(held, by):
        return already
    problems = review_problem(by.area, review_on)
    if not may_hold(by.area, by).filter(pk=holder.pk).exists():
        problems["holder"] = "Choose a person who works here now"
    if problems:
        raise Incomplete(problems)
    source = planned_in(held, by) if with_actions else None
    plan = _begin(held, by=by, area=by.area, holder=holder, review_on=review_on, screening=source)
    for row in source.judgement["plan"] if source else ():
        _add_row(plan, row)
    tell(plan, by=by)
    stand(child)
    return plan


@transaction.atomic
def plan_from(*, screening: Screening, by: Membership) -> Plan | None:
    """What a screening planned becomes the child's plan at once, or is added to the open one (rule 10).

    A row that is in the plan, done or not, is not added again. A correction opens no second plan after one was closed,
    and adds only the rows that are new in it: those of the version before may have been reworded in the plan since.
    """
    rows = screening.judgement.get("plan") or ()
    child = Child.objects.select_for_update(no_key=True).get(pk=screening.child_id)
    plan = Plan.objects.open().select_for_update(no_key=True).filter(child=child).first()
    if not rows or (plan is None and screening.corrects_id and child.plans.exists()):
        return plan
    if plan is None:
        plan = _begin(
            child, by=by, area=screening.area, holder=screening.held_by, screening=screening,
            review_on=_first_review(screening),
        )  # fmt: skip
        for row in rows:
            _add_row(plan, row)
        stand(child)
        return plan
    before = _planned_before(screening)
    added = [action for row in rows if _planned(row) not in before and (action := _add_row(plan, row))]
    for action in added:
        written(plan, "action_added", by=by, action=action)
    if added:
        # The officers are told of the screening itself in the same moment.
        tell(plan, by=by, officers=False)
    return plan


def plan_unplanned() -> int:
    """What level 1 screenings planned before the portal kept plans becomes the plan of each child. Returns how many.

    For `prepare`, before those entries are worked out for the first time, which is how they are known.
    """
    rows = LogEntry.objects.filter(current=True, since=None, came=None, outcome=Outcome.LEVEL_1).order_by("pk")
    return sum(_plan_earlier(pk) for pk in rows.values_list("screening", flat=True))


@transaction.atomic
def _plan_earlier(screening_id: int) -> bool:
    """It began when the screening was submitted, by whoever did; that it is kept from now on is the portal's doing."""
    screening = Screening.objects.select_related("child", "practitioner", "submitted_by").get(pk=screening_id)
    Child.objects.select_for_update(no_key=True).get(pk=screening.child_id)
    rows = screening.judgement.get("plan") or ()
    if not rows or screening.child.plans.exists():
        return False
    holder, by = screening.held_by, screening.submitted_by or screening.practitioner
    plan = Plan.objects.create(
        child=screening.child, area=screening.area, agency=holder.agency, holder=holder, screening=screening,
        review_on=_first_review(screening), started_at=screening.submitted_at, started_by=by,
    )  # fmt: skip
    for row in rows:
        _add_row(plan, row)
    PlanNote.objects.create(plan=plan, kind="started", written_at=plan.started_at, written_by=by)
    record(
        EventType.PLAN_STARTED, by=None, reference=plan.reference, child=plan.child.reference, area_id=plan.area_id,
        detail={"what": "started"},
    )  # fmt: skip
    return True


def _planned_before(screening: Screening) -> set[tuple[str, str]]:
    """What the version that this one corrects put in the plan, where its outcome asked for a plan as this one does."""
    old = screening.corrects
    if old is None or old.outcome != screening.outcome:
        return set()
    return {_planned(row) for row in old.judgement.get("plan") or ()}


def _planned(row: dict) -> tuple[str, str]:
    return row["code"], str(row.get("action") or "").strip()


def open_plan(child: Child, by: Membership) -> Plan | None:
    """The child's open plan; for the officer also that of another record of the same child."""
    records = ChildMatch.objects.cluster(child.pk) if has_permission(by, Permission.LOG_VIEW) else [child.pk]
    plan = Plan.objects.open().filter(child__in=records).order_by("started_at").first()
    if plan and not Plan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise NotPossible(f"There is a plan, led by {plan.agency.name}. Ask {plan.holder.user.name} about it.")
    return plan


def planned_in(child: Child, by: Membership) -> Screening | None:
    """The child's last completed screening, where it planned anything and the person may see it."""
    done = Screening.objects.visible_to(by).filter(child=child, status=Status.COMPLETE)
    last = done.order_by("-submitted_at", "-id").first()
    return last if last and last.judgement.get("plan") else None


def may_hold(area: Area, by: Membership, agency: Agency | None = None):
    """Who may hold a plan: people of the leading agency who work there now; the officer chooses in the whole area."""
    people = may_own(area, agency)
    return people if has_permission(by, Permission.LOG_VIEW) else people.filter(agency=agency or by.agency)


def may_own(area: Area, agency: Agency | None = None):
    """Who may be given an action: everybody of the area, and of the leading agency, which may be of another area, who
    works with plans and can sign in.
    """
    near = Q(agency__area=area) | Q(agency=agency)
    people = Membership.objects.with_permission(Permission.PLAN_WRITE).filter(near)
    return people.select_related("user", "agency").order_by("agency__name", "user__name", "id")


def review_problem(area: Area, day: dt.date | None) -> dict[str, str]:
    """What is wrong with a review date, in a sentence that offers the next day on which people work."""
    if day is None:
        return {"review_on": "Enter the date of the next review"}
    today = clock.today()
    if not today < day <= today + FURTHEST_REVIEW:
        return {"review_on": "The next review must be after today and within a year"}
    procedure = LocalProcedure.objects.calendar(area, today)
    if hours_on(procedure, day):
        return {}
    why = "a bank holiday" if day in bank_holidays(day.year) else "a weekend" if day.weekday() > 4 else "a closed day"
    offered = _working_day(area, day)
    return {"review_on": f"{plain_day(day)} is {why}. The next working day is {short_day(offered)}"}


def _working_day(area: Area, day: dt.date) -> dt.date:
    """That day, or the next on which the area works."""
    procedure = LocalProcedure.objects.calendar(area, clock.today())
    return next_open(procedure, dt.datetime.combine(day, dt.time.min, clock.LONDON)).date()


def _first_review(screening: Screening) -> dt.date:
    """With the next screening, which asks the same people the same questions; at once where that is overdue."""
    rescreen = getattr(screening, "rescreen", None)
    day = rescreen.due_on if rescreen else clock.today() + FIRST_REVIEW
    return _working_day(screening.area, max(day, clock.today()))


def _begin(child: Child, *, by, area: Area, holder: Membership, review_on: dt.date, screening) -> Plan:
    plan = Plan.objects.create(
        child=child, area=area, agency=holder.agency, holder=holder, screening=screening, review_on=review_on,
        started_at=clock.now(), started_by=by,
    )  # fmt: skip
    written(plan, "started", by=by, event=EventType.PLAN_STARTED)
    return plan


def _add_row(plan: Plan, row: dict) -> PlanAction | None:
    """One row as the screening has it. Its owner is a name, since the screening asks for no account; the holder's own
    name is the holder, so that the action comes to them.
    """
    code, what = _planned(row)
    if not what or plan.actions.filter(indicator=code, what=what).exists():
        return None
    name = str(row["owner"]).strip()[:120]
    is_holder = name.casefold() == plan.holder.user.name.casefold()
    owner = {"owner": plan.holder} if is_holder else {"owner_name": name}
    return PlanAction.objects.create(
        plan=plan, indicator=code, what=what, due_on=dt.date.fromisoformat(row["by"]), **owner
    )


def locked(plan: Plan, *, by: Membership) -> Plan:
    """The plan, locked and fresh, for who may change it. Raises NotPossible when it was closed meanwhile."""
    rows = Plan.objects.run_by(by).select_for_update(of=("self",), no_key=True).select_related("child", "area")
    fresh = rows.filter(pk=plan.pk).first()
    if fresh is None:
        raise Http404
    refuse_closed(fresh)
    return fresh


def refuse_closed(plan: Plan) -> None:
    if plan.closed_at:
        raise NotPossible(f"{plan.closed_by.user.name} closed this plan on {plain_day(plan.closed_at)}.")


def written(
    plan: Plan, kind: str, *, by: Membership, event: EventType = EventType.PLAN_CHANGED, text: str = "",
    action: PlanAction | None = None,
) -> None:  # fmt: skip
    """The plan's own history, which may name people and facts, and the audit's event, which holds codes alone."""
    PlanNote.objects.create(
        plan=plan, action=action, kind=kind, text=text, written_at=clock.now(), written_by=by
    )  # fmt: skip
    record(
        event, by=by, reference=plan.reference, child=plan.child.reference, area_id=plan.area_id, detail={"what": kind}
    )  # fmt: skip


def tell(plan: Plan, *, by: Membership, new: Membership | None = None, officers: bool = True) -> None:
    """Tell each colleague in the plan and the area's officers once, but never who did it. `new` has something new."""
    path, told = f"/plans/{plan.reference}/", {by.user_id}
    if new and new.user_id not in told:
        outbox.send(MessageKind.PLAN_ACTION, to=[new], reference=plan.reference, path=path)
        told.add(new.user_id)
    people = Q(pk=plan.holder_id) | Q(pk__in=plan.actions.filter(ended_at=None).values("owner"))
    if officers:
        people |= Q(pk__in=officers_of(plan.area_id).values("pk"))
    others = Membership.objects.active().filter(people).exclude(user__in=told).select_related("user")
    outbox.send(MessageKind.PLAN_CHANGED, to=others, reference=plan.reference, path=path)
