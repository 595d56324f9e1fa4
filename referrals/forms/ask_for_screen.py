"""Asking for a new screening the same day (rule 21)."""

from django import forms

from cse_portal.forms import PortalForm, look

# What brings a new screening, as rule 21 lists it.
NEW = {
    "information": "New information",
    "missing": "A missing episode",
    "move": "A change of placement, home or school",
    "raised": "Another agency judges a higher level",
}


class AskForScreenForm(PortalForm):
    submit = "Ask for a new screening"
    what = look(
        forms.ChoiceField(
            label="What is new?", choices=list(NEW.items()), widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what is new"),
        ),
        size="m",
    )  # fmt: skip
    reason = look(
        forms.CharField(
            label="In short", max_length=200,
            help_text="What happened and when. Whoever screens reads it.",
            error_messages={"required": "Say in short what is new",
                            "max_length": "What is new must be 200 characters or fewer"},
        ),
        size="m",
    )  # fmt: skip

    @property
    def why(self) -> str:
        return f"{NEW[self.cleaned_data['what']]}: {self.cleaned_data['reason']}"
