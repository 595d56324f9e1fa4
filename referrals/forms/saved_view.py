"""The name of a saved view."""

from django import forms

from cse_portal.forms import PortalForm, look


class SavedViewForm(PortalForm):
    submit = "Save this view"

    name = look(
        forms.CharField(
            label="Name of the view",
            required=False,
            strip=True,
            help_text="For example: level 1, Fernleigh. Never a child’s name.",
            widget=forms.TextInput(attrs={"maxlength": 60, "autocomplete": "off"}),
        ),
        width="20",
    )
