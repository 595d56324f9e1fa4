"""The referrer tells the MASH the rest: kept as it is typed, sent when they say so."""

from django.db import transaction

from accounts.models import Membership
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals import content as contents
from referrals.actions.locking import locked
from referrals.actions.moving import carry_on
from referrals.actions.papers import ask_for_document
from referrals.actions.telling import path_of, record_on, who_has
from referrals.fields import BY_SLUG, PARTS, values_of
from referrals.models import Referral
from referrals.states import Action


def unsent(referral: Referral) -> dict:
    """What was typed since and says something else than the MASH has, by the name of its question."""
    sent = values_of(referral.content)
    return {name: value for name, value in referral.additions.items() if value != (sent.get(name) or "")}


@transaction.atomic
def save_part(*, referral: Referral, by: Membership, part: str, values: dict) -> Referral:
    """Keep what was typed on one page, complete or not; other answers stay as they are. Nothing goes to the MASH yet.

    `values` is question name to answer; "" empties it. Raises ValueError for a question of another page, and
    NotPossible once the referral is closed.
    """
    referral, _ = locked(referral, by=by, action=Action.ADD)
    if set(values) - set(BY_SLUG[part].names):
        raise ValueError("an answer names a question that is not on this page")
    before = referral.additions
    referral.additions = before | values
    referral.additions = unsent(referral)
    if referral.additions != before:
        referral.save(update_fields=["additions"])
        record_on(EventType.REFERRAL_WRITTEN, referral, by=by, detail={"part": part})
    return referral


@transaction.atomic
def send_additions(*, referral: Referral, by: Membership) -> Referral:
    """Send the MASH what was added, whole or not; what is still missing is listed to both.

    A second press sends nothing twice. Raises Incomplete for a carer who was not told without the reason (rule 34),
    and NotPossible, with everything typed kept, once the referral is closed.
    """
    referral, row = locked(referral, by=by, action=Action.ADD)
    added = unsent(referral)
    if not added:
        return referral
    _check_carers(values_of(referral.content) | added)
    referral.content = contents.with_additions(referral.content, added, at=clock.now())
    referral.details, referral.additions = referral.details | added, {}
    referral.save(update_fields=["content", "details", "additions"])
    ask_for_document(referral)
    carry_on(referral, by=by)
    record_on(row.event, referral, by=by, detail={"parts": parts_with(added)})
    outbox.send(MessageKind.REFERRAL_ADDED, to=who_has(referral), reference=referral.reference, path=path_of(referral))
    return referral


def parts_with(values: dict) -> list[str]:
    """On which pages these answers stand."""
    return [part.slug for part in PARTS if set(part.names) & set(values)]


def _check_carers(values: dict) -> None:
    reason = BY_SLUG["sharing"].unexplained(values).get("carers_not_told_reason")
    if reason:
        raise Incomplete({"carers_not_told_reason": reason})
