"""The rest of a referral: what the MASH has, what it lacks, what is written and not sent; and sending it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import allowed
from accounts.opening import number_now
from accounts.permissions import Permission
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.fields import PARTS, QUESTIONS, label_of, values_of
from referrals.models import Referral
from referrals.part import Part, is_blank
from referrals.states import NotPossible
from referrals.views.record import found, identity


@allowed(Permission.REFERRAL_SEND)
def parts(request, ref):
    referral = found(request, ref) if request.method != "POST" else get_object_or_404(mine(request), reference=ref)
    if request.method == "POST":
        return _send(request, referral)
    return page(request, referral)


def mine(request) -> QuerySet[Referral]:
    return Referral.objects.visible_to(request.member).with_people()


def _send(request, referral: Referral) -> HttpResponse:
    try:
        actions.send_additions(referral=referral, by=request.member)
    except Incomplete as incomplete:
        return page(request, referral, errors=[(_address(referral, name), said)
                                               for name, said in incomplete.problems.items()])  # fmt: skip
    except NotPossible as closed:
        referral.refresh_from_db()
        return page(request, referral, refusal=f"{closed} Nothing was sent.", status=409)
    messages.success(request, "Sent. The MASH has what you wrote.")
    return redirect("referrals:parts", referral.reference)


def _address(referral: Referral, name: str) -> str:
    """The box of another page."""
    slug = next(part.slug for part in PARTS if name in part.names)
    return reverse("referrals:part", args=[referral.reference, slug]) + f"#id_{name}"


def page(request, referral: Referral, *, errors=(), refusal: str = "", status: int = 200) -> HttpResponse:
    added, sent = actions.unsent(referral), values_of(referral.content)
    context = {
        "referral": referral, "identity": identity(referral), "ring": number_now(referral.area),
        "errors": errors, "refusal": refusal,
        "tasks": [row(referral, part, sent, added) for part in PARTS] if referral.is_open else [],
        "added": [(label_of(QUESTIONS[name]), _said(name, value)) for name, value in added.items()],
        "lacks": any(part.missing(sent | added) for part in PARTS),
    }  # fmt: skip
    return render(request, "referrals/parts.html", context, status=status)


def _said(name: str, value: str) -> str:
    return QUESTIONS[name].field.in_words(value) if value else "Taken out"


def row(referral: Referral, part: Part, sent: dict, added: dict) -> dict:
    """A line of templates/_components/task_list.html."""
    lacking = part.missing(sent | added)
    status, tone = status_of(part, sent, added, len(lacking))
    needed = "; ".join(question.in_short for question in lacking)
    return {
        "name": part.title, "url": reverse("referrals:part", args=[referral.reference, part.slug]),
        "hint": f"The MASH needs: {needed}." if needed else "", "status": status, "tone": tone,
    }  # fmt: skip


def status_of(part: Part, sent: dict, added: dict, lacking: int) -> tuple[str, str]:
    is_new = bool(set(part.names) & set(added))
    if lacking:
        still = "1 answer missing" if lacking == 1 else f"{lacking} answers missing"
        return (f"{still}. Not sent yet", "amber") if is_new else (still, "")
    if is_new:
        return "Not sent yet", "amber"
    has_some = any(not is_blank(sent.get(name)) for name in part.names)
    return ("The MASH has it", "green") if has_some else ("Nothing yet", "")
