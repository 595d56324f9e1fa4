"""What happened when the screening was submitted: to whom it went, what follows and by when, whom to ring."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.opening import number_now
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from referrals.models import Referral
from referrals.views.papers import newest_pdf
from referrals.views.rest import rest_of
from screening.models import Rescreen, Screening
from screening.states import Status
from screening.views.identity import identity_of
from screening.views.section import whose

# The session remembers the reference it has just sent, so that only the first look says "sent", not "already sent".
JUST_SENT = "just_sent"


@allowed(Permission.SCREENING_WRITE, Permission.SCREENING_COUNTERSIGN)
def sent(request, ref) -> HttpResponse:
    """The confirmation, as often as it is asked for. `?part=pdf` gives the state of the PDF alone."""
    screening = get_object_or_404(
        Screening.objects.visible_to(request.member).with_people().select_related("second_person__user"), reference=ref
    )
    if screening.is_draft:
        return redirect("screening:tasks", ref)
    context = {"screening": screening, **followed(screening, request.member)}
    if request.GET.get("part") == "pdf":
        return render(request, "screening/_sent_pdf.html", context)
    record_view(EventType.SCREENING_VIEWED, by=request.member, **whose(screening))
    first_look = request.session.pop(JUST_SENT, None) == ref
    context |= {"first_look": first_look, "title": title(screening, context["referral"], first_look)}
    context |= {"identity": identity_of(screening), "ring": number_now(screening.area)}
    return render(request, "screening/sent.html", context)


def followed(screening: Screening, member) -> dict:
    """The referral with its newest PDF, and the re-screen that was dated."""
    referral = Referral.objects.visible_to(member).filter(screening=screening).select_related("area").first()
    return {
        "referral": referral,
        "rest": rest_of(referral, member) if referral else None,
        "document": newest_pdf(referral) if referral else None,
        "rescreen": Rescreen.objects.filter(screening=screening, closed_at=None).select_related("owner__user").first(),
        "is_waiting": screening.status == Status.WAITING,
    }


def title(screening: Screening, referral: Referral | None, first_look: bool) -> str:
    """What the page answers: what happened to the screening."""
    already = "" if first_look else "Already "
    if screening.status == Status.WAITING:
        words = f"{already}sent to {screening.second_person.user.name} to agree"
    elif referral:
        words = f"{already}sent to the {referral.area.name} MASH"
    else:
        words = f"{already}sent to the CSE officer"
    return words[:1].upper() + words[1:]
