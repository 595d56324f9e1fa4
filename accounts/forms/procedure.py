"""The local procedure: intervals, clocks and opening hours, from a day on."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.contact import text
from accounts.models import LocalProcedure
from cse_portal.dates import plain_day
from cse_portal.forms import DateField, PortalForm, TimeField, look
from screening.protocol.procedure import LONGEST, PRIORITIES, WEEKDAYS

INTERVALS = {
    "rescreen_months_level_1": ("Re-screen after level 1, in months", "Rule 22."),
    "rescreen_weeks_referred": ("Re-screen after a referral, in weeks", "Rule 22."),
    "decision_working_days": ("The MASH decides within, in working days", "Rule 25."),
    "written_within_hours": ("A referral by phone is confirmed in writing within, in hours", "Rule 26."),
    "return_interview_hours": ("A return interview is offered within, in hours", "Rule 31."),
}


def interval(label: str, hint: str, *, required: bool = True, of: str = "") -> forms.IntegerField:
    """`of` says in an error what a short label leaves to the heading above it."""
    sentence = f"{of or label}: enter a whole number from 1 to {LONGEST}"
    field = forms.IntegerField(
        label=label, help_text=hint, min_value=1, max_value=LONGEST, required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
    )  # fmt: skip
    return look(field, width="4")


class ClosedDays(forms.CharField):
    """One day a line, as people write it: 24 December 2026 or 24/12/2026."""

    def to_python(self, value) -> list[dt.date]:
        return sorted({self.day(line) for line in super().to_python(value).splitlines() if line.strip()})

    def day(self, line: str) -> dt.date:
        parts = line.replace("/", " ").replace(".", " ").split()
        try:
            return DateField.real_date(parts if len(parts) == 3 else ["", "", ""])
        except ValueError as problem:
            sentence = f"Closed days are real dates, one a line, like 24 December 2026. “{line.strip()}” is not"
            raise ValidationError(sentence) from problem

    def prepare_value(self, value):
        return "\n".join(map(plain_day, value)) if isinstance(value, list) else value


def _time(day: str, end: str) -> TimeField:
    field = TimeField(label=end.capitalize(), required=False)
    field.error_messages["invalid"] = f"{day.capitalize()}: enter a time, like 08:45"
    return look(field, size="")


# Declared in one go rather than one by one, so that a weekday or an interval is named in one place.
Numbers = type(PortalForm)("Numbers", (PortalForm,), {name: interval(*words) for name, words in INTERVALS.items()})
HOURS = {f"{day}_{end}": _time(day, end) for day in WEEKDAYS for end in ("opens", "closes")}
Hours = type(PortalForm)("Hours", (PortalForm,), dict(HOURS))
TARGETS = {
    name: field
    for priority in PRIORITIES
    for name, field in (
        (f"{priority}_hours", interval("Hours", "", required=False, of=f"Priority {priority}")),
        (f"{priority}_day_and_night", forms.BooleanField(label="Counts day and night", required=False)),
    )
}
Targets = type(PortalForm)("Targets", (PortalForm,), dict(TARGETS))


class ProcedureForm(Numbers, Hours, Targets):
    submit = "Add this procedure"

    in_force_from = DateField(
        label="In force from", future=True,
        error_messages={"required": "Enter the day from which it is in force"},
        help_text="Today or later. The procedure before it stays, because it explains what was decided under it.",
    )  # fmt: skip
    closed_days = ClosedDays(
        label="Other days on which the MASH office is closed", required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One day a line, like 24 December 2026. Bank holidays and weekends are known already.",
    )  # fmt: skip
    escalation_stage_days = text(
        "Days for a reply at each stage of a disagreement", 100, required=False,
        help_text="Rule 28, in working days, with commas: like 1, 2, 3, 5.",
    )  # fmt: skip
    source = text(
        "Where it was decided", 300, help_text="A document or meeting, so that anyone can check it.",
        error_messages={"required": "Enter where it was decided"},
    )  # fmt: skip
    owner = text("Who owns it", 120, error_messages={"required": "Enter who owns this procedure"})
    field_order = [
        "in_force_from",
        *HOURS,
        "closed_days",
        *INTERVALS,
        *TARGETS,
        "escalation_stage_days",
        "source",
        "owner",
    ]

    def clean_escalation_stage_days(self) -> list[int]:
        parts = self.cleaned_data["escalation_stage_days"].replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= LONGEST for part in parts):
            raise ValidationError(f"Enter whole numbers from 1 to {LONGEST} with commas between, like 1, 2, 3, 5")
        return [int(part) for part in parts]

    def clean(self):
        for priority in PRIORITIES:
            hours, night = f"{priority}_hours", f"{priority}_day_and_night"
            if hours not in self.errors and self.cleaned_data[night] and not self.cleaned_data[hours]:
                self.add_error(hours, f"Priority {priority}: enter its hours, or untick “Counts day and night”")
        for day in WEEKDAYS:
            if f"{day}_opens" not in self.errors and f"{day}_closes" not in self.errors:
                self._check_day(day)
        if not self.errors and not any(self.cleaned_data[f"{day}_opens"] for day in WEEKDAYS):
            self.add_error("monday_opens", "Enter the hours of at least one day on which the MASH office is open")

    def _check_day(self, day: str) -> None:
        opens, closes = self.cleaned_data[f"{day}_opens"], self.cleaned_data[f"{day}_closes"]
        name = day.capitalize()
        if (opens is None) != (closes is None):
            missing = "opens" if opens is None else "closes"
            self.add_error(f"{day}_{missing}", f"{name}: enter both times, or leave both empty for a closed day")
        elif opens is not None and opens >= closes:
            self.add_error(f"{day}_closes", f"{name}: the office closes after it opens")

    @property
    def days(self) -> list:
        """(Monday, its two boxes) and so on, for the page."""
        return [(day.capitalize(), self[f"{day}_opens"], self[f"{day}_closes"]) for day in WEEKDAYS]

    @property
    def intervals(self) -> list:
        return [self[name] for name in INTERVALS]

    @property
    def targets(self) -> list:
        """(Priority red, its hours, whether they are of day and night) and so on, for the page."""
        return [(f"Priority {each}", self[f"{each}_hours"], self[f"{each}_day_and_night"]) for each in PRIORITIES]

    @property
    def values(self) -> dict:
        """What accounts.actions.add_procedure takes."""
        data = self.cleaned_data
        hours = {day: [f"{data[f'{day}_{end}']:%H:%M}" for end in ("opens", "closes")]
                 for day in WEEKDAYS if data[f"{day}_opens"]}  # fmt: skip
        kept = ("in_force_from", "escalation_stage_days", "source", "owner", *INTERVALS)
        return {
            **{name: data[name] for name in kept},
            "closed_days": [day.isoformat() for day in data["closed_days"]],
            "office_hours": hours,
            "priority_targets": {
                each: {"hours": data[f"{each}_hours"], "day_and_night": data[f"{each}_day_and_night"]}
                for each in PRIORITIES
                if data[f"{each}_hours"]
            },
        }


def initial_of(procedure: LocalProcedure | None) -> dict:
    """A new procedure begins as a copy of the one in force; only its first day is left to say."""
    if procedure is None:
        return {}
    hours = {f"{day}_{end}": time for day, times in procedure.office_hours.items()
             for end, time in zip(("opens", "closes"), times, strict=True)}  # fmt: skip
    targets = {
        f"{priority}_{name}": value
        for priority, target in procedure.priority_targets.items()
        for name, value in target.items()
    }
    return {
        **targets,
        **{name: getattr(procedure, name) for name in (*INTERVALS, "source", "owner")},
        "escalation_stage_days": ", ".join(map(str, procedure.escalation_stage_days)),
        "closed_days": [dt.date.fromisoformat(day) for day in procedure.closed_days],
        **hours,
    }
