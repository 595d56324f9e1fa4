"""Who takes over what a colleague holds: one person for everything, or another for one kind of it."""

from django import forms
from django.utils.text import capfirst

from accounts.models import Agency, Membership
from cse_portal.forms import PortalForm, look
from screening.actions import can_take
from screening.holdings import KINDS, takers


class HandOverForm(PortalForm):
    submit = "Hand over"

    to = look(forms.ChoiceField(label="Who takes over", required=False))

    def __init__(self, data, *, agency: Agency, held: dict):
        super().__init__(data)
        found = {kind: self._able(kind, rows, agency) for kind, rows in held.items()}
        able = {kind: people for kind, people in found.items() if people}
        self.kinds, self.people = list(able), {str(each.pk): each for people in able.values() for each in people}
        # What nobody at work may take stays where it is, and hinders nothing else.
        self.stays = ", ".join(KINDS[kind].several for kind in held if kind not in able)
        everybody = sorted(self.people.items(), key=lambda row: row[1].user.name)
        self.fields["to"].choices = self._choices("Choose a person", everybody, agency)
        if len(held) > 1:
            for kind, people in able.items():
                label = f"{capfirst(KINDS[kind].several)}: somebody else"
                self.fields[kind] = look(forms.ChoiceField(label=label, required=False))
                rows = [(str(each.pk), each) for each in people]
                self.fields[kind].choices = self._choices("The same person", rows, agency)

    @staticmethod
    def _able(kind: str, rows: list, agency: Agency) -> list[Membership]:
        """Who may take these, by name; not the one role that has all of them already."""
        holders = {getattr(row, f"{KINDS[kind].holder}_id") or row.practitioner_id for row in rows}
        people = takers(agency, kind).exclude(pk__in=holders if len(holders) == 1 else [])
        return list(people.select_related("user", "agency").order_by("user__name", "id"))

    @staticmethod
    def _choices(first: str, rows: list[tuple[str, Membership]], agency: Agency) -> list[tuple[str, str]]:
        """Whoever works elsewhere in the area is named with the agency."""
        agencies = {key: "" if each.agency_id == agency.pk else f", {each.agency.name}" for key, each in rows}
        return [("", first), *((key, f"{each.user.name}, {each.role_label}{agencies[key]}") for key, each in rows)]

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
