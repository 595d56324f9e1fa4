"""When somebody leaves: everything they hold goes to colleagues of the agency, in one transaction."""

from collections.abc import Mapping

from django.db import transaction
from django.http import Http404

from accounts.access import has_permission
from accounts.models import Agency, Membership, User
from accounts.permissions import Permission
from accounts.stand_ins import LEADS, answering_for
from audit.actions import record
from audit.events import EventType
from cse_portal import outbox
from cse_portal.models import MessageKind
from referrals.actions import record_on as record_on_referral
from referrals.actions import stand_all
from referrals.actions.planning import tell, written
from referrals.models import Plan
from screening.actions.locking import record_on
from screening.actions.problems import Incomplete
from screening.holdings import KINDS, roles_of
from screening.models import Rescreen, Screening
from screening.states import NotPossible

# Whose role may open the page at all; whose cases they hand over, `may_hand_over` says.
HAND_OVER = (Permission.RESCREEN_REASSIGN, Permission.REFERRAL_MANAGE, Permission.PEOPLE_EDIT)


@transaction.atomic
def hand_over(*, person: User, agency: Agency, by: Membership, to: Mapping[str, Membership]) -> dict[str, int]:
    """Give what the person holds at the agency to colleagues there: `to` says for each kind who takes it.

    Returns how many of each kind. Raises Http404 for somebody who may not hand it over, Incomplete for somebody who may
    not hold that kind, does not work there or would agree to their own screening, NotPossible when nothing is left.
    """
    if not may_hand_over(by, agency):
        raise Http404
    members, to = _held_still(person, agency, to)
    _refuse(agency, to)
    given = {kind: _give(kind, members, to[kind], by) for kind in KINDS if kind in to}
    if not any(given.values()):
        raise NotPossible(f"Nothing is left to hand over: {person.name} holds none of these any more.")
    for plan in _plans(given):
        tell(plan, by=by)
    stand_all(sorted({pk for kind, rows in given.items() for pk in _children(kind, rows)}))
    counts = {kind: len(rows) for kind, rows in given.items() if rows}
    detail = {"held": counts, "to": sorted({to[kind].user.reference for kind in counts})}
    record(EventType.CASES_HANDED_OVER, by=by, reference=person.reference, area_id=agency.area_id, detail=detail)
    outbox.send(MessageKind.HANDED_OVER, to={to[kind] for kind in counts}, reference=person.reference, path="/")
    return counts


def may_hand_over(by: Membership, agency: Agency) -> bool:
    """A lead, or a manager of the MASH, for the own agency; the CSE officer for every agency of the area.

    The area's administrator where nobody at work in the agency may: by references alone, as they see no child's record.
    """
    if has_permission(by, Permission.PEOPLE_EDIT):
        return agency.area_id == by.agency.area_id and not answering_for(agency).exists()
    if has_permission(by, Permission.RESCREEN_VIEW_AREA):
        return agency.area_id == by.agency.area_id
    return by.role in LEADS and agency.pk == by.agency_id


def can_take(member: Membership, kind: str) -> bool:
    return any(has_permission(member, permission) for permission in KINDS[kind].needs)


def _held_still(person: User, agency: Agency, to: Mapping[str, Membership]):
    """The person's roles and the takers', locked and fresh: of two who hand over at once the second finds it done.

    The takers' accounts are locked too, so that none is closed between being looked at and being given something.
    """
    rows = Membership.objects.filter(pk__in=[taker.pk for taker in to.values()]) | roles_of(person, agency)
    users = User.objects.select_for_update(no_key=True).filter(pk__in=rows.values("user")).order_by("pk")
    people = {user.pk: user for user in users}
    locked = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    fresh = {member.pk: member for member in locked.filter(pk__in=rows.values("pk")).order_by("pk")}
    for member in fresh.values():
        member.user = people[member.user_id]
    members = [member for member in fresh.values() if member.user_id == person.pk and member.agency_id == agency.pk]
    return members, {kind: fresh[taker.pk] for kind, taker in to.items()}


def _refuse(agency: Agency, to: Mapping[str, Membership]) -> None:
    problems = {} if to else {"to": "Choose who takes over"}
    for kind, taker in to.items():
        whole_area = KINDS[kind].whole_area and taker.agency.area_id == agency.area_id
        if not taker.is_working or not (whole_area or taker.agency_id == agency.pk):
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
    _refuse_own(name, held, taker)
    for row in held:
        setattr(row, kind.holder, taker)
        row.save(update_fields=[kind.holder, *_clear(row, taker)])
        _RECORD[name](row, taker, by)
    return held


def _refuse_own(name: str, held: list, taker: Membership) -> None:
    """Nobody agrees to what they judged, or would have to put right themselves."""
    others, sentence = _OTHER_PART.get(name, (lambda row: (), ""))
    if own := [row.reference for row in held if taker.user in others(row)]:
        raise Incomplete({name: sentence.format(name=taker.user.name, own=", ".join(own))})


_OTHER_PART = {
    "waiting": (
        lambda row: (row.second_person.user,),
        "{name} is the second person of {own}: choose somebody else to have it in hand",
    ),
    "to_countersign": (
        lambda row: (row.practitioner.user, row.held_by.user),
        "{name} cannot agree to their own screening ({own}): choose somebody else",
    ),
}


def _clear(row, taker: Membership) -> list[str]:
    """Nobody is the second person of their own draft, and what the earlier owner put off begins again."""
    if isinstance(row, Rescreen):
        row.remind_again()
        return ["snoozed_until", "snoozed_at", "snoozed_by", "snoozed_reason"]
    if not (isinstance(row, Screening) and row.is_draft and row.second_person_id == taker.pk):
        return []
    row.second_person = None
    return ["second_person"]


def _children(name: str, rows: list) -> set[int]:
    kind = KINDS[name]
    return kind.children_of(kind.rows.model.objects.filter(pk__in=[row.pk for row in rows]))


def _plans(given: Mapping[str, list]) -> list[Plan]:
    """Each plan once, of which itself or an action has gone to somebody else."""
    rows = [*given.get("plans", ()), *(action.plan for action in given.get("plan_actions", ()))]
    return list({plan.pk: plan for plan in rows}.values())


def _rescreen(row, taker: Membership, by: Membership) -> None:
    record_on(row.screening, EventType.RESCREEN_REASSIGNED, by=by, detail={"to": taker.user.name})


def _screening(row, taker: Membership, by: Membership) -> None:
    record_on(row, EventType.CASES_HANDED_OVER, by=by, detail={"to": taker.user.name})


def _sent(row, taker: Membership, by: Membership) -> None:
    """What the MASH still asks about it goes with it; who sent it stands in what was sent."""
    row.rounds.open().filter(of_referrer=True).update(to=taker)
    record_on_referral(EventType.CASES_HANDED_OVER, row, by=by, detail={"to": taker.user.name})


def _held(row, taker: Membership, by: Membership) -> None:
    record_on_referral(EventType.REFERRAL_ASSIGNED, row, by=by, detail={"to": taker.user.name})


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
    "drafts": _screening,
    "waiting": _screening,
    "to_countersign": _screening,
    "referrals_sent": _sent,
    "referrals_held": _held,
    "rescreens": _rescreen,
    "plans": _plan,
    "plan_actions": _plan_action,
    "panel_actions": _panel_action,
    "questions": _question,
}
