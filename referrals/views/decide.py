"""Record the MASH's decision and tell the referrer."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.forms.decide import DecideForm
from referrals.states import NotPossible
from referrals.views.in_short import in_short
from referrals.views.record import found, frame
from referrals.views.referral import judged

# Where the action's word for a value is not that of its box.
_BOXES = {"decided_at": "decided_on", "edition": None}


@allowed(Permission.REFERRAL_RECEIVE)
def decide(request, ref):
    referral, refusal = found(request, ref), ""
    form = DecideForm(typed(request), referral=referral)
    if referral.is_decided and not form.is_bound:
        return redirect("referrals:referral", ref)
    if request.method == "POST" and form.is_valid():
        try:
            read = request.POST.get("edition", "")
            actions.decide(referral=referral, by=request.member, edition=read, **form.decision)
            messages.success(request, "Decided. The referrer has been told.")
            return redirect("referrals:referral", ref)
        except NotPossible as sentence:
            refusal = str(sentence)
            referral.refresh_from_db()
        except Incomplete as incomplete:
            for name, sentence in incomplete.problems.items():
                form.add_error(_BOXES.get(name, name), sentence)
    context = frame(request, referral, "") | {"form": form, "refusal": refusal, "edition": actions.edition_of(referral)}
    context |= {"short": in_short(referral.content), "judged": judged(referral)}
    return render(request, "referrals/decide.html", context, status=409 if refusal else 200)
