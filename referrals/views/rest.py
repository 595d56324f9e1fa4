"""What the MASH still lacks of a referral, as its referrer sees it wherever the referral is shown."""

from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from referrals.actions import unsent
from referrals.fields import missing_words
from referrals.models import Referral
from referrals.phoned import call_words


def rest_of(referral: Referral, member: Membership) -> dict:
    """For templates/referrals/_rest.html."""
    may_add = referral.is_open and has_permission(member, Permission.REFERRAL_SEND)
    return {
        "url": reverse("referrals:parts", args=[referral.reference]) if may_add else "",
        "missing": shortened(missing_words(referral.content)),
        "is_unsent": bool(unsent(referral)),
        "call": call_words(referral),
        "screening_url": _screening_url(referral, member),
    }


NAMED = 6


def shortened(missing: str) -> str:
    """The first few of what is missing; the page behind the link names all of it."""
    items = missing.split("; ")
    return missing if len(items) <= NAMED + 1 else f"{'; '.join(items[:NAMED])}; and {len(items) - NAMED} more"


def _screening_url(referral: Referral, member: Membership) -> str:
    """Where a screening is added to what was sent without one (rule 2), for the practitioner whose draft it is."""
    draft = referral.screening
    if draft is None or not draft.is_draft or draft.practitioner_id != member.pk:
        return ""
    return reverse("screening:tasks" if draft.child_id else "screening:child_for", args=[draft.reference])
