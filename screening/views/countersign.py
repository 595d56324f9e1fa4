"""The second person: finding, judgement and reason on one page; agree, or send it back with a reason (rule 17)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.held import typed
from referrals.content import source_words, when_words
from screening.actions import Incomplete, agree, asked_at, decision_of, send_back, to_agree_to
from screening.forms.countersign import SendBackForm
from screening.forms.pathway import prospects, when_agreed
from screening.models import Screening
from screening.protocol import STRENGTH_WORDS
from screening.states import NotPossible, Status
from screening.views.explain import explanation
from screening.views.identity import identity_of
from screening.views.recorded import recorded
from screening.views.section import whose
from screening.views.sent import JUST_SENT


@allowed(Permission.SCREENING_COUNTERSIGN)
def countersign(request, ref):
    """For the named second person alone. What no longer waits for them is shown as it stands now."""
    screening = get_object_or_404(Screening.objects.visible_to(request.member).with_people(), reference=ref)
    if screening.status != Status.WAITING or screening.second_person_id != request.member.pk:
        return redirect("screening:view", ref)
    form = SendBackForm(typed(request))
    if request.method == "POST":
        try:
            return say(request, screening, form) or page(request, screening, form)
        except NotPossible as changed:
            messages.error(request, str(changed))
            return redirect("screening:countersign", ref)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    return page(request, screening, form)


def say(request, screening: Screening, form: SendBackForm) -> HttpResponse | None:
    """Agree or send back; None when the reason is missing."""
    if "agree" in request.POST:
        agree(screening=screening, by=request.member, asked=request.POST.get("asked", ""))
        request.session[JUST_SENT] = screening.reference
        return redirect("screening:sent", screening.reference)
    if not form.is_valid():
        return None
    try:
        send_back(screening=screening, by=request.member, reason=form.cleaned_data["reason"])
    except Incomplete as incomplete:
        form.add_error("reason", incomplete.problems["reason"])
        return None
    name = screening.held_by.user.name
    messages.success(request, f"Sent back to {name}, who reads your reason. {screening.reference} is a draft again.")
    return redirect("screening:to_countersign")


def page(request, screening: Screening, form: SendBackForm) -> HttpResponse:
    asked, stopped = asked_at(screening), what_stops(screening)
    record = recorded(screening)
    for row in record["evidence"]:
        row["how"] = how_it_is_known(row["answer"])
    chosen = next(
        each for each in prospects(screening, screening.as_answers()) if each.outcome == screening.judgement["outcome"]
    )
    context = {
        "screening": screening,
        "edition": screening.edition,
        "identity": identity_of(screening),
        "explain": explanation(screening),
        "chosen": chosen,
        "reasons": decision_of(screening, countersigned=False).reasons,
        "happens": when_agreed(chosen, screening),
        "form": form,
        "stopped": stopped,
        "asked": asked,
        "was_held": getattr(request, "was_held", False),
        **record,
    }
    return render(request, "screening/countersign.html", context)


def what_stops(screening: Screening) -> str:
    """Why nobody can agree to it any more, for example a birthday (rule 7); empty when it can be agreed."""
    try:
        to_agree_to(screening)
    except NotPossible as changed:
        return str(changed)
    return ""


def how_it_is_known(answer) -> str:
    """When, who said so, and how strong it is, in one line."""
    parts = [when_words(answer), source_words(answer), STRENGTH_WORDS.get(answer.strength or None, "")]
    return ". ".join(f"{part[:1].upper()}{part[1:]}" for part in parts if part)
