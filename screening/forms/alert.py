"""The urgent alert: four boxes, and which area's MASH."""

from crispy_forms.layout import Layout
from django import forms

from accounts.models import Membership
from cse_portal.forms import PortalForm, long_text, look
from referrals.actions import ALERT_FIELDS
from screening.forms.child import AreaField
from screening.models import Screening

UNKNOWN = "If you do not know, say so."


class AlertForm(PortalForm):
    submit = "Send to the MASH now"
    who = long_text(
        label="Who is the child, as far as you know?", rows=2, limit=2000,
        help_text=f"Name, age, school, what they look like. {UNKNOWN}",
    )  # fmt: skip
    where = long_text(label="Where is the child now?", rows=2, limit=2000, help_text=UNKNOWN)
    what = long_text(label="What happened?", rows=4, help_text=f"What was seen or said, and when. {UNKNOWN}")
    phone = look(
        forms.CharField(
            label="Your phone number", max_length=100, widget=forms.TelInput(attrs={"autocomplete": "tel"}),
            help_text="The MASH rings you on it.",
            error_messages={"max_length": "Your phone number must be 100 characters or fewer"},
        ),
        width="20",
    )  # fmt: skip
    area = AreaField()
    begins = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in ALERT_FIELDS.items():
            self.fields[name].error_messages["required"] = sentence

    def layout(self) -> Layout:
        return Layout("area", "who", "where", "what", "phone", "begins")

    @property
    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in ALERT_FIELDS}


def initial_of(by: Membership, screening: Screening | None) -> dict:
    """What is known already: the sender's number, and the child and area of the draft it is written from."""
    known = {"phone": by.user.phone or by.agency.phone, "area": screening.area if screening else by.area}
    if screening and screening.child:
        known["who"] = f"{screening.child.name}, {screening.child.age()} years old"
        known["where"] = screening.front_sheet.get("where_now", "")
    return known
