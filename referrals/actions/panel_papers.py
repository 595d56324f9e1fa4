"""The papers of a panel: one PDF a child, made in the background for the officer who asks, and taken."""

from django.db import transaction
from django.http import Http404

from accounts.models import Membership
from audit.events import EventType
from cse_portal import clock, outbox
from cse_portal.problems import Incomplete
from referrals.actions.panels import record_panel
from referrals.actions.printing import MAKE_PRINTS
from referrals.models import Panel, Print, PrintJob


@transaction.atomic
def ask_for_panel_papers(*, panel: Panel, by: Membership) -> PrintJob:
    """One PDF for each child on the list as it is now. While they are being made, asking again asks for nothing new."""
    panel = Panel.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=panel.pk).first()
    if panel is None:
        raise Http404
    children = list(panel.children.select_related("child").order_by("id"))
    if not children:
        raise Incomplete({"children": "There is nobody on the list yet"})
    if under_way := PrintJob.objects.filter(panel=panel, asked_by=by, made_at=None).first():
        return under_way
    job = PrintJob.objects.create(panel=panel, asked_at=clock.now(), asked_by=by)
    Print.objects.bulk_create(Print(job=job, number=number, about=each) for number, each in enumerate(children, 1))
    for each in children:
        record_panel(EventType.PRINTS_ASKED, panel, by=by, child=each.child, detail={"prints": job.reference})
    outbox.wake(MAKE_PRINTS)
    return job


@transaction.atomic
def panel_paper_downloaded(*, printed: Print, by: Membership, reason: str = "") -> None:
    """Taking the paper is a look at the child's record. `reason` says why a restricted one is opened."""
    detail = {"prints": printed.job.reference, "sha256": printed.sha256}
    about = printed.about
    record_panel(EventType.PRINTS_DOWNLOADED, about.panel, by=by, child=about.child, detail=detail, reason=reason)
