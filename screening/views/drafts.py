"""A draft for one of its pages: the member's own, still a draft, about a child, and of the tool that fits today."""

from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect

from screening.actions import tool_fits
from screening.models import Screening


def own(request, ref: str) -> Screening:
    """The member's own screening in any status, or the 404 page. For pages that come before the child is known."""
    mine = Screening.objects.visible_to(request.member).select_related("child")
    screening = get_object_or_404(mine, reference=ref, practitioner=request.member)
    # Whose it is, is who asks: read once with the request, not again for every page of a draft.
    screening.practitioner, screening.agency = request.member, request.member.agency
    return screening


def draft_for(request, ref: str) -> Screening | HttpResponseRedirect:
    """The member's own draft; or, where this page is not for it, the redirect to the page that is."""
    screening = own(request, ref)
    if not screening.is_draft:
        return redirect("screening:view", ref)
    if screening.child is None:
        return redirect("screening:child_for", ref)
    if not tool_fits(screening):
        return redirect("screening:tool_changed", ref)
    return screening


def draft_page(view):
    """A view of a draft: takes `ref` from the address and gives the view the screening in its place."""

    @wraps(view)
    def shown(request, ref, **kwargs):
        draft = draft_for(request, ref)
        return draft if isinstance(draft, HttpResponseRedirect) else view(request, draft, **kwargs)

    return shown
