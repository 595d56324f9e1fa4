"""A person and their role, as an administrator adds them."""

from django import forms
from django.utils.text import capfirst

from accounts.forms.contact import text
from accounts.models import Agency, Area
from accounts.roles import ROLES, Role
from cse_portal.forms import PortalForm, look


class AgencyField(forms.ModelChoiceField):
    """An agency of the administrator's own area; any other is not a choice."""

    def __init__(self):
        super().__init__(queryset=Agency.objects.none(), label="Agency", empty_label="Choose an agency")
        self.error_messages["required"] = "Choose the agency this person works for"
        self.error_messages["invalid_choice"] = "Choose an agency of your own area"


def role_field() -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="Role",
        choices=[(role.value, capfirst(described.label)) for role, described in ROLES.items()],
        widget=forms.RadioSelect,
    )
    field.error_messages |= {"required": "Choose a role", "invalid_choice": "Choose one of the roles below"}
    return look(field, hints={role.value: described.sentence for role, described in ROLES.items()})


class RoleForm(PortalForm):
    submit = "Give this role"

    agency = AgencyField()
    role = role_field()

    def __init__(self, *args, area: Area, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(area=area)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class PersonForm(RoleForm):
    submit = "Add this person and send the link"

    name = text("Name", 120, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="E-mail address", max_length=254, help_text="Their own address at work. They sign in with it.",
        error_messages={"required": "Enter their e-mail address",
                        "invalid": "Enter an e-mail address, like name@example.org"},
    )  # fmt: skip
    job_title = text("Job title", 120, required=False)
    phone = look(
        text("Phone number at work", 40, required=False, help_text="Shown to those who work on the same referral."),
        width="20",
    )
    field_order = ["name", "email", "job_title", "phone", "agency", "role"]
