"""What the pages of one step of a disagreement share: where it stands, and doing the step."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render

from cse_portal.problems import Incomplete
from referrals.models import Disagreement, DisagreementStage, Referral
from referrals.states import NotPossible
from referrals.views.record import frame


def present(referral: Referral) -> tuple[Disagreement | None, DisagreementStage | None]:
    """The latest disagreement, open or ended, and its last stage; nothing when there never was one."""
    rows = referral.disagreements.select_related("referral").order_by("-opened_at", "-id")
    if (disagreement := rows.first()) is None:
        return None, None
    return disagreement, disagreement.stages.select_related("begun_by__user", "replied_by__user").last()


def is_over(request, disagreement: Disagreement | None) -> bool:
    """Nothing to do here. What somebody has typed when it ended is not dropped: the action says who ended it."""
    return disagreement is None or (disagreement.closed_at is not None and request.method != "POST")


def ended(request, referral: Referral):
    messages.warning(request, "There is nothing of that to do here now.")
    return redirect("referrals:disagreement", referral.reference)


def answer(request, referral: Referral, form: forms.Form, context: dict, *, act: Callable, done: str):
    """The form's page; a refusal says who was first, and everything typed is still there."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            act(referral=referral, by=request.member, **form.words)
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, done)
            return redirect("referrals:disagreement", referral.reference)
    context |= frame(request, referral, "") | {"form": form, "refusal": refusal}
    return render(request, "referrals/disagree_step.html", context, status=409 if refusal else 200)
