"""The two questions before anything else (rules 1 and 2), and the note of a call."""

import datetime as dt

from django import forms

from cse_portal import clock
from cse_portal.forms import DateField, PortalForm, TimeField, look

YES_NO = (("yes", "Yes"), ("no", "No"))


class DangerForm(PortalForm):
    danger = look(
        forms.ChoiceField(
            label="Is the child in danger now, or has a child just told you of harm?",
            choices=YES_NO, widget=forms.RadioSelect,
            help_text="For example: with a person who may hurt them, missing, injured, planning to meet "
            "someone, or talking of wanting to die. If you are not sure, answer yes.",
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"),
                "Say whether the child is in danger now. If you are not sure, answer yes",
            ),
        ),
        size="xl", heading=True,
    )  # fmt: skip


class KnownHarmForm(PortalForm):
    harm = look(
        forms.ChoiceField(
            label="Do you already know that the child is at risk of significant harm?", choices=YES_NO,
            widget=forms.RadioSelect,
            help_text="For example: the child or somebody else has told of abuse, or there is an injury, a threat "
            "or an image. You do not need a screening first.",
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), "Say whether you already know of a risk of significant harm"
            ),
        ),
        size="xl", heading=True,
        hints={"yes": "You go straight to the MASH referral. A screening may follow, and never holds it up.",
               "no": "Also when you are not sure. You screen, and can refer at any point."},
    )  # fmt: skip


class CalledForm(PortalForm):
    """Whom I called and when: the stub of rule 1."""

    submit = "Note the call"
    called = look(
        forms.CharField(
            label="Whom did you call?", max_length=300,
            help_text="For example: 999, log number 123; or the MASH, and who took the call. "
            "Do not name the child here.",
            error_messages={"required": "Say whom you called",
                            "max_length": "Whom you called must be 300 characters or fewer"},
        ),
    )  # fmt: skip
    called_on = DateField(label="Day of the call", past=True)
    called_time = look(TimeField(label="Time of the call", help_text="For example 14:41"), width="5")
    begins = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        values = super().clean()
        if not self.errors and self.called_at > clock.now():
            self.add_error("called_time", "The call must be in the past")
        return values

    @property
    def called_at(self) -> dt.datetime:
        return dt.datetime.combine(self.cleaned_data["called_on"], self.cleaned_data["called_time"], clock.LONDON)
