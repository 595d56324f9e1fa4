"""For the MASH's managers: every open disagreement of the area, the one that is due first on top."""

from django.db.models import F, OuterRef, Subquery
from django.shortcuts import render

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal import clock
from referrals.models import Disagreement, DisagreementStage
from referrals.restricted import veiled
from referrals.views.disagreement import Step, step

# More open disagreements than an area ever has; the first of them are the most pressing.
MOST = 100


@allowed(Permission.REFERRAL_MANAGE)
def disagreements(request):
    record_view(EventType.REFERRAL_LISTED, by=request.member)
    rows = open_ones(request.member)
    return render(request, "referrals/disagreements.html", {"rows": rows, "now": clock.now()})


def open_ones(member: Membership) -> list[tuple[Disagreement, Step]]:
    """Each with its present stage. What waits for a reply stands above what was replied to."""
    latest = DisagreementStage.objects.filter(disagreement=OuterRef("pk")).order_by("-begun_at", "-id")
    rows = Disagreement.objects.open().visible_to(member).annotate(
        now_at=Subquery(latest.values("pk")[:1]), replied=Subquery(latest.values("replied_at")[:1]),
        due=Subquery(latest.values("due_at")[:1]),
    )  # fmt: skip
    rows = rows.select_related("referral__child", "referral__agency", "opened_by__user")
    found = list(rows.order_by(F("replied").asc(nulls_first=True), F("due").asc(nulls_last=True), "id")[:MOST])
    stages = DisagreementStage.objects.in_bulk([row.now_at for row in found])
    veiled([row.referral for row in found])
    return [(row, step(stages[row.now_at])) for row in found]
