"""Share a completed screening's answers with another agency for its re-screen; take that back; what its lead reads."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.permissions import Permission as P
from accounts.stand_ins import leads_of
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals.restricted import reason_for
from screening.actions import may_receive, share_answers, take_back_answers, why_not
from screening.actions.sharing import begun_with, is_restricted
from screening.forms.share import ShareForm
from screening.models import Screening, SharedAnswers
from screening.states import NotPossible, Status
from screening.views.earlier import look
from screening.views.identity import age_facts, identity_of
from screening.views.section import whose


@allowed(P.SCREENING_SHARE)
def share(request, ref):
    found = _found(request, ref)
    reason, refusal = reason_for(request, found.child), why_not(found)
    form = ShareForm(typed(request), agencies=may_receive(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = share_answers(screening=found, by=request.member, **form.chosen)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as sentence:
            refusal = str(sentence)
        else:
            messages.success(request, f"Shared with {made.agency.name}. {_told(made)}")
            return redirect("screening:share", ref)
    record_view(EventType.SCREENING_VIEWED, by=request.member, reason=reason, **whose(found))
    context = {
        "screening": found, "form": form, "refusal": refusal, "identity": identity_of(found),
        "shares": found.shares.with_people().select_related("taken_back_by__user").order_by("-id"),
        "ended": SharedAnswers.objects.ended_by(found).exclude(agency__in=found.shares.values("agency")),
    }  # fmt: skip
    return render(request, "screening/share.html", context)


@require_POST
@allowed(P.SCREENING_SHARE)
def share_end(request, ref, number):
    found = _found(request, ref)
    shared = get_object_or_404(found.shares.select_related("screening__area", "screening__child"), pk=number)
    taken = take_back_answers(share=shared, by=request.member)
    messages.success(request, f"Taken back. {taken.agency.name} is not offered these answers any more.")
    return redirect("screening:share", ref)


@allowed(P.SCREENING_VIEW_AGENCY)
def shared(request, ref):
    """What a lead of the other agency is told: about whom, by whom and since when. No answer and no record."""
    rows = SharedAnswers.objects.told_to(request.member).with_people().select_related("screening__child")
    found = get_object_or_404(rows, screening__reference=ref)
    if is_restricted(found.screening):
        raise Http404
    look(found, request.member)
    child = found.screening.child
    context = {"share": found, "identity": {"name": child.name, "facts": age_facts(child)}}
    return render(request, "screening/shared.html", context)


def _told(share: SharedAnswers) -> str:
    if leads_of(share.agency):
        return "Its safeguarding leads are told by mail."
    if begun_with(share):
        return "It has no safeguarding lead, so whoever has begun with this child there is told by mail."
    return "It has no safeguarding lead, and nobody there has begun with the child. Nobody was mailed: tell the agency."


def _found(request, ref) -> Screening:
    rows = Screening.objects.visible_to(request.member).with_people()
    return get_object_or_404(rows, reference=ref, status__in=[Status.COMPLETE, Status.SUPERSEDED])
