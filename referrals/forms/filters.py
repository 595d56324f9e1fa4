"""The small forms that narrow a list. What is not set, or not a choice, narrows nothing."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from accounts.access import roles_with
from accounts.models import Agency, Area, Membership
from accounts.permissions import Permission
from cse_portal.forms import PortalForm, look
from cse_portal.outcomes import NAMES
from cse_portal.wording import lower_first
from referrals.models import OPEN, Referral
from referrals.states import NOT_RATED, PRIORITY_WORDS, STATE_WORDS, Kind, State
from screening.protocol import Tool

TOOLS = {Tool.PETCH: "Under 12", Tool.REGIONAL: "12 to 17"}
KINDS = {Kind.ALERT: "An urgent alert", Kind.DIRECT: "Known harm, without a screening", Kind.SCREENING: "A screening"}
ME, NOBODY, UNRATED = "me", "nobody", "unrated"

ANY = {
    "worker": "with anyone",
    "agency": "any agency",
    "priority": "any priority",
    "kind": "however sent",
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
        self.offer(area)
        self.full_clean()

    def offer(self, area: Area) -> None:
        """The choices that are the area's own."""
        self.agencies = {agency.name: agency for agency in Agency.objects.filter(area=area)}
        self.fields["agency"].choices += [(name, name) for name in self.agencies]

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def settings(self) -> dict[str, str]:
        """What is set, by the names of its boxes, for an address."""
        return {name: self.chosen(name) for name in self.fields if self.chosen(name)}

    @property
    def looked(self) -> list[str]:
        """Every box, set or not: what an empty list says it has looked at."""
        labels = {name: dict(self.fields[name].choices)[self.chosen(name)] for name in self.fields}
        return [self.say(name, label) if self.chosen(name) else ANY[name] for name, label in labels.items()]

    @property
    def words(self) -> list[str]:
        return [self.say(name, dict(self.fields[name].choices)[value]) for name, value in self.settings.items()]

    def say(self, name: str, label: str) -> str:
        return f"from {label}" if name == "agency" else lower_first(label)

    def narrow(self, rows):
        agency = self.agencies.get(self.chosen("agency"))
        return rows.filter(agency=agency) if agency else rows


class InboxFilter(Filter):
    worker = choice("With", "Anyone", [(ME, "Me"), (NOBODY, "Nobody yet")])
    priority = choice(
        "Priority", "Any", [*((value.value, label) for value, label in PRIORITY_WORDS.items()), (UNRATED, NOT_RATED)]
    )
    kind = choice("Sent as", "Any", [(kind.value, label) for kind, label in KINDS.items()])
    agency = choice("From agency", "Any")

    def __init__(self, data, *, member: Membership):
        self.member = member
        super().__init__(data, area=member.area)

    def offer(self, area: Area) -> None:
        super().offer(area)
        # Somebody may hold referrals in more than one role.
        self.roles: dict[str, list[int]] = {}
        names = {}
        for holder in holders(area):
            self.roles.setdefault(holder.user.reference, []).append(holder.pk)
            names[holder.user.reference] = name_of(holder)
        self.fields["worker"].choices += [pair for pair in names.items() if pair[0] != self.member.user.reference]

    def say(self, name: str, label: str) -> str:
        if name == "worker":
            return f"with {label.lower() if self.chosen(name) in (ME, NOBODY) else label}"
        if name == "priority":
            return lower_first(label) if self.chosen(name) == UNRATED else f"of priority {label.lower()}"
        return f"sent as {lower_first(label)}" if name == "kind" else super().say(name, label)

    def narrow(self, rows):
        rows = super().narrow(rows)
        if worker := self.chosen("worker"):
            rows = rows.filter(worker=None) if worker == NOBODY else rows.filter(worker__in=self._roles_of(worker))
        if priority := self.chosen("priority"):
            rows = rows.filter(priority="" if priority == UNRATED else priority)
        return rows.filter(kind=self.chosen("kind")) if self.chosen("kind") else rows

    def _roles_of(self, worker: str) -> list[int]:
        return self.roles[self.member.user.reference if worker == ME else worker]


def holders(area: Area):
    """Who can hold a referral of this area now, and who still holds one and has left, by name."""
    members = Membership.objects.filter(agency__area=area, role__in=roles_with(Permission.REFERRAL_RECEIVE))
    holds = Exists(Referral.objects.filter(OPEN, worker=OuterRef("pk"), area=area))
    working = Q(ended_on=None, user__is_active=True)
    return members.filter(working | Q(holds)).select_related("user").order_by("user__name", "pk")


def name_of(holder: Membership) -> str:
    return holder.user.name if holder.is_working else f"{holder.user.name} (has left)"


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
