"""Where the area's force takes information."""

from django import forms

from cse_portal.forms import PortalForm


class PoliceInboxForm(PortalForm):
    submit = "Save"

    police_inbox = forms.EmailField(
        label="Address for police information", required=False, max_length=254,
        help_text="A secure mailbox of the force that takes forms from people of all agencies. Leave it empty if there "
        "is none: people then use their agency’s own secure route. The portal sends nothing there itself.",
        error_messages={"invalid": "Enter an email address in the correct format, like intelligence@force.example",
                        "max_length": "The address must be 254 characters or fewer"},
    )  # fmt: skip
