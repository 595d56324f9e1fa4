"""When somebody leaves: everything they hold goes to colleagues of the agency, in one transaction."""

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission
from accounts.models import Agency, Membership, User
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import outbox
from cse_portal.models import MessageKind
from referrals.actions import stand_all
from referrals.actions.planning import written
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.holdings import KINDS, roles_of
from screening.models import Rescreen
from screening.states import NotPossible


@transaction.atomic
def hand_over(*, person: User, agency: Agency, by: Membership, to: Mapping[str, Membership]) -> dict[str, int]:
    """Give what the person holds at the agency to colleagues there: `to` says for each kind who takes it.

    By a lead of the agency or the area's CSE officer. Returns how many of each kind. Raises Incomplete for somebody
    who may not hold that kind or does not work there, NotPossible when nothing is left to hand over.
    """
    if not may_hand_over(by, agency):
        raise Http404
    members, to = _held_still(person, agency, to)
    _refuse(agency, to)
    given = {kind: _give(kind, members, to[kind], by) for kind in KINDS if kind in to}
    if not any(given.values()):
        raise NotPossible(f"Nothing is left to hand over: {person.name} holds none of these any more.")
    stand_all(sorted({pk for rows in given.values() for row in rows if (pk := _child_of(row))}))
    counts = {kind: len(rows) for kind, rows in given.items() if rows}
    detail = {"held": counts, "to": sorted({to[kind].user.reference for kind in counts})}
    record(EventType.CASES_HANDED_OVER, by=by, reference=person.reference, area_id=agency.area_id, detail=detail)
    outbox.send(MessageKind.HANDED_OVER, to={to[kind] for kind in counts}, reference=person.reference, path="/")
    return counts


def may_hand_over(by: Membership, agency: Agency) -> bool:
    """A lead for the own agency, the CSE officer for every agency of the area."""
    if not has_permission(by, Permission.RESCREEN_REASSIGN):
        return False
    in_area = has_permission(by, Permission.RESCREEN_VIEW_AREA)
    return agency.area_id == by.agency.area_id if in_area else agency.pk == by.agency_id


def can_take(member: Membership, kind: str) -> bool:
    return any(has_permission(member, permission) for permission in KINDS[kind].needs)


def _held_still(person: User, agency: Agency, to: Mapping[str, Membership]):
    """The person's roles and the takers', locked and fresh: of two who hand over at once the second finds it done."""
    wanted = roles_of(person, agency).values("pk").union(
        Membership.objects.filter(pk__in=[taker.pk for taker in to.values()]).values("pk")
    )  # fmt: skip
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user", "agency")
    fresh = {member.pk: member for member in rows.filter(pk__in=[row["pk"] for row in wanted]).order_by("pk")}
    members = [member for member in fresh.values() if member.user_id == person.pk and member.agency_id == agency.pk]
    return members, {kind: fresh[taker.pk] for kind, taker in to.items()}


def _refuse(agency: Agency, to: Mapping[str, Membership]) -> None:
    problems = {} if to else {"to": "Choose who takes over"}
    for kind, taker in to.items():
        if not taker.is_working or taker.agency_id != agency.pk:
            problems[kind] = f"Choose somebody who works at {agency.name} now"
        elif not can_take(taker, kind):
            problems[kind] = f"{taker.user.name}, {taker.role_label}, cannot take {KINDS[kind].several}"
    if problems:
        raise Incomplete(problems)


def _give(name: str, members: list[Membership], taker: Membership, by: Membership) -> list:
    """One kind's rows, locked in order, to their new holder. What the taker holds already in another role stays."""
    kind = KINDS[name]
    rows = kind.of([member for member in members if member != taker]).select_for_update(of=("self",), no_key=True)
    held = list(rows.order_by("pk"))
    for row in held:
        setattr(row, kind.holder, taker)
        row.save(update_fields=[kind.holder, *_clear(row, taker)])
        _RECORD[name](row, taker, by)
    return held


def _clear(row, taker: Membership) -> list[str]:
    """Nobody is the second person of their own screening, and what the earlier owner put off begins again."""
    if isinstance(row, Rescreen):
        row.remind_again()
        return ["snoozed_until", "snoozed_at", "snoozed_by", "snoozed_reason"]
    if getattr(row, "second_person_id", None) != taker.pk:
        return []
    row.second_person = None
    return ["second_person"]


def _child_of(row) -> int | None:
    return getattr(row, "child_id", None) or getattr(getattr(row, "plan", None), "child_id", None)


def _rescreen(row, taker: Membership, by: Membership) -> None:
    record_on(row.screening, EventType.RESCREEN_REASSIGNED, by=by, detail={"to": taker.user.name})


def _draft(row, taker: Membership, by: Membership) -> None:
    record_on(row, EventType.CASES_HANDED_OVER, by=by, detail={"to": taker.user.name})


def _plan(row, taker: Membership, by: Membership) -> None:
    written(row, "handed_over", by=by, text=taker.user.name)


def _plan_action(row, taker: Membership, by: Membership) -> None:
    written(row.plan, "handed_over", by=by, action=row, text=taker.user.name)


def _panel_action(row, taker: Membership, by: Membership) -> None:
    _record(row.reference, row.about.child.reference, row.about.panel.area_id, taker, by)


def _question(row, taker: Membership, by: Membership) -> None:
    _record(row.reference, row.referral.child.reference if row.referral.child else "", row.referral.area_id, taker, by)


def _record(reference: str, child: str, area_id: int, taker: Membership, by: Membership) -> None:
    detail = {"to": taker.user.name}
    record(EventType.CASES_HANDED_OVER, by=by, reference=reference, child=child, area_id=area_id, detail=detail)


_RECORD = {
    "rescreens": _rescreen,
    "drafts": _draft,
    "plans": _plan,
    "plan_actions": _plan_action,
    "panel_actions": _panel_action,
    "questions": _question,
}
