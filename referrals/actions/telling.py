"""Who is told of a change to a referral, and the event that says it happened."""

from accounts.models import Area, Membership
from accounts.permissions import Permission
from accounts.stand_ins import leads_of
from audit.actions import record
from audit.events import EventType
from cse_portal import outbox
from cse_portal.models import MessageKind
from referrals.models import Referral


def path_of(referral: Referral) -> str:
    return f"/referrals/{referral.reference}/"


def mash_workers(area: Area) -> list[Membership]:
    """Everyone who can hold a referral of this area now."""
    members = Membership.objects.with_permission(Permission.REFERRAL_RECEIVE).filter(agency__area=area)
    return list(members.select_related("user", "agency"))


def who_has(referral: Referral) -> list[Membership]:
    """Its worker; everyone who could take it when nobody has it, or when the worker has left."""
    has = referral.worker is not None and referral.worker.is_working
    return [referral.worker] if has else mash_workers(referral.area)


def tell_referrer(kind: MessageKind, referral: Referral) -> None:
    """The referrer; the agency's leads when the referrer has left, so that somebody there knows."""
    to = [referral.referrer] if referral.referrer.is_working else leads_of(referral.agency)
    outbox.send(kind, to=to, reference=referral.reference, path=path_of(referral))


def record_on(
    event: EventType, referral: Referral, *, by: Membership | None, detail: dict | None = None, reason: str = ""
) -> None:
    record(
        event, by=by, reference=referral.reference, child=referral.child.reference if referral.child else "",
        area_id=referral.area_id, detail=detail, reason=reason,
    )  # fmt: skip


def blank(details: dict, wanted: dict[str, str]) -> dict[str, str]:
    return {name: sentence for name, sentence in wanted.items() if not str(details.get(name) or "").strip()}
