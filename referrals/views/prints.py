"""Several referrals as PDFs in one go: choosing them from a list, waiting for them, taking them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from cse_portal.searching import searched
from referrals import actions
from referrals.forms.filters import InboxFilter, ReferralFilter
from referrals.forms.prints import PrintsForm
from referrals.models import Print, PrintJob, Referral
from referrals.models.documents import print_reference
from referrals.prints import KEPT
from referrals.restricted import reason_for_referral, veiled
from referrals.views import all_referrals, inbox
from referrals.views.lists import shown
from referrals.views.orders import LATEST_DECISION, ordered
from referrals.views.pdf import as_download


@allowed(Permission.REFERRAL_RECEIVE)
def choose(request):
    """The list somebody comes from, narrowed and ordered as it was, with a box at each referral."""
    of_all = request.GET.get("list") == "all"
    rows = (_all if of_all else _inbox)(request)
    form = PrintsForm(typed(request), rows=veiled(rows[: actions.MOST_PRINTED]))
    reference = form.data.get("reference") or print_reference()
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.ask_for_prints(by=request.member, references=form.chosen, reference=reference)
            return redirect("referrals:prints", job.reference)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    record_view(EventType.REFERRAL_LISTED, by=request.member)
    words = request.GET.copy()
    words.pop("list", None)
    back = reverse("referrals:all" if of_all else "referrals:inbox")
    context = {"form": form, "back": f"{back}?{words.urlencode()}"}
    context |= {"most": actions.MOST_PRINTED, "reference": reference, "of_all": of_all}
    return render(request, "referrals/print.html", context)


def _inbox(request):
    name, sort = shown(request, inbox.LISTINGS), ordered(request, inbox.ORDERS)
    form = InboxFilter(request.GET, member=request.member)
    rows = form.narrow(inbox.LISTINGS[name].rows(Referral.objects.visible_to(request.member)))
    order = LATEST_DECISION if name == "decided" else inbox.ORDERS[sort]
    return rows.for_lists().order_by(*order.keys)


def _all(request):
    rows = ReferralFilter(request.GET, area=request.member.area).narrow(Referral.objects.visible_to(request.member))
    search = searched(request, path=reverse("referrals:all"))
    rows = rows.about(search) if search else rows
    order = all_referrals.ORDERS[ordered(request, all_referrals.ORDERS)]
    return rows.for_lists().order_by(*order.keys)


@require_safe
@allowed(Permission.REFERRAL_RECEIVE)
def prints(request, ref):
    """For the person who asked, and nobody else: what is made, and what is being made."""
    job = _job(request.member, ref)
    rows = [(each, seen) for each in job.prints.defer("pdf") if (seen := _seen(each, request.member))]
    context = {"job": job, "rows": rows, "until": job.asked_at + KEPT}
    context |= {"ready": all(each.made_at for each, _ in rows)}
    return render(request, "referrals/prints.html", context)


@require_GET
@allowed(Permission.REFERRAL_RECEIVE)
def prints_file(request, ref, number):
    job = _job(request.member, ref)
    each = get_object_or_404(Print.objects.select_related("job"), job=job, number=number, made_at__isnull=False)
    referrals = _seen(each, request.member)
    if not referrals:
        raise Http404
    reasons = {referral: reason_for_referral(request, referral) for referral in referrals}
    actions.prints_downloaded(printed=each, reasons=reasons, by=request.member)
    others = f"-and-{len(referrals) - 1}-more" if len(referrals) > 1 else ""
    return as_download(each.pdf, f"referral-{referrals[0].reference}{others}.pdf")


def _job(member, ref: str) -> PrintJob:
    return get_object_or_404(PrintJob, asked_by=member, reference=ref)


def _seen(each: Print, member) -> list[Referral]:
    """The referrals of a print, oldest first; none when one of them is not this person's to see any more."""
    rows = list(each.referrals.select_related("child", "mash_child").defer("content").order_by("sent_at", "id"))
    visible = Referral.objects.visible_to(member).filter(pk__in=[row.pk for row in rows]).count()
    return rows if visible == len(rows) else []
