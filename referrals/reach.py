"""Whose record a person reaches: their agency's or area's children, and for the MASH those it has a referral about."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from referrals.models.referrals import Referral
from screening.models import Child


def reached_by(member: Membership | None) -> QuerySet[Child]:
    """The children about whom this person may record what is new."""
    if not has_permission(member, Permission.REFERRAL_RECEIVE):
        return Child.objects.visible_to(member)
    about = Q(child=OuterRef("pk")) | Q(mash_child=OuterRef("pk"))
    return Child.objects.filter(Exists(Referral.objects.visible_to(member).filter(about)))
