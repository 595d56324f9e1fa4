"""Rule 21: something is new about a child, so everyone with an open case is asked the same day to screen again."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from accounts.stand_ins import hand_over_path, who_is_told
from audit.actions import record
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.actions import stand
from referrals.models import ChildMatch, MissingEpisode, Plan, PlanAction, Prompt, PromptKind, Referral
from referrals.reach import reached_by
from screening.actions.drafts import previous_of, tool_now
from screening.actions.locking import hold_children, record_on
from screening.actions.problems import Incomplete
from screening.models import Child, Rescreen, Screening
from screening.protocol import Decision, Movement, Outcome
from screening.states import NotPossible, Status

WHY_LENGTH = Rescreen._meta.get_field("why").max_length
_WITH_SCREENING, _WITH_REFERRAL = (
    [f"{role}__{name}" for role in roles for name in ("user", "agency")]
    for roles in (("practitioner", "holder", "second_person"), ("referrer", "worker"))
)
# Another agency's record says that something is new and not what: that belongs to the agency which knows it.
NEW_ELSEWHERE = "Something is new about this child. The CSE officer knows what."


@transaction.atomic
def prompt(*, child: Child, by: Membership, kind: str, why: str, episode: MissingEpisode | None = None) -> Prompt:
    """Record what is new; whoever has an open case of the child, in any agency, is asked to screen again today.

    The child's re-screen moves to today; where none is dated, or it was closed, there is one now. The same again on
    the same day does nothing. Raises Incomplete without the kind or the reason, NotPossible for an adult (rule 5).
    """
    require(by, Permission.RESCREEN_ASK)
    if not reached_by(by).filter(pk=child.pk).exists():
        raise Http404
    if kind not in ASKED_BY_PEOPLE:
        raise Incomplete({"kind": "Choose what is new"})
    if not why.strip():
        raise Incomplete({"why": "Say in short what is new"})
    if tool_now(child) is None:
        raise NotPossible("This young person is 18 or over, so there is no screening. Use the adult routes.")
    return _prompt(child, by=by, kind=PromptKind(kind), why=why.strip(), episode=episode)


ASKED_BY_PEOPLE = tuple(kind.value for kind in PromptKind if kind is not PromptKind.LEVEL)


def prompt_of_level(*, screening: Screening, by: Membership, decision: Decision) -> Prompt | None:
    """A level that any agency raises asks everybody else by itself, in the moment it is submitted."""
    if not _raised(screening, decision) or tool_now(screening.child) is None:
        return None
    return _prompt(screening.child, by=by, kind=PromptKind.LEVEL, why="", completed=screening)


def would_ask(child: Child, by: Membership) -> int:
    """How many people a prompt would ask now: a number, because who they are belongs to their own agencies."""
    cluster = ChildMatch.objects.cluster(child.pk)
    latest = previous_of(child)
    open_ones = list(_open_rescreens(cluster))
    if latest and not any(each.child_id == child.pk for each in open_ones):
        open_ones.append(Rescreen(screening=latest, child=child, owner=latest.held_by))
    return len(_people(cluster, open_ones, by).to)


def _raised(screening: Screening, decision: Decision) -> bool:
    """Higher than this record's last screening, or than where another record of the same child stands."""
    if screening.corrects:
        return decision.movement is Movement.UP and _above(decision.outcome, screening.corrects)
    if decision.movement is Movement.UP:
        return True
    others = ChildMatch.objects.cluster(screening.child_id) - {screening.child_id}
    standing = [previous_of(child) for child in Child.objects.filter(pk__in=others)]
    return any(_above(decision.outcome, latest) for latest in standing if latest)


def _above(outcome: Outcome, earlier: Screening) -> bool:
    before = Outcome(earlier.outcome)
    return before.tool is outcome.tool and before.rank < outcome.rank


def _prompt(
    child: Child, *, by: Membership, kind: PromptKind, why: str, episode: MissingEpisode | None = None,
    completed: Screening | None = None,
) -> Prompt:  # fmt: skip
    cluster = hold_children(child)
    now = clock.now()
    today = Prompt.objects.filter(child=child, kind=kind, why=why, episode=episode, made_at__date=now.date())
    if completed is None and (already := today.first()):
        return already
    moved = _moved(child, cluster, by=by, completed=completed, why=": ".join(filter(None, (kind.label, why))))
    people = _people(cluster, moved, by)
    people.send()
    stand(child)
    area = completed.area if completed else by.area
    record(
        EventType.PROMPTED, by=by, reference=child.reference, child=child.reference, area_id=area.pk,
        detail={"kind": kind.value, "asked": len(people.to)},
    )  # fmt: skip
    return Prompt.objects.create(
        child=child, area=area, kind=kind, why=why, episode=episode, asked=len(people.to), made_at=now, made_by=by
    )


