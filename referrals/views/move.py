"""Pass a referral to another area, or send it to both (rule 30)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.move import MoveForm
from referrals.states import NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def move(request, ref):
    referral = found(request, ref)
    if not referral.is_open and request.method != "POST":
        return redirect("referrals:referral", ref)
    form = MoveForm(typed(request), referral=referral)
    if request.method == "POST" and form.is_valid():
        send = actions.share if form.goes_to_both else actions.move
        try:
            came = send(referral=referral, by=request.member, **form.values)
            messages.success(
                request, f"The {came.area.name} MASH has it as {came.reference}. The referrer has been told."
            )
            return redirect("referrals:referral", ref)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("referrals:referral", ref)
        except Incomplete as incomplete:
            form.send_back(incomplete)
    return render(request, "referrals/move.html", frame(request, referral, "") | {"form": form})
