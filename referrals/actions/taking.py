"""Who holds a referral: taken from the inbox, given to a colleague, handed over with a note."""

from django.db import transaction

from accounts.access import require
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import outbox
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.answering import acknowledge
from referrals.actions.locking import locked
from referrals.actions.standing import stand_about
from referrals.actions.telling import mash_workers, path_of, record_on
from referrals.models import Referral
from referrals.states import Action, State

NOT_HERE = "Choose a person who works in this MASH now"


def holder_of(referral: Referral) -> str:
    """The reference of the person who has it; empty when nobody has. What a page says it was read with."""
    return referral.worker.user.reference if referral.worker else ""


@transaction.atomic
def assign(
    *, referral: Referral, by: Membership, to: Membership, note: str = "", seen_with: str | None = None
) -> Referral:
    """Give it to a colleague of the same MASH, who is told, or take it. The note stands on the timeline.

    `seen_with` is `holder_of` the referral on the page that was read. Raises Incomplete when that person cannot hold
    it or has it already, or when somebody else has taken it meanwhile.
    """
    referral, row = locked(referral, by=by, action=Action.ASSIGN)
    if to not in mash_workers(referral.area):
        raise Incomplete({"to": NOT_HERE})
    if seen_with is not None and seen_with != holder_of(referral):
        raise Incomplete({"to": _taken(referral)})
    if to == referral.worker:
        raise Incomplete({"to": f"{to.user.name} has it already. Choose somebody else"})
    referral.worker = to
    referral.save(update_fields=["worker"])
    record_on(row.event, referral, by=by, detail={"to": to.user.name}, reason=note)
    if to.user_id != by.user_id:
        outbox.send(MessageKind.REFERRAL_GIVEN, to=[to], reference=referral.reference, path=path_of(referral))
    stand_about(referral)
    return referral


def _taken(referral: Referral) -> str:
    who = referral.worker.user.name if referral.worker else "Nobody"
    return f"{who} has this referral since you opened the page. Choose again if somebody else takes it"


@transaction.atomic
def take_next(*, by: Membership) -> Referral | None:
    """Acknowledge the next new referral. Two workers pressing together get different ones; None when there is none."""
    require(by, Permission.REFERRAL_RECEIVE)
    waiting = Referral.objects.visible_to(by).filter(state=State.NEW, worker=None)
    free = waiting.inbox_order().select_for_update(skip_locked=True, of=("self",)).first()
    return acknowledge(referral=free, by=by) if free else None
