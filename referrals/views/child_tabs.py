"""The pages of one child, as every one of them lists them: each only to those who may open it."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from referrals.adulthood import is_nearly_adult
from referrals.models import Referral
from referrals.views.record import Tab
from screening.models import Child

READERS = (Permission.LOG_VIEW, Permission.SCREENING_VIEW_AGENCY, Permission.SCREENING_WRITE)

MISSING_READERS = (*READERS, Permission.REFERRAL_RECEIVE)


class ChildPage(NamedTuple):
    """`of` says for which children there is such a page; for every child where it says nothing."""

    label: str
    name: str
    permissions: tuple[Permission, ...]
    of: Callable[[Child], bool] = lambda child: True


PAGES = (
    ChildPage("Summary", "referrals:child", READERS),
    ChildPage("Over time", "referrals:over_time", READERS),
    ChildPage("Referrals", "referrals:child_referrals", READERS),
    ChildPage("Who is involved", "referrals:involved", READERS),
    ChildPage("Plan", "referrals:plan_start", (Permission.PLAN_WRITE,)),
    ChildPage("Missing episodes", "referrals:missing", MISSING_READERS),
    ChildPage("Adult services", "referrals:adult", (Permission.PLAN_WRITE,), is_nearly_adult),
    ChildPage("Who has looked", "referrals:child_looked", (Permission.LOG_VIEW,)),
)


def child_tabs(record: Child, current: str, member: Membership) -> list[Tab]:
    """The sub-navigation. `current` is the name of the page's address, such as "referrals:child"."""
    return [
        Tab(page.label, reverse(page.name, args=[record.reference]), page.name == current)
        for page in PAGES
        if any(has_permission(member, permission) for permission in page.permissions) and page.of(record)
    ]


def way_to(record: Child, member: Membership) -> dict:
    """The page this person knows the child by: the record, or for the MASH its newest referral about the child."""
    if any(has_permission(member, permission) for permission in READERS):
        return {"url": reverse("referrals:child", args=[record.reference]), "text": "Back to the record"}
    newest = Referral.objects.visible_to(member).of_children([record.pk]).latest("sent_at", "id")
    return {"url": reverse("referrals:referral", args=[newest.reference]), "text": "Back to the referral"}
