"""The first page: for anyone who is not signed in what CSE is and whom to ring; for everyone else their own start."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render

from accounts.access import has_permission
from accounts.permissions import Permission as P
from indicators.views.front import front as public_front

# The first permission a person has decides where their day begins.
_STARTS = (
    (P.LOG_VIEW, "referrals:today"),
    (P.REFERRAL_RECEIVE, "referrals:inbox"),
    (P.SCREENING_WRITE, "screening:home"),
    (P.PEOPLE_EDIT, "accounts:area"),
    (P.AUDIT_VIEW, "audit:list"),
)


@login_not_required
def front(request):
    if not request.user.is_authenticated:
        return public_front(request)
    for permission, name in _STARTS:
        if has_permission(request.member, permission):
            return redirect(name)
    return render(request, "no_role.html")
