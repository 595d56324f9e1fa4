"""Who takes over what a colleague holds: one person for everything, or another for one kind of it."""

from django import forms

from accounts.models import Agency, Membership
from cse_portal.forms import PortalForm, look
from screening.actions import can_take
from screening.holdings import KINDS


class HandOverForm(PortalForm):
    submit = "Hand over"

    to = look(forms.ChoiceField(label="Who takes over", required=False))

    def __init__(self, data, *, agency: Agency, held: dict):
        super().__init__(data)
        working = Membership.objects.active().filter(agency=agency).select_related("user", "agency")
        self.people = {str(each.pk): each for each in working.order_by("user__name", "id")}
        self.kinds = list(held)
        self.fields["to"].choices = self._choices("Choose a person", held)
        if len(held) > 1:
            for kind in held:
                label = f"{KINDS[kind].several.capitalize()}: somebody else"
                self.fields[kind] = look(forms.ChoiceField(label=label, required=False))
                self.fields[kind].choices = self._choices("The same person", [kind])

    def _choices(self, first: str, kinds) -> list[tuple[str, str]]:
        """Those who may take any of the kinds."""
        able = {key: each for key, each in self.people.items() if any(can_take(each, kind) for kind in kinds)}
        return [("", first), *((key, f"{each.user.name}, {each.role_label}") for key, each in able.items())]

    def clean(self):
        """For each kind the one who takes it, as `takers`."""
        values = super().clean()
        takers = {kind: self.people.get(values.get(kind) or values.get("to") or "") for kind in self.kinds}
        self.takers = {kind: taker for kind, taker in takers.items() if taker}
        if not self.takers and not self.errors:
            self.add_error("to", "Choose who takes over")
        for kind, taker in self.takers.items():
            if not can_take(taker, kind):
                sentence = f"{taker.user.name}, {taker.role_label}, cannot take {KINDS[kind].several}"
                self.add_error(kind if kind in self.fields else "to", f"{sentence}: choose somebody else for them")
        return values
