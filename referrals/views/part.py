"""One page of the rest of a referral. What is typed is kept at once, whole or not; the task list sends it."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import allowed
from accounts.models import Membership
from accounts.opening import number_now
from accounts.permissions import Permission
from cse_portal import clock, dates
from cse_portal.held import typed
from referrals import actions
from referrals.fields import BY_SLUG, PARTS, values_of
from referrals.forms.parts import PartForm
from referrals.known import of_draft
from referrals.models import Referral
from referrals.part import Part
from referrals.states import NotPossible
from referrals.views.parts import mine
from referrals.views.record import found, identity
from screening.wording import FOR_SCRIPT

CHANGED = "Not saved: somebody else changed this page. Press the button below to see both versions"


@allowed(Permission.REFERRAL_SEND)
def part(request, ref, part):
    """Shows the page, or keeps what was sent of it: everything first, then what another answer makes needed."""
    here = BY_SLUG.get(part)
    if here is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, found(request, ref), here)
    # Nobody else saves until the request ends, so that what is compared is what is there.
    referral = get_object_or_404(mine(request).select_for_update(of=("self",)), reference=ref)
    form = form_of(referral, here, request.member, typed(request))
    try:
        keep = _keep_as_draft if "X-Draft" in request.headers else _keep
        return keep(request, referral, form)
    except NotPossible as closed:
        return _refused(request, referral, form, str(closed))


def form_of(referral: Referral, here: Part, member: Membership, post=None) -> PartForm:
    saved = values_of(referral.content) | referral.additions
    return PartForm(post, part=here, saved=saved, offered=offered(referral, member))


def offered(referral: Referral, member: Membership) -> dict:
    """What the practitioner's own draft of the screening says already; nobody else sees a draft."""
    draft = referral.screening
    own = draft is not None and draft.is_draft and draft.practitioner_id == member.pk
    return of_draft(draft) if own else {}


def _shown(request, referral: Referral, here: Part) -> HttpResponse:
    form = form_of(referral, here, request.member, typed(request))
    if not referral.is_open and not form.is_bound:
        return redirect("referrals:parts", referral.reference)
    return _page(request, referral, form)


def _keep(request, referral: Referral, form: PartForm) -> HttpResponse:
    actions.save_part(referral=referral, by=request.member, part=form.part.slug, values=form.settle())
    form.ask_about_conflicts()
    later = "later" in request.POST
    if not later:
        form.check()
    if form.errors:
        return _page(request, referral, form, saved_at=clock.now())
    following = PARTS[PARTS.index(form.part) + 1 :]
    if later or not following:
        return redirect("referrals:parts", referral.reference)
    return redirect("referrals:part", referral.reference, following[0].slug)


def _keep_as_draft(request, referral: Referral, form: PartForm) -> JsonResponse:
    values = form.settle(as_draft=True)
    if form.conflicts:
        return JsonResponse({"error": CHANGED}, status=409)
    actions.save_part(referral=referral, by=request.member, part=form.part.slug, values=values)
    saved = {"saved_at": dates.time24(clock.now()), "version": form.version}
    if form.errors:
        first = next(iter(form.errors.values()))[0]
        saved["note"] = f"Saved at {saved['saved_at']}, but not all of it. {first}"
    return JsonResponse(saved)


def _refused(request, referral: Referral, form: PartForm, sentence: str) -> HttpResponse:
    if "X-Draft" in request.headers:
        return JsonResponse({"error": f"Not saved. {sentence}"}, status=409)
    return _page(request, referral, form, refusal=sentence, status=409)


def _page(request, referral: Referral, form: PartForm, *, saved_at=None, refusal="", status=200) -> HttpResponse:
    context = {
        "referral": referral, "form": form, "part": form.part, "identity": identity(referral),
        "ring": number_now(referral.area), "number": PARTS.index(form.part) + 1, "of": len(PARTS),
        "saved_at": saved_at, "refusal": refusal, "hints": FOR_SCRIPT,
    }  # fmt: skip
    return render(request, "referrals/part.html", context, status=status)
