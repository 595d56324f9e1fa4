"""The pages of one child, as every one of them lists them: each only to those who may open it."""

from typing import NamedTuple

from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from referrals.views.record import Tab
from screening.models import Child

READERS = (Permission.LOG_VIEW, Permission.SCREENING_VIEW_AGENCY, Permission.SCREENING_WRITE)


class ChildPage(NamedTuple):
    label: str
    name: str
    permissions: tuple[Permission, ...]


PAGES = (
    ChildPage("Summary", "referrals:child", READERS),
    ChildPage("Plan", "referrals:plan_start", (Permission.PLAN_WRITE,)),
)


def child_tabs(record: Child, current: str, member: Membership) -> list[Tab]:
    """The sub-navigation. `current` is the name of the page's address, such as "referrals:child"."""
    return [
        Tab(page.label, reverse(page.name, args=[record.reference]), page.name == current)
        for page in PAGES
        if any(has_permission(member, permission) for permission in page.permissions)
    ]
