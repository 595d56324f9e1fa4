"""A number people ring, as its administrator writes it."""

import re

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import ContactKind
from cse_portal.forms import DateField, PortalForm, look

# Digits in groups, with an extension or a plus sign if need be: 0121 788 4333, 101 extension 7011, +44 121 788 4333.
NUMBER = re.compile(r"\+?\(?\d[\d ()-]*( ?(ext|extension|option)\.? ?\d+)?", re.IGNORECASE)


def text(label: str, limit: int, **options) -> forms.CharField:
    """One line of text; a longer one comes back with a sentence, never cut."""
    field = forms.CharField(label=label, max_length=limit, **options)
    field.error_messages["max_length"] = f"{label} must be {limit} characters or fewer"
    return field


class ContactForm(PortalForm):
    submit = "Save this contact"

    kind = forms.ChoiceField(
        label="What is it?", choices=[("", "Choose one"), *ContactKind.choices],
        error_messages={"required": "Choose what it is"},
    )  # fmt: skip
    service = text(
        "Name of the service",
        120,
        error_messages={"required": "Enter the name of the service"},
        help_text="As people know it, like Solihull MASH.",
    )
    number = look(
        text("Phone number", 40, help_text="Like 01632 960123, or 101 extension 7011.",
             error_messages={"required": "Enter the phone number"},
             widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})),
        width="20",
    )  # fmt: skip
    hours = text("When is it answered?", 200, required=False, help_text="Like Monday to Friday, 09:00 to 17:00.")
    note = text("What is it for?", 300, required=False)
    owner = text(
        "Who keeps this number up to date?", 120, help_text="A job or a team rather than a name.",
        error_messages={"required": "Enter who keeps this number up to date"},
    )  # fmt: skip
    last_checked_on = DateField(
        label="Last checked", required=False, past=True,
        help_text="The day somebody rang it and asked. Leave it empty if nobody has.",
    )  # fmt: skip

    def clean_number(self) -> str:
        number = " ".join(self.cleaned_data["number"].split())
        if not NUMBER.fullmatch(number):
            raise ValidationError("Enter a phone number in digits, like 01632 960123 or 101 extension 7011")
        return number


def initial_of(contact) -> dict:
    return {name: getattr(contact, name) for name in ContactForm.base_fields}
