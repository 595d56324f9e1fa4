"""Asking for a new screening the same day (rule 21)."""

from django import forms

from cse_portal.forms import PortalForm, look
from referrals.models import PromptKind

# A level that is raised asks by itself; a missing episode has a page of its own, with the times and the interview.
KINDS = [kind for kind in PromptKind if kind not in (PromptKind.LEVEL, PromptKind.MISSING)]


class AskForScreenForm(PortalForm):
    submit = "Ask for a new screening"
    kind = look(
        forms.ChoiceField(
            label="What is new?", choices=[(kind.value, kind.label) for kind in KINDS], widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what is new"),
        ),
        size="m",
    )  # fmt: skip
    why = look(
        forms.CharField(
            label="In short", max_length=200,
            help_text="What happened and when. Whoever screens for the same agency reads it.",
            error_messages={"required": "Say in short what is new",
                            "max_length": "What is new must be 200 characters or fewer"},
        ),
        size="m",
    )  # fmt: skip
