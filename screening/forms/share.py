"""With which agency one screening's answers are shared, and why."""

from collections.abc import Iterable

from django import forms

from accounts.models import Agency
from cse_portal.forms import PortalForm, long_text


class ShareForm(PortalForm):
    submit = "Share these answers"

    agency = forms.ChoiceField(
        label="With which agency?",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose an agency of this area"),
    )
    reason = long_text(
        label="Why is it necessary and proportionate?",
        rows=4,
        help_text="What the agency needs the answers for, and why no less would do. The reason stays with us.",
        error_messages={"required": "Say why sharing these answers is necessary and proportionate"},
    )

    def __init__(self, data, *, agencies: Iterable[Agency]):
        super().__init__(data)
        self.agencies = {str(each.pk): each for each in agencies}
        names = [(key, each.name) for key, each in self.agencies.items()]
        self.fields["agency"].choices = [("", "Choose an agency"), *names]

    @property
    def chosen(self) -> dict:
        return {"agency": self.agencies[self.cleaned_data["agency"]], "reason": self.cleaned_data["reason"]}
