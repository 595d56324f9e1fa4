"""Hand a referral over, with a note."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.assign import AssignForm
from referrals.states import NotPossible
from referrals.views.record import found, frame


@allowed(Permission.REFERRAL_RECEIVE)
def assign(request, ref):
    referral = found(request, ref)
    form = AssignForm(typed(request), referral=referral, by=request.member)
    if request.method == "POST" and form.is_valid():
        to, note = form.cleaned_data["to"], form.cleaned_data["note"]
        seen_with = request.POST.get("seen_with")
        try:
            actions.assign(referral=referral, by=request.member, to=to, note=note, seen_with=seen_with)
            messages.success(request, f"{to.user.name} has it now.")
            return redirect("referrals:referral", ref)
        except NotPossible as refusal:
            form.add_error("to", str(refusal))
        except Incomplete as incomplete:
            form.add_error("to", incomplete.problems["to"])
        referral.refresh_from_db()
    context = frame(request, referral, "") | {"form": form, "holder": actions.holder_of(referral)}
    return render(request, "referrals/assign.html", context)
