"""The papers of a panel: asked for, made in the background, taken one child at a time."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Panel, Print, PrintJob
from referrals.prints import KEPT
from referrals.restricted import reason_for
from referrals.views.panels import found_panel
from referrals.views.pdf import as_download


@allowed(Permission.PANEL_RUN)
def panel_papers(request, ref):
    panel = found_panel(request, ref)
    if request.method == "POST":
        try:
            actions.ask_for_panel_papers(panel=panel, by=request.member)
        except Incomplete as incomplete:
            messages.warning(request, f"{' '.join(incomplete.problems.values())}.")
        return redirect("referrals:panel_papers", ref)
    job = PrintJob.objects.filter(panel=panel, asked_by=request.member).order_by("-id").first()
    rows = list(job.prints.defer("pdf").select_related("about__child")) if job else []
    context = {"panel": panel, "job": job, "rows": rows, "until": job.asked_at + KEPT if job else None}
    context["ready"] = all(each.made_at for each in rows)
    return render(request, "referrals/panel_papers.html", context)


@require_GET
@allowed(Permission.PANEL_RUN)
def panel_paper(request, ref, number):
    """One child's paper, for the officer who asked for it, while the panel is theirs to see."""
    mine = Print.objects.filter(job__asked_by=request.member, job__panel__in=Panel.objects.visible_to(request.member))
    people = ("job", "about__panel", "about__child__agency")
    printed = get_object_or_404(mine.select_related(*people), job__reference=ref, number=number, made_at__isnull=False)
    reason = reason_for(request, printed.about.child)
    actions.panel_paper_downloaded(printed=printed, by=request.member, reason=reason)
    panel, child = printed.about.panel, printed.about.child
    return as_download(printed.pdf, f"panel-{panel.reference}-{child.reference}.pdf")
