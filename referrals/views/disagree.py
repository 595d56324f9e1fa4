"""The referrer says that a decision is wrong (rule 28)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.disagree import StageForm
from referrals.models import Disagreement
from referrals.states import Action, NotPossible, Stage, transition
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_SEND)
def disagree(request, ref):
    referral = found(request, ref)
    form = StageForm(typed(request), stages=tuple(Stage))
    if Disagreement.objects.open().filter(referral=referral).exists():
        if request.method == "POST":
            messages.warning(request, "A disagreement with this decision is open already. Go on with it here.")
        return redirect("referrals:disagreement", ref)
    try:
        transition(referral.state, Action.DISAGREE)
        if request.method == "POST" and form.is_valid():
            actions.open_disagreement(referral=referral, by=request.member, **form.words)
            messages.success(request, "Sent. The MASH’s managers have been told.")
            return redirect("referrals:disagreement", ref)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
        return redirect("referrals:referral", ref)
    except Incomplete as incomplete:
        form.send_back(incomplete)
    return render(request, "referrals/disagree.html", frame(request, referral, "") | {"form": form})
