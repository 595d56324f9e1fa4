"""The MASH's priority, and why it is rated anew."""

from django import forms

from cse_portal.forms import PortalForm, long_text, look
from referrals.models import Referral
from referrals.states import PRIORITY_WORDS


class RateForm(PortalForm):
    priority = look(
        forms.ChoiceField(
            label="Priority", choices=list(PRIORITY_WORDS.items()), widget=forms.RadioSelect,
            error_messages={"required": "Choose the priority"},
        ),
        size="m",
    )  # fmt: skip
    reason = long_text(
        label="Why is it rated anew?", rows=3, help_text="It stands on the timeline beside the earlier rating.",
        error_messages={"required": "Write why the priority is rated anew"},
    )  # fmt: skip

    def __init__(self, data, *, referral: Referral, due_words: dict[str, str]):
        """`due_words` says for each priority when the decision would be due."""
        super().__init__(data)
        look(self.fields["priority"], hints=due_words)
        if not referral.priority:
            self.fields["reason"].label = "Why?"
            self.fields["reason"].help_text = "You may leave this empty the first time."
            self.fields["reason"].required = False
