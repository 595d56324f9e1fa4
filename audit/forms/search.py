"""What an auditor looks for: whose, about which record, of what kind, when."""

import datetime as dt

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import Membership, User
from audit.events import EventType
from audit.models import Event
from cse_portal import clock
from cse_portal.dates import plain_day
from cse_portal.reference import is_reference

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


def _day(label: str) -> forms.DateField:
    sentence = f"{label}: enter a real date, like 20 November 2026"
    return forms.DateField(
        label=label, required=False, input_formats=DAYS, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": sentence},
    )  # fmt: skip


class SearchForm(forms.Form):
    """Sent by GET, so that a search is an address. What is empty does not narrow it."""

    use_required_attribute = False

    who = forms.CharField(label="Person", required=False, max_length=120)
    about = forms.CharField(label="Record reference", required=False, max_length=40)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any"), *EventType.choices],
        error_messages={"invalid_choice": "Kind: choose one from the list"},
    )  # fmt: skip
    start = _day("From")
    end = _day("To")

    def clean_about(self) -> str:
        reference = self.cleaned_data["about"].upper()
        if reference and not is_reference(reference):
            raise forms.ValidationError("Record reference: enter it whole, like S-2HF8-TQ9N")
        return reference

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and start > end:
            self.add_error("end", "To: choose the same day as From, or a later one")

    @property
    def words(self) -> list[str]:
        """What is set, in words."""
        data = self.cleaned_data
        return [
            *([data["who"]] if data["who"] else []),
            *([data["about"]] if data["about"] else []),
            *([EventType(data["kind"]).label] if data["kind"] else []),
            *([f"from {plain_day(data['start'])}"] if data["start"] else []),
            *([f"to {plain_day(data['end'])}"] if data["end"] else []),
        ]


def found(by: Membership, query: QueryDict) -> tuple[SearchForm, QuerySet[Event]]:
    """The search and its events in the auditor's own area, unordered. A search that cannot be read finds nothing."""
    form = SearchForm(query)
    if not form.is_valid():
        return form, Event.objects.none()
    data, events = form.cleaned_data, Event.objects.in_area(by.agency.area_id)
    if data["who"]:
        people = User.objects.filter(Q(name__icontains=data["who"]) | Q(email__iexact=data["who"]))
        events = events.filter(user_id__in=people.values("pk"))
    if data["about"]:
        events = events.filter(Q(reference=data["about"]) | Q(child=data["about"]))
    if data["kind"]:
        events = events.filter(type=data["kind"])
    if data["start"]:
        events = events.filter(at__gte=_midnight(data["start"]))
    if data["end"]:
        events = events.filter(at__lt=_midnight(data["end"] + dt.timedelta(days=1)))
    return form, events


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.LONDON)
