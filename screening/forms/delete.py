"""Why a draft is deleted."""

from django import forms

from cse_portal.forms import PortalForm, look


class DeleteForm(PortalForm):
    submit = "Delete this draft"
    reason = look(
        forms.CharField(
            label="Why do you delete it?", max_length=500,
            help_text="For example: begun about the wrong child. Do not name the child here.",
            error_messages={"required": "Say why you delete this draft",
                            "max_length": "The reason must be 500 characters or fewer"},
        ),
    )  # fmt: skip
