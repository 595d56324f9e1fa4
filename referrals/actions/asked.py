"""Who was asked: who can answer a round, is told of it, and is reminded once when the answer is late."""

from django.db import transaction

from accounts.models import Agency, Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.models import MessageKind
from referrals.actions.telling import record_on
from referrals.models import Round


def who_answers(asked: Round) -> list[Membership]:
    """Those who can answer this round now."""
    return able_to_answer(asked.agency, asked.to, of_referrer=asked.of_referrer)


def able_to_answer(agency: Agency, to: Membership | None, *, of_referrer: bool) -> list[Membership]:
    """The person asked by name; the agency's leads when nobody is, or that person has left.

    In another agency without a lead everybody who may send referrals; of the referrer's colleagues nobody else.
    """
    if to and to.is_working:
        return [to]
    leads = _members(agency, Permission.SCREENING_VIEW_AGENCY)
    return leads or ([] if of_referrer else people_of(agency))


def people_of(agency: Agency) -> list[Membership]:
    """Whom the MASH can ask at an agency by name."""
    return _members(agency, Permission.REFERRAL_SEND)


def _members(agency: Agency, permission: Permission) -> list[Membership]:
    members = Membership.objects.with_permission(permission).filter(agency=agency)
    return list(members.select_related("user", "agency").order_by("user__name", "id"))


def tell_asked(kind: MessageKind, asked: Round) -> None:
    """A mail to those who can answer. Another agency gets the round's own reference, never that of the referral."""
    reference = asked.referral.reference if asked.of_referrer else asked.reference
    outbox.send(kind, to=who_answers(asked), reference=reference, path=f"/questions/{asked.reference}/")


@transaction.atomic
def chase_answers() -> int:
    """Remind those who were asked, once a round, that their answer is late. Returns of how many rounds."""
    late = Round.objects.late(clock.today()).filter(chased_at=None)
    rounds = late.select_for_update(skip_locked=True, of=("self",)).select_related(
        "referral__child", "agency", "to__user"
    )
    chased = list(rounds.order_by("due_on", "id")[:500])
    for asked in chased:
        Round.objects.filter(pk=asked.pk).update(chased_at=clock.now())
        tell_asked(MessageKind.INFORMATION_LATE, asked)
        record_on(EventType.REFERRAL_CHASED, asked.referral, by=None, detail={"round": asked.reference})
    return len(chased)
