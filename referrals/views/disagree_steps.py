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
    """The open disagreement and where it stands; nothing when none is open."""
    rows = Disagreement.objects.open().filter(referral=referral).select_related("referral")
    disagreement = rows.first()
    return disagreement, disagreement and disagreement.stages.select_related("begun_by__user").last()


def ended(request, referral: Referral):
    messages.warning(request, "There is nothing of that to do here now.")
    return redirect("referrals:disagreement", referral.reference)


def answer(request, referral: Referral, form: forms.Form, context: dict, read: dict, *, act: Callable, done: str):
    """The form's page; a refusal says who was first, and everything typed is still there."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            act(referral=referral, by=request.member, **read, **getattr(form, "words", form.cleaned_data))
        except NotPossible as sentence:
            refusal = str(sentence)
        except Incomplete as incomplete:
            for name, sentence in incomplete.problems.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, done)
            return redirect("referrals:disagreement", referral.reference)
    context |= frame(request, referral, "") | {"form": form, "refusal": refusal}
    return render(request, "referrals/disagree_step.html", context, status=409 if refusal else 200)
