"""The early-help plan of rule 10: one row for each indicator with evidence, with action, owner and date."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms

from cse_portal.forms import DateField, PortalForm, look
from indicators.models import Indicator

_PARTS = ("action", "owner", "by")
_MISSING = {
    "action": "Say what will be done about this, or clear the rest of the row",
    "owner": "Say who does it",
    "by": "Give the date by which it is done",
}


@dataclass(frozen=True)
class PlanRow:
    """One indicator's part of the plan, as the form has it."""

    indicator: Indicator
    fields: dict

    def typed(self) -> dict:
        """The row as it is stored. A date that is not one yet stays as its three texts."""
        by = self.fields["by"]
        texts = {part: (self.fields[part].data or "").strip() for part in ("action", "owner")}
        return {"code": self.indicator.code, **texts, "by": date_or_typed(by.field, by.data) or ""}

    @property
    def has_text(self) -> bool:
        return any(field.data for field in self.fields.values())

    @property
    def is_open(self) -> bool:
        return any(field.value() or field.errors for field in self.fields.values())


def add_plan_fields(form: PortalForm, indicators: Iterable[Indicator]) -> None:
    for indicator in indicators:
        for part, field in (
            ("action", short_text(label="What will be done", required=False)),
            ("owner", short_text(label="Who does it", required=False)),
            ("by", look(DateField(label="By when", required=False))),
        ):
            form.fields[_name(indicator, part)] = field


def _name(indicator: Indicator, part: str) -> str:
    return f"plan-{indicator.code}-{part}"


def plan_rows(form: PortalForm, indicators: Iterable[Indicator]) -> Iterator[PlanRow]:
    for indicator in indicators:
        yield PlanRow(indicator, {part: form[_name(indicator, part)] for part in _PARTS})


def as_initial(form: PortalForm) -> dict:
    """A stored judgement as the initial values of the form's boxes: its plan row by row, its dates as dates."""
    plan = {f"plan-{row['code']}-{part}": row.get(part) for row in form.initial.get("plan", ()) for part in _PARTS}
    values = {name: value for name, value in {**form.initial, **plan}.items() if name in form.fields and value}
    return {name: _for_box(form.fields[name], value) for name, value in values.items()}


def _for_box(field: forms.Field, stored):
    return dt.date.fromisoformat(stored) if isinstance(field, DateField) and isinstance(stored, str) else stored


def short_text(**options) -> forms.CharField:
    box = forms.CharField(max_length=300, **options)
    box.error_messages["max_length"] = f"{box.label} must be 300 characters or fewer"
    return box


def check_plan(form: PortalForm, indicators: Iterable[Indicator]) -> None:
    """A row is whole or blank: half a plan has nobody to do it."""
    for row in plan_rows(form, indicators):
        for part, field in row.fields.items():
            if row.has_text and not field.data and not field.errors:
                form.add_error(field.name, _MISSING[part])


def date_or_typed(field: DateField, value):
    """A real date as ISO text; anything else as the three texts it was typed in, so that it comes back as it was."""
    try:
        day = field.to_python(value)
    except forms.ValidationError:
        return list(value)
    return day.isoformat() if day else None
