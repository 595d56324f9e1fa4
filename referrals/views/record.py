"""One referral, as every page about it begins: found only by those who may see it, and the look recorded."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import plain_day
from referrals.actions import open_first_time
from referrals.models import Attachment, Referral
from referrals.phoned import call_words
from referrals.restricted import reason_for_referral
from referrals.views.settings import way_back

ROLES = ("referrer", "worker", "opened_by", "acknowledged_by", "decided_by", "feedback_read_by")
RECORDS = ("child__agency", "mash_child__agency")


def found(request, reference: str) -> Referral:
    """The referral, its look recorded; the first look by the MASH opens it. Anyone else gets the 404 page."""
    people = [f"{role}__user" for role in ROLES]
    rows = Referral.objects.visible_to(request.member).select_related(*RECORDS, "area", "agency", *people)
    referral = get_object_or_404(rows, reference=reference)
    reason = reason_for_referral(request, referral)
    if receives(request.member):
        open_first_time(referral=referral, by=request.member)
    record_view(
        EventType.REFERRAL_VIEWED, by=request.member, reference=referral.reference,
        child=referral.child.reference if referral.child else "", area_id=referral.area_id, reason=reason,
    )  # fmt: skip
    return referral


def receives(member: Membership) -> bool:
    return has_permission(member, Permission.REFERRAL_RECEIVE)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    current: bool


def frame(request, referral: Referral, current: str) -> dict:
    """What stands round every page of a referral: the identity bar, the sub-navigation, and who may do what."""
    return {
        "referral": referral,
        "content": referral.content,
        "screening": referral.content.get("screening"),
        "identity": identity(referral),
        "tabs": tabs(referral, current, request.member),
        "receives": receives(request.member),
        "back": back(request),
        "call": call_words(referral),
    }


def tabs(referral: Referral, current: str, member: Membership) -> list[Tab]:
    names = {
        "referral": "Summary", "full": "Referral in full", "screening": "Screening", "files": files_words(referral),
        "timeline": "Timeline",
        "looked": "Who has looked",
    }  # fmt: skip
    if not referral.content.get("screening"):
        del names["screening"]
    if not receives(member) and not has_permission(member, Permission.LOG_VIEW):
        del names["timeline"], names["looked"]
    return [
        Tab(label, reverse(f"referrals:{name}", args=[referral.reference]), name == current)
        for name, label in names.items()
    ]


def files_words(referral: Referral) -> str:
    """Files (2), with those that came with it from another area."""
    return f"Files ({Attachment.objects.readable_on(referral).count()})"


def back(request) -> dict:
    """The list this person comes from, as they left it."""
    if receives(request.member):
        return way_back(request)
    if has_permission(request.member, Permission.LOG_VIEW):
        return {"url": reverse("referrals:log"), "text": "Back to the log"}
    return {"url": reverse("screening:home"), "text": "Back to home"}


def identity(referral: Referral) -> dict:
    """The bar that says which child the page is about."""
    worker = referral.worker.user.name if referral.worker else "Nobody yet"
    return {
        "name": referral.child_name,
        "facts": [*born(referral.child), ("Referral", referral.reference), ("Worker", worker)],
        "contact_safely": referral.content.get("details", {}).get("safe_contact", ""),
    }


def born(child) -> list[tuple[str, str]]:
    """Born and age, or the estimate, or nothing where the child is not known yet."""
    if child is None:
        return []
    if child.date_of_birth:
        return [("Born", f"{plain_day(child.date_of_birth)} (age {child.age()})")]
    return [("Age", f"about {child.age()}, estimated")]
