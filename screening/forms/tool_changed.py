"""Whether evidence goes along to the other tool (rule 7)."""

from django import forms

from cse_portal.forms import PortalForm, look


class ToolChangedForm(PortalForm):
    """With nothing recorded yet there is nothing to choose."""

    carry = look(
        forms.ChoiceField(
            label="What happens to the evidence you wrote?",
            choices=(("yes", "Carry it over as text"), ("no", "Leave it behind")),
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Say what happens to the evidence you wrote"),
        ),
        size="m",
        hints={
            "yes": "It is put into your analysis, under the old indicator’s name. The new ones you answer afresh.",
            "no": "The answers to the old tool’s indicators are taken off this draft.",
        },
    )

    def __init__(self, *args, has_evidence: bool, tool_words: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.submit = f"Continue with {tool_words}"
        if not has_evidence:
            del self.fields["carry"]

    @property
    def carry_over(self) -> bool:
        return self.cleaned_data.get("carry") == "yes"
