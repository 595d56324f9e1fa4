"""Which referrals of a list are printed: some of them, or all."""

from django import forms

from cse_portal.dates import short_day
from cse_portal.forms import PortalForm, look
from referrals.models import Referral


class _Ticked(forms.MultipleChoiceField):
    """What was ticked may have left the list meanwhile; whether it may be printed is the action's to say."""

    def valid_value(self, value) -> bool:
        return True


class PrintsForm(PortalForm):
    submit = "Make the PDFs"
    whole = look(forms.BooleanField(required=False), small=True)
    referrals = _Ticked(label="Which referrals?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data, *, rows: list[Referral]):
        super().__init__(data)
        self.rows = rows
        self.fields["whole"].label = f"All {len(rows)} of this list"
        self.fields["referrals"].choices = [(row.reference, _words(row)) for row in rows]
        look(self.fields["referrals"], small=True, hints={row.reference: _hint(row) for row in rows})

    @property
    def chosen(self) -> list[str]:
        """The references: every one of the list, or those that were ticked."""
        if self.cleaned_data["whole"]:
            return [row.reference for row in self.rows]
        return self.cleaned_data["referrals"]


def _words(referral: Referral) -> str:
    name = referral.child.list_name if referral.child else referral.child_as_known[:60]
    return f"{name}, {referral.reference}"


def _hint(referral: Referral) -> str:
    return f"Sent {short_day(referral.sent_at)}, {referral.agency.name}. {referral.answer_words}"
