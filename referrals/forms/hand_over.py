"""Who takes over what a colleague holds: one person for everything, or another for one kind of it."""

from django import forms
from django.utils.text import capfirst

from accounts.models import Agency
from cse_portal.forms import PortalForm, look
from screening.actions import can_take
from screening.holdings import KINDS, takers


class HandOverForm(PortalForm):
    submit = "Hand over"

    to = look(forms.ChoiceField(label="Who takes over", required=False))

    def __init__(self, data, *, agency: Agency, held: dict):
        super().__init__(data)
        self.kinds, self.people, able = list(held), {}, {}
        for kind in held:
            people = takers(agency, kind).select_related("user", "agency").order_by("user__name", "id")
            able[kind] = {str(each.pk): self._named(each, agency) for each in people}
            self.people |= {str(each.pk): each for each in people}
        everybody = {key: name for people in able.values() for key, name in people.items()}
        by_name = sorted(everybody.items(), key=lambda row: row[1])
        self.fields["to"].choices = [("", "Choose a person"), *by_name]
        if len(held) > 1:
            for kind, people in able.items():
                label = f"{capfirst(KINDS[kind].several)}: somebody else"
                self.fields[kind] = look(forms.ChoiceField(label=label, required=False))
                self.fields[kind].choices = [("", "The same person"), *people.items()]

    @staticmethod
    def _named(taker, agency: Agency) -> str:
        elsewhere = "" if taker.agency_id == agency.pk else f", {taker.agency.name}"
        return f"{taker.user.name}, {taker.role_label}{elsewhere}"

    def clean(self):
        """For each kind the one who takes it, as `takers`."""
        values = super().clean()
        chosen = {kind: self.people.get(values.get(kind) or values.get("to") or "") for kind in self.kinds}
        self.takers = {kind: taker for kind, taker in chosen.items() if taker}
        if not self.takers and not self.errors:
            self.add_error("to", "Choose who takes over")
        for kind, taker in self.takers.items():
            if not can_take(taker, kind):
                sentence = f"{taker.user.name}, {taker.role_label}, cannot take {KINDS[kind].several}"
                self.add_error(kind if kind in self.fields else "to", f"{sentence}: choose somebody else for them")
        return values
