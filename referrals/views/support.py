"""Requests to specialist services: the list, asking about a child, and one request with its answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.support import AcceptForm, DeclineForm, SupportForm, filled, in_words
from referrals.models import Answered, SupportRequest, TrainingRequest
from referrals.models.support import is_service
from referrals.restricted import reason_for, veiled
from referrals.states import NotPossible
from referrals.views.child import identity, known, screenings
from screening.states import Status

WHO_MAY = (Permission.SUPPORT_ASK, Permission.SUPPORT_ANSWER)
MOST = 100


@allowed(*WHO_MAY)
def support_list(request):
    """What this person's service was asked for; what they, their agency or their area asked for."""
    member = request.member
    record_view(EventType.SUPPORT_VIEWED, by=member)
    support, training = SupportRequest.objects, TrainingRequest.objects
    asked = support.visible_to(member).exclude(pk__in=support.of_service(member).values("pk"))
    context = {
        "is_service": is_service(member),
        "may_ask_training": has_permission(member, Permission.SCREENING_WRITE),
        "to_service": _newest(support.of_service(member)),
        "training_to_service": _newest(training.of_service(member)),
        "asked": veiled(_newest(asked.select_related("child"))),
        "training": _newest(training.visible_to(member).exclude(pk__in=training.of_service(member).values("pk"))),
    }
    return render(request, "referrals/support_list.html", context)


def _newest(rows) -> list:
    """What waits for an answer stands above what was answered."""
    rows = list(rows.with_people().order_by("-asked_at", "-id")[:MOST])
    return sorted(rows, key=lambda row: row.state != Answered.WAITING)


@allowed(Permission.SUPPORT_ASK)
def support_ask(request, ref):
    record, same = known(request.member, ref)
    reason = reason_for(request, record)
    refusal = actions.what_comes_first(record, request.member)
    services = actions.services_of(request.member.area, besides=request.member.agency)
    form = SupportForm(typed(request), services=services, initial=None if refusal else _filled(record, same, request))
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            sent = actions.ask_support(child=record, by=request.member, service=form.service, shared=form.shared)
            messages.success(request, f"Sent. {sent.service.name} has been told.")
            return redirect("referrals:support", sent.reference)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        except NotPossible as sentence:
            refusal = str(sentence)
    record_view(
        EventType.CHILD_VIEWED, by=request.member, reference=record.reference, child=record.reference,
        area_id=record.agency.area_id, reason=reason,
    )  # fmt: skip
    context = {"child": record, "identity": identity(record), "form": form, "refusal": refusal}
    return render(request, "referrals/support_ask.html", context, status=409 if refusal and form.is_bound else 200)


def _filled(record, same, request) -> dict:
    latest = next((each for each in screenings(same, request.member) if each.status == Status.COMPLETE), None)
    return filled(record, latest.narrative if latest else {}, latest.judgement if latest else {})


@allowed(*WHO_MAY)
def support(request, ref):
    member = request.member
    rows = SupportRequest.objects.visible_to(member).with_people().select_related("child__agency")
    asked = get_object_or_404(rows, reference=ref)
    serves = is_service(member) and asked.service_id == member.agency_id
    reason = "" if serves else reason_for(request, asked.child)
    data = typed(request)
    forms = {"accept": AcceptForm, "decline": DeclineForm}
    do = data.get("do", "") if data else ""
    accept, decline = (kind(data if do == name else None) for name, kind in forms.items())
    form, refusal = {"accept": accept, "decline": decline}.get(do), ""
    if request.method == "POST":
        try:
            if _done(request, asked, do, form):
                return redirect("referrals:support", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            asked = get_object_or_404(rows, reference=ref)
    record_view(
        EventType.SUPPORT_VIEWED, by=member, reference=ref, child=asked.child.reference, area_id=asked.area_id,
        reason=reason,
    )  # fmt: skip
    context = {"accept": accept, "decline": decline, "form": form, "refusal": refusal} | _shown(member, asked, serves)
    return render(request, "referrals/support.html", context, status=409 if refusal else 200)


def _done(request, asked: SupportRequest, do: str, form) -> bool:
    """Answer it or take it back; False when a box of the form is missing."""
    if do == "take_back":
        actions.take_back_support(request=asked, by=request.member)
        messages.success(request, "Taken back. The service has been told, and does not see it any more.")
    elif form is None or not form.is_valid():
        return False
    else:
        actions.answer_support(request=asked, by=request.member, accept=do == "accept", **form.cleaned_data)
        messages.success(request, "Answered. Whoever asked has been told.")
    return True


def _shown(member, asked: SupportRequest, serves: bool) -> dict:
    waiting = asked.state == Answered.WAITING
    hidden = serves and asked.state == Answered.WITHDRAWN
    mine = SupportRequest.objects.asked_by_person(member).filter(pk=asked.pk).exists()
    return {
        "request_": asked,
        "shared": [] if hidden else in_words(asked.shared),
        "serves": serves,
        "may_answer": serves and waiting,
        "may_take_back": mine and waiting,
        "child_url": "" if serves else reverse("referrals:child", args=[asked.child.reference]),
    }
