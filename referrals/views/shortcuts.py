"""The keys of somebody who works in the inbox all day, listed on one page, which also switches them off and on."""

from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.permissions import Permission
from referrals.actions import keep_setting
from referrals.models.lists import SHORTCUTS, SWITCHED_OFF


class Shortcut(NamedTuple):
    keys: tuple[str, ...]
    does: str


GROUPS = {
    "On every page": (
        Shortcut(("g", "i"), "Go to the inbox: first g, then i"),
        Shortcut(("/",), "Search: the search box, or all referrals where there is none"),
        Shortcut(("?",), "This page"),
    ),
    "In the inbox and in other lists": (
        Shortcut(("j",), "To the next row; in the rows also arrow down"),
        Shortcut(("k",), "To the row before; in the rows also arrow up"),
        Shortcut(("Enter",), "Open the row"),
        Shortcut(("t",), "Take the next referral"),
        Shortcut(("f",), "Open or fold the filter"),
    ),
    "On a referral": (
        Shortcut(("a",), "Acknowledge and take it"),
        Shortcut(("d",), "Record the decision"),
        Shortcut(("q",), "Ask a question"),
        Shortcut(("p",), "Rate the priority"),
        Shortcut(("h",), "Hand it over to a colleague"),
        Shortcut(("b",), "Back to the list"),
    ),
}
ON = "on"
SAID = {ON: "Single keys are switched on.", SWITCHED_OFF: "Single keys are switched off."}


@allowed(Permission.REFERRAL_RECEIVE)
def shortcuts(request):
    if request.method == "POST":
        wanted = SWITCHED_OFF if request.POST.get("keys") == SWITCHED_OFF else ON
        keep_setting(by=request.member, page=SHORTCUTS, query=wanted)
        messages.success(request, SAID[wanted])
        return redirect("referrals:shortcuts")
    return render(request, "referrals/shortcuts.html", {"groups": GROUPS})


shortcuts.SENDS = ("keys",)
