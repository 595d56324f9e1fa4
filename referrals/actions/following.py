"""That the other concerns of a screening without CSE action were followed up, written down (rule 9)."""

from django.db import transaction
from django.http import Http404

from accounts.models import Membership
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.problems import Incomplete
from referrals.actions.standing import stand
from referrals.models import FollowUp
from referrals.standing import NO_CSE_ACTION
from referrals.states import NotPossible
from screening.models import Screening
from screening.states import Status


@transaction.atomic
def follow_up(*, screening: Screening, by: Membership, what: str) -> FollowUp:
    """Write down what came of the other concerns. Sending the same twice writes it once.

    Raises Incomplete when nothing is written, NotPossible for a screening that asks for none, Http404 for one that the
    person may not see.
    """
    held = Screening.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=screening.pk).first()
    if held is None:
        raise Http404
    if held.status != Status.COMPLETE or held.outcome not in NO_CSE_ACTION:
        raise NotPossible("This screening asks for no other concerns to be followed up.")
    if not what.strip():
        raise Incomplete({"what": "Write what was done about the other concerns, and by whom"})
    if same := held.follow_ups.filter(what=what.strip(), written_by=by).first():
        return same
    written = FollowUp.objects.create(
        screening=held, child_id=held.child_id, what=what.strip(), written_at=clock.now(), written_by=by
    )
    record(
        EventType.CONCERNS_FOLLOWED_UP, by=by, reference=held.reference, child=held.child.reference,
        area_id=held.area_id,
    )  # fmt: skip
    stand(held.child_id)
    return written
