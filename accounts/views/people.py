"""The people of the area: find one, or add one."""

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.actions import Incomplete, add_person, invite
from accounts.forms.person import PersonForm
from accounts.models import Area, Membership, User
from accounts.permissions import Permission as P
from accounts.views.password_link import password_link
from cse_portal.held import typed
from cse_portal.paging import paged
from cse_portal.searching import searchable, searched

# What a list shows: its words in the address, its label.
LISTS = {"": "Working here", "ended": "Role ended or account closed", "all": "Everyone"}


@allowed(P.PEOPLE_EDIT)
@searchable
def people(request):
    area, which = request.member.area, request.GET.get("who", "")
    which, words = which if which in LISTS else "", searched(request)
    found = _found(_listed(request.member, which), words).prefetch_related(roles_in(area))
    page = paged(found, order=("name", "id"), query=request.GET)
    chips = [{"label": label, "url": f"?who={key}", "current": key == which} for key, label in LISTS.items()]
    looked = f"Looked at: {LISTS[which].lower()}{f', “{words}”' if words else ''}."
    context = {"area": area, "page": page, "chips": chips, "words": words, "looked": looked}
    return render(request, "accounts/people.html", context)


@allowed(P.PEOPLE_EDIT)
def person_add(request):
    form = PersonForm(typed(request), area=request.member.area)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_person(by=request.member, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            _welcome(request, member)
            return redirect("accounts:person", member.user.reference)
    return render(request, "accounts/person_add.html", {"form": form})


def _welcome(request, member: Membership) -> None:
    """Who has never signed in gets the link to set a password; who has an account already has one."""
    if member.user.last_login is None:
        invite(by=request.member, user=member.user, send=password_link(request, member.user))
        messages.success(request, f"Added. A link to set a password is on its way to {member.user.email}.")
    else:
        messages.success(request, "This person had an account already. The role was added to it.")


def _listed(by: Membership, which: str):
    here, working = User.objects.visible_to(by), User.objects.working_in(by.area)
    return {"": working, "ended": here.exclude(pk__in=working.values("pk")), "all": here}[which]


def _found(people, words: str):
    return people.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else people


def roles_in(area: Area) -> Prefetch:
    """Each person's roles in this area, as `roles`; those elsewhere are not this administrator's to see."""
    roles = Membership.objects.filter(agency__area=area).select_related("agency", "user").order_by("ended_on", "id")
    return Prefetch("memberships", queryset=roles, to_attr="roles")
