"""Before a restricted child's record is opened, the reason is asked for; and lists show the reference, not the name."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from referrals.models import ChildMatch, Plan, Referral
from screening.models import Child

_KEY = "reasons"


class ReasonWanted(Exception):
    """A restricted record is opened without a reason yet. The middleware leads to the page that asks for one."""

    def __init__(self, child: Child):
        super().__init__(child.reference)
        self.child = child


class ReasonFirstMiddleware:
    """Leads whoever opens a restricted record to the page that asks why, and from there on to the record."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ReasonWanted):
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('referrals:reason', args=[exception.child.reference])}?{query}")
        return None


def reason_for(request, *children: Child | None) -> str:
    """Why this person opens these records of a child, for the event of the look; empty where nobody needs to say.

    Raises ReasonWanted for somebody of the MASH or the CSE officer who has not said it yet in this session.
    """
    member, known = request.member, {child.pk: child for child in children if child}
    if not known or not any(has_permission(member, each) for each in _ASKED):
        return ""
    said, reasons = request.session.get(_KEY, {}), []
    for pk in sorted(ChildMatch.objects.restricted(known)):
        if not (reason := said.get(_key(member, known[pk]))):
            raise ReasonWanted(known[pk])
        reasons.append(reason)
    return "; ".join(dict.fromkeys(reasons))


def reason_for_referral(request, referral: Referral) -> str:
    """The same for a referral: its own record, and the one the MASH says it is about."""
    return reason_for(request, referral.child, referral.mash_child)


_ASKED = (Permission.REFERRAL_RECEIVE, Permission.LOG_VIEW)


def keep_reason(request, child: Child, reason: str) -> None:
    """Remembered for this record until the person signs out."""
    request.session[_KEY] = {**request.session.get(_KEY, {}), _key(request.member, child): reason}


def _key(member, child: Child) -> str:
    return f"{member.pk} {child.reference}"


def veiled(rows: Iterable) -> list:
    """The rows of a list; a restricted child among them goes by the reference."""
    rows = list(rows)
    hidden = ChildMatch.objects.restricted({pk for row in rows for pk in _children(row)})
    for row in rows:
        if not _children(row) & hidden:
            continue
        if row.child:
            row.child.veiled = True
        else:
            row.child_as_known = f"Restricted record, {row.reference}"
    return rows


def veil_plans(plans: Iterable[Plan], member: Membership) -> None:
    """Whoever does an action of a plan and runs no part of it knows a restricted child by the reference."""
    if plans := list(plans):
        own = Plan.objects.run_by(member).filter(pk__in={plan.pk for plan in plans})
        runs = set(own.values_list("pk", flat=True))
        veiled([plan for plan in plans if plan.pk not in runs])


def _children(row) -> set[int]:
    """The records of a row: its own, and of an alert the one the MASH found."""
    return {pk for pk in (row.child_id, getattr(row, "mash_child_id", None)) if pk}
