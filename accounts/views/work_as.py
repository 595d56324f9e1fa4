"""Working as: a person with several roles says in which one they are acting now."""

from django.http import Http404
from django.shortcuts import redirect, render

from accounts.middleware import SESSION_KEY


def work_as(request):
    """The roles with a button each; the one chosen is acted in, and recorded, until another is."""
    if request.member is None:
        raise Http404
    if request.method == "POST":
        chosen = next((member for member in request.members if str(member.pk) == request.POST.get("role")), None)
        if chosen is None:
            raise Http404
        request.session[SESSION_KEY] = chosen.pk
        return redirect("front")
    return render(request, "accounts/work_as.html")
