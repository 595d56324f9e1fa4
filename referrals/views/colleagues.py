"""Whose cases may have to be handed over: a lead's or a MASH manager's colleagues; for the officer who has left."""

from django.shortcuts import render

from accounts.access import allowed, has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal.paging import paged
from screening.holdings import holding, left


@allowed(Permission.RESCREEN_REASSIGN, Permission.REFERRAL_MANAGE)
def colleagues(request):
    by, whole_area = request.member, has_permission(request.member, Permission.RESCREEN_VIEW_AREA)
    everyone = Membership.objects.select_related("user", "agency")
    members = left(everyone.filter(agency__area=by.area)) if whole_area else everyone.filter(agency=by.agency)
    page = paged(holding(members), order=("user__name", "id"), query=request.GET)
    return render(request, "referrals/colleagues.html", {"page": page, "whole_area": whole_area})
