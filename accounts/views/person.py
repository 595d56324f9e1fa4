"""One person of the area: their roles, and whether they can sign in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.actions import Incomplete, add_role, end_role, invite, set_active
from accounts.forms.person import RoleForm
from accounts.models import Membership, User
from accounts.permissions import Permission as P
from accounts.views.password_link import password_link
from accounts.views.people import roles_in
from cse_portal.held import typed
from screening.actions import may_hand_over
from screening.holdings import held_words


@allowed(P.PEOPLE_EDIT)
def person(request, ref):
    """The page, and the form on it that gives a role."""
    somebody = _own(request, ref)
    form = RoleForm(typed(request), area=request.member.area)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_role(by=request.member, user=somebody, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, f"{somebody.name} is now {member.role_label} in {member.agency}.")
            return redirect("accounts:person", ref)
    is_self = somebody.pk == request.member.user_id
    for role in somebody.roles:
        role.held = ", ".join(held_words([role]))
        role.is_yours = may_hand_over(request.member, role.agency)
    return render(request, "accounts/person.html", {"person": somebody, "form": form, "is_self": is_self})


@require_POST
@allowed(P.PEOPLE_EDIT)
def role_end(request, ref):
    somebody = _own(request, ref)
    role = request.POST.get("role", "")
    held = Membership.objects.filter(user=somebody, agency__area=request.member.area)
    member = get_object_or_404(held, pk=int(role) if role.isascii() and role.isdigit() and len(role) < 19 else 0)
    return _done(request, ref, "The role has ended.", lambda: end_role(by=request.member, member=member))


@require_POST
@allowed(P.PEOPLE_EDIT)
def person_active(request, ref):
    """Close the account, or open it again."""
    somebody, opens = _own(request, ref), request.POST.get("active") == "yes"
    words = "The account is open again." if opens else "The account is closed. Nobody can sign in with it now."
    return _done(request, ref, words, lambda: set_active(by=request.member, user=somebody, active=opens))


@require_POST
@allowed(P.PEOPLE_EDIT)
def person_link(request, ref):
    somebody = _own(request, ref)
    send = password_link(request, somebody)
    words = f"A link to set a password is on its way to {somebody.email}."
    return _done(request, ref, words, lambda: invite(by=request.member, user=somebody, send=send))


def _own(request, ref) -> User:
    people = User.objects.visible_to(request.member).prefetch_related(roles_in(request.member.area))
    return get_object_or_404(people, reference=ref)


def _done(request, ref, words, action):
    """Do it and say so, or say why not; back to the person either way."""
    try:
        action()
    except Incomplete as incomplete:
        messages.error(request, f"{incomplete}.")
    else:
        messages.success(request, words)
    return redirect("accounts:person", ref)
