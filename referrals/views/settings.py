"""A list as its reader last left it: chip, filters and order come back after opening a case, and tomorrow.

What was searched for is never kept here. It stands in the session alone (cse_portal.searching).
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import Membership
from referrals.actions import keep_setting
from referrals.models import ListSetting

_LAST = "list_last_seen"


def setting(member: Membership, page: str) -> str:
    """How this person last set that page; empty when they never did, or cleared it."""
    kept = ListSetting.objects.filter(member=member, page=page).values_list("query", flat=True)
    return kept.first() or ""


def as_left(request, page: str) -> HttpResponseRedirect | None:
    """Where to go instead when the address says nothing: the list as this person last set it."""
    query = "" if request.GET else setting(request.member, page)
    return redirect(f"{request.path}?{query}") if query else None


def keep(request, page: str, chosen: Mapping[str, str]) -> None:
    """Keep what the address has set, and that this is the list its reader comes from."""
    if request.GET:
        keep_setting(by=request.member, page=page, query=urlencode(chosen))
    if request.session.get(_LAST) != request.get_full_path():
        request.session[_LAST] = request.get_full_path()


def way_back(request) -> dict:
    """The list that this person last looked at, on the page of it where they were."""
    address = request.session.get(_LAST, reverse("referrals:inbox"))
    is_all = address.startswith(reverse("referrals:all"))
    return {"url": address, "text": "Back to all referrals" if is_all else "Back to the inbox"}
