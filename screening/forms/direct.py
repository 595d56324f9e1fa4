"""The referral of known significant harm: who the child is, and what the MASH needs to act."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from cse_portal.forms import long_text, look
from referrals.actions import DIRECT_FIELDS
from screening.forms.child import ChildForm
from screening.pages import JUDGEMENT

_ASKED = {field.name: field for field in JUDGEMENT}
_REASON = "carers_not_told_reason"
DETAILS = (*DIRECT_FIELDS, "carers_told_detail", _REASON)


def _box(name: str, **options) -> forms.CharField:
    return long_text(label=_ASKED[name].label, help_text=_ASKED[name].hint, **options)


class DirectForm(ChildForm):
    submit = "Send to the MASH"
    worried_about = _box("worried_about")
    where = long_text(label="Where the child is now", rows=2, limit=2000, help_text="If you do not know, say so.")
    asked_of_mash = _box("asked_of_mash", rows=3)
    done_already = _box("done_already", rows=3)
    carers_told = look(
        forms.ChoiceField(
            label=_ASKED["carers_told"].label, choices=_ASKED["carers_told"].choices, widget=forms.RadioSelect
        ),
        reveals={"yes": ("carers_told_detail",), "no": (_REASON,)},
    )
    carers_told_detail = long_text(label=_ASKED["carers_told_detail"].label, rows=2, limit=2000, required=False)
    carers_not_told_reason = _box(_REASON, rows=3, required=False)
    safe_contact = _box("safe_contact", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in DIRECT_FIELDS.items():
            self.fields[name].error_messages |= dict.fromkeys(("required", "invalid_choice"), sentence)

    def layout(self) -> Layout:
        age = Fieldset("If nobody knows the date of birth", "estimated_age", "age_source")
        first = ["match"] if "match" in self.fields else []
        child = Fieldset("The child or young person", "first_names", "family_name", "known_as", "date_of_birth")
        asked = Fieldset("What the MASH needs to know", "worried_about", "where", "asked_of_mash", "done_already",
                         "carers_told", "safe_contact")  # fmt: skip
        return Layout(Div(*first), child, age, "area", asked, "begins")

    def clean(self) -> dict:
        values = super().clean()
        if values.get("carers_told") == "no" and not values.get(_REASON):
            self.add_error(_REASON, "Say why parents or carers have not been told")
        if values.get("carers_told") == "yes" and not values.get("carers_told_detail"):
            self.add_error("carers_told_detail", "Say who was told, and when")
        return values

    @property
    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in DETAILS if self.cleaned_data.get(name)}
