"""The MASH asks the referrer: one round of questions, each about a card of the referral or about none."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions import Asked
from referrals.actions.locking import locked
from referrals.cards import cards
from referrals.forms.ask import QuestionsForm, rows_after, rows_of
from referrals.models import Referral
from referrals.models.questions import round_reference
from referrals.states import Action, NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def ask(request, ref):
    referral, refusal = found(request, ref), ""
    if not referral.is_open and request.method == "GET":
        return closed(request, referral)
    known, data = cards(referral.content), typed(request)
    rows = rows_after(pressed(data), rows_of(data)) if data else [Asked(about(request, known), "")]
    sent = data if data and pressed(data) == "send" else None
    form = QuestionsForm(sent, rows=rows, cards=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(
                referral=referral, by=request.member, questions=rows, reference=request.POST.get("reference", "")
            )
            messages.success(
                request, "Asked. The referrer has been told, and the clock stands still until they answer."
            )
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = frame(request, referral, "") | {"form": form, "refusal": refusal, "reference": round_of(data)}
    return render(request, "referrals/ask.html", context, status=409 if refusal else 200)


def closed(request, referral: Referral):
    """Back to the referral, which says who closed it."""
    try:
        locked(referral, by=request.member, action=Action.ASK)
    except NotPossible as sentence:
        messages.warning(request, str(sentence))
    return redirect("referrals:referral", referral.reference)


def about(request, known: dict) -> str:
    """The card whose link was followed; none for a name that no card has."""
    asked = request.GET.get("about", "")
    return asked if asked in known else ""


def pressed(data) -> str:
    return data.get("do", "send")


def round_of(data) -> str:
    """The reference of the round this page asks, the same however often it is sent."""
    return (data or {}).get("reference") or round_reference()
