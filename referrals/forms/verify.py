"""The one box of the page that checks a printed copy."""

from django import forms

from cse_portal.forms import PortalForm, look
from cse_portal.reference import check_code_of

UNREADABLE = "Type the check code as it is printed at the foot of the page, like 7GQX-2MPT"


class VerifyForm(PortalForm):
    submit = "Check this copy"
    code = look(
        forms.CharField(
            label="Check code",
            help_text="Eight letters and numbers at the foot of every page, like 7GQX-2MPT",
            max_length=40,
            error_messages={"required": UNREADABLE, "max_length": UNREADABLE},
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
        ),
        width="10",
    )

    def clean_code(self) -> str:
        code = check_code_of(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(UNREADABLE)
        return code
