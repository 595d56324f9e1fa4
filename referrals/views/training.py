"""Training that an agency asks of a specialist service."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.support import TrainingAnswerForm, TrainingForm
from referrals.models import Answered, TrainingRequest
from referrals.models.support import is_service
from referrals.states import NotPossible
from referrals.views.support import WHO_MAY


@allowed(Permission.SCREENING_WRITE)
def training_ask(request):
    services = actions.services_of(request.member.area, besides=request.member.agency)
    form = TrainingForm(typed(request), services=services)
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.ask_training(by=request.member, **form.values)
            messages.success(request, f"Sent. {sent.service.name} has been told.")
            return redirect("referrals:training", sent.reference)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    return render(request, "referrals/training_ask.html", {"form": form})


@allowed(*WHO_MAY)
def training(request, ref):
    member = request.member
    rows = TrainingRequest.objects.visible_to(member).with_people().select_related("agency")
    asked = get_object_or_404(rows, reference=ref)
    form, refusal = TrainingAnswerForm(None if _takes_back(request) else typed(request)), ""
    if request.method == "POST" and (_takes_back(request) or form.is_valid()):
        try:
            _done(request, asked, form)
            return redirect("referrals:training", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            asked = get_object_or_404(rows, reference=ref)
    waiting = asked.state == Answered.WAITING
    context = {
        "request_": asked, "form": form, "refusal": refusal,
        "may_answer": waiting and is_service(member) and asked.service_id == member.agency_id,
        "may_take_back": waiting and TrainingRequest.objects.asked_by_person(member).filter(pk=asked.pk).exists(),
    }  # fmt: skip
    return render(request, "referrals/training.html", context, status=409 if refusal else 200)


def _takes_back(request) -> bool:
    return request.POST.get("do") == "take_back"


def _done(request, asked: TrainingRequest, form: TrainingAnswerForm) -> None:
    if _takes_back(request):
        actions.take_back_training(request=asked, by=request.member)
        messages.success(request, "Taken back. The service has been told.")
    else:
        accept, reply = request.POST.get("do") == "accept", form.cleaned_data["reply"]
        actions.answer_training(request=asked, by=request.member, accept=accept, reply=reply)
        messages.success(request, "Answered. Whoever asked has been told.")
