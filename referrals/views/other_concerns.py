"""The other concerns of a screening without CSE action (rule 9): what they were, and what came of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.problems import Incomplete
from referrals.actions import follow_up
from referrals.forms.other_concerns import OtherConcernsForm
from referrals.restricted import reason_for
from referrals.standing import NO_CSE_ACTION
from screening.models import Screening


@allowed(Permission.LOG_VIEW, Permission.SCREENING_WRITE)
def other_concerns(request, ref):
    rows = Screening.objects.visible_to(request.member).completed().filter(outcome__in=NO_CSE_ACTION)
    screening = get_object_or_404(rows.select_related("child", "practitioner__user", "agency"), reference=ref)
    reason, form = reason_for(request, screening.child), OtherConcernsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            follow_up(screening=screening, by=request.member, what=form.cleaned_data["what"])
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, "Saved. The other concerns are followed up.")
            return redirect(after(request.member, screening))
    record_view(
        EventType.SCREENING_VIEWED, by=request.member, reference=ref, child=screening.child.reference, reason=reason,
        area_id=screening.area_id,
    )  # fmt: skip
    written = screening.follow_ups.select_related("written_by__user").order_by("-written_at", "-id")
    context = {"screening": screening, "form": form, "written": written, "back": after(request.member, screening)}
    return render(request, "referrals/other_concerns.html", context)


def after(member, screening: Screening) -> str:
    """The log, or the screening for whoever has no log."""
    if has_permission(member, Permission.LOG_VIEW):
        return reverse("referrals:log")
    return reverse("screening:view", args=[screening.reference])
