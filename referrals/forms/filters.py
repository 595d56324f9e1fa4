"""The small forms that narrow a list. What is not set, or not a choice, narrows nothing."""

from django import forms

from accounts.models import Agency, Area, Membership
from cse_portal.forms import PortalForm, look
from cse_portal.outcomes import NAMES
from referrals.states import STATE_WORDS, State
from screening.protocol import Tool

TOOLS = {Tool.PETCH: "Under 12", Tool.REGIONAL: "12 to 17"}

ANY = {
    "worker": "with anyone",
    "agency": "any agency",
    "state": "any state",
    "outcome": "any outcome",
    "tool": "either tool",
}


def choice(label: str, anything: str, choices=()) -> forms.ChoiceField:
    return look(forms.ChoiceField(label=label, required=False, choices=[("", anything), *choices]), size="")


class Filter(PortalForm):
    """`words` are what is set, as people say it; `narrow` applies it to the list."""

    def __init__(self, data, *, area: Area):
        super().__init__(data)
        self.agencies = {agency.name: agency for agency in Agency.objects.filter(area=area)}
        self.fields["agency"].choices += [(name, name) for name in self.agencies]
        self.full_clean()

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def looked(self) -> list[str]:
        """Every box, set or not: what an empty list says it has looked at."""
        labels = {name: dict(self.fields[name].choices)[self.chosen(name)] for name in self.fields}
        return [self.say(name, label) if self.chosen(name) else ANY[name] for name, label in labels.items()]

    @property
    def words(self) -> list[str]:
        chosen = [name for name in self.fields if self.chosen(name)]
        return [self.say(name, dict(self.fields[name].choices)[self.chosen(name)]) for name in chosen]

    def say(self, name: str, label: str) -> str:
        return f"from {label}" if name == "agency" else label[0].lower() + label[1:]

    def narrow(self, rows):
        agency = self.agencies.get(self.chosen("agency"))
        return rows.filter(agency=agency) if agency else rows


class InboxFilter(Filter):
    worker = choice("With", "Anyone", [("me", "Me"), ("nobody", "Nobody yet")])
    agency = choice("From agency", "Any")

    def say(self, name: str, label: str) -> str:
        return f"with {label.lower()}" if name == "worker" else super().say(name, label)

    def narrow_for(self, member: Membership, rows):
        who = {"me": {"worker": member}, "nobody": {"worker": None}}.get(self.chosen("worker"), {})
        return self.narrow(rows).filter(**who)


class ReferralFilter(Filter):
    state = choice("State", "Any", [(state.value, STATE_WORDS[state].label) for state in State])
    agency = choice("From agency", "Any")

    def narrow(self, rows):
        rows = super().narrow(rows)
        return rows.filter(state=self.chosen("state")) if self.chosen("state") else rows


class LogFilter(Filter):
    outcome = choice("Outcome", "Any", [(outcome.value, name) for outcome, name in NAMES.items()])
    tool = choice("Tool", "Either", [(tool.value, f"{words} tool") for tool, words in TOOLS.items()])
    agency = choice("Agency", "Any")

    def narrow(self, rows):
        rows = super().narrow(rows)
        return rows.filter(**{name: self.chosen(name) for name in ("outcome", "tool") if self.chosen(name)})
