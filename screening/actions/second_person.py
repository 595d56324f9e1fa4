"""The second person of rule 17: agrees, or sends it back with a reason."""

from django.db import transaction

from accounts.models import Membership
from accounts.stand_ins import hand_over_path, who_is_told
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from screening.actions.locking import locked, record_on
from screening.actions.problems import Incomplete, Refused
from screening.actions.submitting import complete, decision_of, lacks_what_changed, prepare
from screening.models import Screening
from screening.protocol import Decision
from screening.states import Action, NotPossible


@transaction.atomic
def agree(*, screening: Screening, by: Membership, asked: str = "") -> Screening:
    """Countersign: the screening is complete as of now, with everything that follows. Raises Refused, NotPossible.

    `asked` is when the version that was read was sent for agreement: one that was taken back, changed and sent again
    since then has not been read.
    """
    screening, row = locked(screening, by=by, action=Action.AGREE)
    if asked and asked != asked_at(screening):
        raise NotPossible("This screening has been changed since you opened this page. Read it again.")
    decision = to_agree_to(screening)
    screening.countersigned_at, screening.countersigned_by = clock.now(), by
    screening = complete(screening, by=by, decision=decision, event=row.event)
    _tell(MessageKind.COUNTERSIGN_AGREED, screening)
    return screening


def to_agree_to(screening: Screening) -> Decision:
    """The decision as of now. Raises NotPossible when, since it was asked for, too much has happened to agree to it."""
    prepare(screening)
    decision = decision_of(screening, countersigned=True)
    if not decision.is_accepted:
        raise Refused(decision)
    if lacks_what_changed(screening, decision):
        raise NotPossible("Another screening of this child was completed since, with a higher outcome.")
    return decision


def asked_at(screening: Screening) -> str:
    """When a waiting screening was sent for agreement, as its page carries it."""
    return screening.saved_at.isoformat()


@transaction.atomic
def send_back(*, screening: Screening, by: Membership, reason: str) -> Screening:
    """Disagree: the draft goes back to whoever holds it with the reason. Raises Incomplete without one."""
    screening, row = locked(screening, by=by, action=Action.SEND_BACK)
    if not reason.strip():
        raise Incomplete({"reason": "Say why you send it back"})
    screening.returned_reason = reason.strip()
    _to_draft(screening, row, by=by)
    _tell(MessageKind.COUNTERSIGN_RETURNED, screening)
    return screening


@transaction.atomic
def withdraw(*, screening: Screening, by: Membership) -> Screening:
    """Whoever holds it takes it back to change it, for example when the second person is away."""
    screening, row = locked(screening, by=by, action=Action.WITHDRAW)
    _to_draft(screening, row, by=by)
    return screening


def _to_draft(screening: Screening, row, *, by: Membership) -> None:
    # A draft has to be judged again, by whoever has it in hand; what was sent stands in the events.
    screening.practitioner, screening.holder = screening.held_by, None
    screening.status, screening.second_person = row.to, None
    screening.save(update_fields=["practitioner", "holder", "status", "second_person", "returned_reason"])
    record_on(screening, row.event, by=by, reason=screening.returned_reason)


def _tell(kind: MessageKind, screening: Screening) -> None:
    """Whoever holds it; where they have left, who hands over what they held, on the page where they do."""
    holder, path = screening.held_by, f"/screenings/{screening.reference}/"
    if screening.is_draft and not holder.is_working:
        path = hand_over_path(holder.user)
    outbox.send(kind, to=who_is_told(holder), reference=screening.reference, path=path)
