"""What a panel agreed that one person does, and how its child is called to them."""

import datetime as dt
from collections.abc import Iterable

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock
from referrals.models import ChildMatch, PanelAction
from screening.models import Child

LATELY = dt.timedelta(days=90)


def to_do(member: Membership, most: int) -> list[PanelAction]:
    """What this person has still to do, soonest first."""
    return list(PanelAction.objects.open().held_by(member).with_people().order_by("due_on", "id")[:most])


def done_lately(member: Membership, most: int) -> list[PanelAction]:
    """What they had to do and was done in the last weeks, the last one first."""
    done = PanelAction.objects.held_by(member).filter(done_at__gte=clock.now() - LATELY)
    return list(done.with_people().order_by("-done_at", "-id")[:most])


def child_words(member: Membership, rows: Iterable[PanelAction]) -> dict[int, str]:
    """The child's name where this person may see the child, else the reference; by the action's number."""
    rows = list(rows)
    children = {row.child_id for row in rows}
    seen = set(Child.objects.visible_to(member).filter(pk__in=children).values_list("pk", flat=True))
    if has_permission(member, Permission.LOG_VIEW):
        seen -= ChildMatch.objects.restricted(seen)
    return {row.pk: row.child.name if row.child_id in seen else row.child.reference for row in rows}
