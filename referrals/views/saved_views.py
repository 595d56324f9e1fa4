"""The log's saved views: kept under a name, opened by a link, deleted. What was searched for is never kept."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal.problems import Incomplete
from referrals.actions import delete_view, save_view
from referrals.forms.saved_view import SavedViewForm
from referrals.models import SavedView
from referrals.views.log_columns import COLUMNS
from referrals.views.log_look import PAGE, look_of

# No row has a number of more digits.
_LONGEST_NUMBER = 18


def saved_links(member: Membership) -> list[dict]:
    """This person's views with their addresses, by name."""
    rows = SavedView.objects.filter(member=member, page=PAGE).order_by("name", "id")
    return [{"id": row.pk, "name": row.name, "url": f"{reverse('referrals:log')}?{row.query}"} for row in rows]


@allowed(Permission.LOG_VIEW)
def saved_views(request):
    asked, form = look_of(request.member, request.GET), SavedViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_view(by=request.member, page=PAGE, name=form.cleaned_data["name"], query=asked.kept)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, "Saved. It stands above the log.")
            return redirect(f"{reverse('referrals:log')}?{asked.kept}")
    context = {
        "form": form,
        "list": asked.listing.label,
        "words": asked.form.words,
        "columns": [COLUMNS[name].title for name in asked.columns],
        "views": saved_links(request.member),
        "back": {"url": f"{reverse('referrals:log')}?{asked.kept}", "text": "Back to the log"},
    }
    return render(request, "referrals/saved_views.html", context)


@allowed(Permission.LOG_VIEW)
@require_POST
def saved_view_delete(request):
    """By its number. What is no number of a view is none of this person's."""
    view = request.POST.get("view", "")
    if view.isascii() and view.isdigit() and len(view) <= _LONGEST_NUMBER:
        delete_view(by=request.member, view=int(view), page=PAGE)
        messages.success(request, "Deleted.")
    return redirect("referrals:log")
