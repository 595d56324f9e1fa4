"""To another area (rule 30): passed on to its MASH, or sent to both because the child is placed away from home."""

from django.db import transaction

from accounts.models import Area, LocalProcedure, Membership
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.entering import log_elsewhere
from referrals.actions.locking import locked
from referrals.actions.papers import ask_for_document, ask_for_papers
from referrals.actions.standing import stand_about
from referrals.actions.telling import blank, mash_workers, path_of, record_on, tell_referrer, who_has
from referrals.actions.timing import due_at_of
from referrals.actions.waiting import stop_waiting
from referrals.areas import authorities, carried, family
from referrals.models import Referral
from referrals.states import Action, State
from screening.models import ChildKey

# What the other area is given. Its screening stays with the first; the content holds all of it.
CARRIED = ("kind", "urgent", "agency", "referrer", "child", "child_as_known", "details", "content", "outcome")
MOVE_FIELDS = {
    "to_area": "Choose the area it goes to",
    "reason": "Write why it goes to the other area",
    "feedback": "Write what the referrer is told",
}
SHARE_FIELDS = {"to_area": MOVE_FIELDS["to_area"], "reason": MOVE_FIELDS["reason"]}


@transaction.atomic
def move(*, referral: Referral, by: Membership, to_area: Area, reason: str, feedback: str) -> Referral:
    """Pass it on with its whole record; it is closed here. Gives the referral that the other MASH receives.

    Raises Incomplete when something is missing or the area has it already, NotPossible naming who closed it first.
    """
    referral, row = locked(referral, by=by, action=Action.MOVE)
    problems = blank({"to_area": to_area, "reason": reason, "feedback": feedback}, MOVE_FIELDS)
    _check(problems, referral, to_area)
    stop_waiting(referral, by=by)
    referral.state, referral.worker = row.to, referral.worker or by
    referral.decided_at, referral.decided_by = clock.now(), by
    referral.reason, referral.feedback = reason, feedback
    referral.save()
    came = _send_on(referral, by=by, to_area=to_area, reason=reason, content=referral.content)
    record_on(row.event, referral, by=by, reason=reason, detail=_both(referral, came))
    ask_for_papers(referral)
    tell_referrer(MessageKind.REFERRAL_PASSED, referral)
    stand_about(came)
    return came


@transaction.atomic
def share(*, referral: Referral, by: Membership, to_area: Area, reason: str, host: Area) -> Referral:
    """Send it to a second area as well, for a child placed outside the home area. Both decide, each on its part.

    `host` is the one of the two areas where the child lives and the harm is; the other is the placing authority.
    Gives the other area's referral. Raises as `move` does.
    """
    referral, row = locked(referral, by=by, action=Action.SHARE)
    problems = blank({"to_area": to_area, "reason": reason}, SHARE_FIELDS)
    if to_area and host not in (to_area, referral.area):
        problems["host"] = "Choose which of the two is the host authority, where the child lives"
    _check(problems, referral, to_area)
    placing = referral.area if host == to_area else to_area
    both = {"areas": authorities(host=host, placing=placing)}
    came = _send_on(referral, by=by, to_area=to_area, reason=reason, content=referral.content | both)
    record_on(row.event, referral, by=by, reason=reason, detail=_both(referral, came))
    tell_referrer(MessageKind.REFERRAL_PASSED, came)
    stand_about(came)
    return came


def _check(problems: dict[str, str], referral: Referral, to_area: Area | None) -> None:
    if to_area and (refusal := _refusal(referral, to_area)):
        problems["to_area"] = refusal
    if problems:
        raise Incomplete(problems)


def _refusal(referral: Referral, to_area: Area) -> str:
    """Why it cannot go there: it is there, or nobody there would see it."""
    if to_area == referral.area:
        return "It is in this area already. Choose another area"
    for each in family(referral):
        # What an area passed on itself, it may get back.
        if each.area_id == to_area.pk and each.state != State.PASSED:
            return f"The {to_area.name} MASH has it already, as {each.reference}"
    procedures = LocalProcedure.objects.filter(area=to_area, in_force_from__lte=clock.today())
    if not mash_workers(to_area) or not procedures.exists():
        return f"Nobody in the {to_area.name} MASH works with this portal yet. Ring them"
    return ""


def _send_on(referral: Referral, *, by: Membership, to_area: Area, reason: str, content: dict) -> Referral:
    now = clock.now()
    carried_over = {name: getattr(referral, name) for name in CARRIED} | {"content": content}
    came = Referral.objects.create(
        area=to_area, came_from=referral, sent_at=now, sent_by=by, due_at=due_at_of(to_area, sent_at=now),
        **carried_over,
    )  # fmt: skip
    _make_found(came)
    log_elsewhere(by=by, came=came, screening=family(referral)[0].screening)
    ask_for_document(came)
    record_on(EventType.REFERRAL_CAME, came, by=by, reason=reason, detail=_both(referral, came))
    outbox.send(
        MessageKind.URGENT_ALERT if came.urgent else MessageKind.REFERRAL_RECEIVED, to=mash_workers(to_area),
        reference=came.reference, path=path_of(came),
    )  # fmt: skip
    return came


def _make_found(came: Referral) -> None:
    """The other area's MASH finds the child among its own from now on."""
    if came.child:
        ChildKey.objects.write(came.child, area=came.area, address=str(came.details.get("address") or ""))


def _both(referral: Referral, came: Referral) -> dict[str, str]:
    """Both references and areas, and who is the host and who the placing authority when both have it."""
    detail = {
        "from": referral.reference, "from_area": referral.area.name,
        "to": came.reference, "to_area": came.area.name,
    }  # fmt: skip
    areas = came.content.get("areas", {})
    return detail | {name: areas[name]["area"] for name in areas}


def carry_on(referral: Referral, *, by: Membership) -> None:
    """Give the other area what was added here since: call it in the transaction that adds it.

    What is closed there stays as it was decided on; where it was passed on again, it follows.
    """
    for came in referral.went_to.select_for_update(of=("self",)).select_related("area", "child", "worker__user"):
        came.content = carried(referral.content, onto=came.content)
        came.details, came.child, came.outcome = came.content["details"], referral.child, referral.outcome
        if came.is_open:
            _make_found(came)
            came.save(update_fields=["content", "details", "child", "outcome"])
            log_elsewhere(by=by, came=came, screening=family(referral)[0].screening)
            ask_for_document(came)
            record_on(EventType.REFERRAL_ADDED, came, by=by)
            outbox.send(
                MessageKind.REFERRAL_ADDED, to=who_has(came), reference=came.reference, path=path_of(came)
            )  # fmt: skip
        carry_on(came, by=by)
        stand_about(came)
