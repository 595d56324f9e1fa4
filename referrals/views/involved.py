"""Who works with a child: the agencies with an open screening, and what specialist services were asked."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from referrals.models import SupportRequest
from referrals.views.child import frame, known, look
from referrals.views.child_tabs import READERS
from screening.involved import agencies
from screening.models import Child

MOST = 100


@require_safe
@allowed(*READERS)
def involved(request, ref):
    member = request.member
    record, same = known(member, ref)
    look(request, record)
    officer = has_permission(member, Permission.LOG_VIEW)
    context = frame(record, member, "referrals:involved") | {
        "officer": officer,
        "agencies": agencies(record, member.area) if officer else [],
        "support": support_of(same, member),
        "may_ask_support": has_permission(member, Permission.SUPPORT_ASK),
    }
    return render(request, "referrals/involved.html", context)


def support_of(same: dict[int, Child], member) -> list[SupportRequest]:
    """What this person may see of what specialist services were asked, newest first."""
    rows = SupportRequest.objects.visible_to(member).filter(child__in=same).with_people()
    return list(rows.order_by("-asked_at", "-id")[:MOST])
