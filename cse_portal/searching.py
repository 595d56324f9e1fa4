"""What a person searches a list for. It is often a child's name, so it never stands in an address.

A search is sent by POST and kept in the session for that list; the address only says that there is one.
"""

from collections.abc import Callable
from functools import wraps

from django.shortcuts import redirect

_KEY = "searches"
LONGEST = 120
# What the links of a list carry along while a search is on.
ON = ("search", "on")


def searchable(view: Callable) -> Callable:
    """A list that can be searched: a POST keeps the words and shows the list's first page again."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        words = request.POST.get("q", "").strip()[:LONGEST]
        request.session[_KEY] = {**request.session.get(_KEY, {}), request.path: words}
        query = request.GET.copy()
        for name in ("after", "before", ON[0]):
            query.pop(name, None)
        if words:
            query[ON[0]] = ON[1]
        return redirect(f"{request.path}?{query.urlencode()}")

    shown.SENDS = ("q",)
    return shown


def searched(request, *, path: str = "") -> str:
    """The words this list is searched for now; empty when its address does not say so. `path`: another list's."""
    if request.GET.get(ON[0]) != ON[1]:
        return ""
    return request.session.get(_KEY, {}).get(path or request.path, "")
