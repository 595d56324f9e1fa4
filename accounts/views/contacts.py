"""The numbers of the administrator's own area: the list, and one contact to add, correct, confirm or remove."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import allowed
from accounts.actions import Incomplete, add_contact, change_contact, remove_contact
from accounts.forms.contact import ContactForm, initial_of
from accounts.permissions import Permission as P
from cse_portal import clock
from cse_portal.held import typed


@allowed(P.CONTACT_EDIT)
def contacts_edit(request):
    area = request.member.area
    return render(request, "accounts/contacts.html", {"area": area, "contacts": area.contacts.all()})


@allowed(P.CONTACT_EDIT)
def contact_add(request):
    form = ContactForm(typed(request), initial={"owner": f"{request.member.area} area administrator"})
    if request.method == "POST" and form.is_valid():
        contact = add_contact(by=request.member, **form.cleaned_data)
        messages.success(request, f"{contact.service} is on the list.")
        return redirect("accounts:contacts_edit")
    return render(request, "accounts/contact.html", {"form": form})


@allowed(P.CONTACT_EDIT)
def contact_edit(request, ref):
    contact = _own(request, ref)
    form = ContactForm(typed(request), initial=initial_of(contact))
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(contact=contact, by=request.member, **form.cleaned_data)
        except Incomplete as incomplete:
            form.send_back(incomplete)
        else:
            messages.success(request, f"{contact.service} is saved.")
            return redirect("accounts:contacts_edit")
    return render(request, "accounts/contact.html", {"form": form, "contact": contact})


@require_POST
@allowed(P.CONTACT_EDIT)
def contact_checked(request, ref):
    """Somebody rang the number today and it is right."""
    contact = change_contact(contact=_own(request, ref), by=request.member, last_checked_on=clock.today())
    messages.success(request, f"{contact.service}: checked today.")
    return redirect("accounts:area" if request.POST.get("from") == "area" else "accounts:contacts_edit")


@allowed(P.CONTACT_EDIT)
def contact_remove(request, ref):
    """Asks once, then removes."""
    contact, problem = _own(request, ref), ""
    if request.method == "POST":
        try:
            remove_contact(contact=contact, by=request.member)
        except Incomplete as incomplete:
            problem = str(incomplete)
        else:
            messages.success(request, f"{contact.service} is off the list.")
            return redirect("accounts:contacts_edit")
    return render(request, "accounts/contact_remove.html", {"contact": contact, "problem": problem})


def _own(request, ref):
    return get_object_or_404(request.member.area.contacts, reference=ref)
