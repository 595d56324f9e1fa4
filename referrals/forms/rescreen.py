"""Handing a re-screen to a colleague, or closing it with a reason."""

from django import forms

from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal.forms import PortalForm, long_text, look
from screening.models import Rescreen


class ReassignForm(PortalForm):
    to = look(forms.ChoiceField(label="Who screens", error_messages={"required": "Choose who screens"}))

    def __init__(self, data, *, rescreen: Rescreen):
        super().__init__(data)
        members = Membership.objects.with_permission(Permission.SCREENING_WRITE)
        members = members.filter(agency=rescreen.owner.agency_id).exclude(pk=rescreen.owner_id)
        self.people = {str(m.pk): m for m in members.select_related("user").order_by("user__name")}
        names = [(key, f"{member.user.name}, {member.role_label}") for key, member in self.people.items()]
        self.fields["to"].choices = [("", "Choose a person"), *names]

    def clean_to(self) -> Membership:
        return self.people[self.cleaned_data["to"]]


class CloseForm(PortalForm):
    reason = long_text(
        label="What replaces this re-screen", rows=3,
        help_text="For example the date of a plan review. A child who stopped engaging is not a reason.",
        error_messages={"required": "Say what replaces this re-screen"},
    )  # fmt: skip
