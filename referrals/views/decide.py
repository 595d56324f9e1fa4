"""Record the MASH's decision and tell the referrer."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.decide import DecideForm, OutcomeForm
from referrals.models import Referral
from referrals.states import NotPossible
from referrals.views.answered import answered
from referrals.views.in_short import in_short
from referrals.views.questions import questions
from referrals.views.record import found, frame
from referrals.views.referral import judged
from screening.actions import rescreen_after_decision

# Where the action's word for a value is not that of its box.
_BOXES = {"decided_at": "decided_on", "edition": None}


@allowed(Permission.REFERRAL_RECEIVE)
def decide(request, ref):
    referral, refusal = found(request, ref), ""
    form = DecideForm(typed(request), referral=referral, by=request.member)
    if not referral.is_open and not form.is_bound:
        return redirect("referrals:referral", ref)
    if request.method == "POST" and form.is_valid():
        read = {"edition": request.POST.get("edition", "")}
        refusal = refused(request, referral, form, actions.decide, read)
        if refusal is None:
            messages.success(request, "Decided. The referrer has been told.")
            return redirect("referrals:referral", ref)
    return decision_page(request, referral, form, refusal, edition=actions.edition_of(referral))


def refused(request, referral: Referral, form: OutcomeForm, act: Callable, read: dict[str, str]) -> str | None:
    """None when it is recorded; else why not, or nothing when the boxes say it."""
    try:
        decided = act(referral=referral, by=request.member, **read, **form.decision)
    except NotPossible as sentence:
        referral.refresh_from_db()
        return str(sentence)
    except Incomplete as incomplete:
        for name, sentence in incomplete.problems.items():
            form.refuse(_BOXES.get(name, name), sentence)
        return ""
    rescreen_after_decision(referral=decided, by=request.member)
    return None


def decision_page(request, referral: Referral, form: OutcomeForm, refusal: str, **more):
    """Everything typed is still there, whoever was first."""
    context = frame(request, referral, "") | questions(request, referral) | {"form": form, "refusal": refusal, **more}
    context |= {"short": in_short(referral.content), "judged": judged(referral), "answer": answered(referral)}
    return render(request, "referrals/decide.html", context, status=409 if refusal else 200)
