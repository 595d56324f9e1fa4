"""What panels agreed that this person does: still to do, and done lately."""

from django.shortcuts import render

from accounts.access import allowed
from accounts.models import Membership
from audit.actions import record_view
from audit.events import EventType
from referrals import actions
from referrals.panel_actions import done_lately
from screening.views import panel_duties
from screening.views.items import Item

MOST = 100


@allowed(*actions.MAY_DO)
def panel_actions(request):
    member = request.member
    record_view(EventType.PANEL_VIEWED, by=member)
    context = {"area": member.area, "todo": panel_duties.of(member, MOST), "done": _done(member), "most": MOST}
    return render(request, "referrals/panel_actions.html", context)


def _done(member: Membership) -> list[Item]:
    return panel_duties.items(done_lately(member, MOST), member)
