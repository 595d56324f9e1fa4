"""That the form went, how and when: the writer's word for it."""

from django import forms

from cse_portal import clock
from cse_portal.forms import DateField, PortalForm
from police.subjects import SentHow


class SentForm(PortalForm):
    submit = "It is sent"

    how = forms.ChoiceField(
        label="How did it go?", choices=SentHow.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how the form went"},
    )  # fmt: skip
    on = DateField(label="The day it went", past=True, initial=clock.today)

    def __init__(self, *args, address: str, **kwargs):
        super().__init__(*args, **kwargs)
        if not address:
            self.fields["how"].choices = [(SentHow.OWN_ROUTE, SentHow.OWN_ROUTE.label)]