def _open_rescreens(cluster: Iterable[int]):
    rows = Rescreen.objects.open().filter(child__in=cluster).order_by("pk")
    return rows.select_related("screening__area", "screening__child", "owner__user", "owner__agency")


def _moved(
    child: Child, cluster: Iterable[int], *, by: Membership, why: str, completed: Screening | None
) -> list[Rescreen]:
    """Every open re-screen of the child, due today. The one that a screening has dated just now stays as it is."""
    open_ones = list(_open_rescreens(cluster).exclude(screening=completed).select_for_update(of=("self",)))
    latest = None if completed else previous_of(child)
    if latest and not any(each.child_id == child.pk for each in open_ones):
        open_ones.append(
            Rescreen.objects.filter(screening=latest).first()
            or Rescreen(screening=latest, child=child, area=latest.area, owner=latest.held_by)
        )
    for rescreen in open_ones:
        own = rescreen.child_id == child.pk
        _to_today(rescreen, why if own else NEW_ELSEWHERE)
        record_on(rescreen.screening, EventType.RESCREEN_ASKED, by=by, reason=why if own else "")
    return open_ones


def _to_today(rescreen: Rescreen, why: str) -> None:
    """One that is overdue stays as late as it is."""
    today = clock.today()
    rescreen.due_on = min(rescreen.due_on or today, today)
    rescreen.why = why[:WHY_LENGTH]
    rescreen.closed_at, rescreen.closed_by, rescreen.closed_reason = None, None, ""
    rescreen.remind_again()
    rescreen.save()


@dataclass
class _People:
    """Each person once, with the reference and the link of their own record and of nobody else's.

    For somebody who has left, who sees to their cases is asked; what only the person who left could open is on the page
    that hands it over.
    """

    but: int
    to: dict[int, tuple[Membership, str, str]] = field(default_factory=dict)

    def add(self, member: Membership | None, reference: str, path: str, *, alone: bool = False) -> None:
        """`alone` where nobody but this person opens that link."""
        if member is None:
            return
        if not member.is_working:
            path = hand_over_path(member.user) if alone else path
        for each in who_is_told(member, but=self.but):
            self.to.setdefault(each.user_id, (each, reference, path))

    def send(self) -> None:
        for member, reference, path in self.to.values():
            outbox.send(MessageKind.RESCREEN_ASKED, to=[member], reference=reference, path=path)


def _people(cluster: Iterable[int], rescreens: list[Rescreen], by: Membership) -> _People:
    """Who holds a re-screen, has a part in a screening that is not complete or in the plan, or an open referral."""
    people = _People(but=by.user_id)
    for rescreen in rescreens:
        people.add(rescreen.owner, rescreen.screening.reference, f"/rescreens/{rescreen.screening.reference}/")
    begun = Screening.objects.filter(child__in=cluster, status__in=(Status.DRAFT, Status.WAITING), corrects=None)
    for each in begun.select_related(*_WITH_SCREENING).order_by("pk"):
        people.add(each.held_by, each.reference, f"/screenings/{each.reference}/", alone=True)
        if each.status == Status.WAITING:
            people.add(each.second_person, each.reference, f"/screenings/{each.reference}/countersign/", alone=True)
    for plan in Plan.objects.open().filter(child__in=cluster).select_related("holder__user", "holder__agency"):
        people.add(plan.holder, plan.reference, f"/plans/{plan.reference}/")
    actions = PlanAction.objects.filter(plan__child__in=cluster, plan__closed_at=None, ended_at=None)
    # What somebody had who has left is with the holder of the plan, who is asked already.
    theirs = actions.filter(owner__ended_on=None, owner__user__is_active=True)
    for action in theirs.select_related("plan", "owner__user").order_by("pk"):
        people.add(action.owner, action.plan.reference, f"/plans/{action.plan.reference}/")
    for referral in Referral.objects.open().of_children(cluster).select_related(*_WITH_REFERRAL):
        for member in (referral.referrer, referral.worker):
            people.add(member, referral.reference, f"/referrals/{referral.reference}/")
    return people
