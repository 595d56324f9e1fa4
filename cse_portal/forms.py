"""What every form of the portal shares: how a field looks, dates in three boxes, and the wording of errors.

    class Start(PortalForm):
        submit = "Continue"
        born = look(DateField(label="Date of birth", past=True), size="m")
        sure = look(forms.ChoiceField(label="How is it known?", choices=..., widget=forms.RadioSelect), inline=True)

A template shows the whole form with {% crispy form %}, or one field with {% govuk_field form.born %} (load govuk).
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.core.exceptions import ValidationError

from cse_portal import clock
from cse_portal.problems import Incomplete
from cse_portal.wording import lower_first


@dataclass(frozen=True)
class Look:
    """How the govuk pack draws a field. `hints` and `reveals` are by the value of a choice."""

    size: str = "s"
    heading: bool = False
    inline: bool = False
    small: bool = False
    width: str = ""
    hidden_label: bool = False
    hints: dict = field(default_factory=dict)
    reveals: dict = field(default_factory=dict)
    divider_before: str = ""


def look(form_field: forms.Field, **options) -> forms.Field:
    """Sets how a field is drawn and gives it back, so that it fits around the field's own declaration."""
    form_field.look = replace(getattr(form_field, "look", Look()), **options)
    return form_field


def long_text(*, rows: int = 5, limit: int = 50_000, **options) -> forms.CharField:
    """A box for running text. The limit is only a guard; a longer text comes back with a sentence, never cut."""
    box = forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), max_length=limit, **options)
    box.error_messages["max_length"] = f"{box.label or 'This'} must be {limit:,} characters or fewer"
    return box


def missing_sentence(form_field: forms.Field) -> str:
    """What a required field says when it was left empty and its form gave no sentence of its own."""
    label = str(form_field.label or "this").rstrip("?")
    if isinstance(form_field, forms.ChoiceField):
        return f"Choose an answer: {lower_first(label)}"
    if isinstance(form_field, forms.BooleanField):
        return f"Tick the box: {lower_first(label)}"
    return f"Enter {lower_first(label)}"


DJANGO_REQUIRED = forms.Field.default_error_messages["required"]


class PortalForm(forms.Form):
    """A form drawn by the govuk pack. The server checks; the browser never stops a person from sending."""

    use_required_attribute = False
    submit = "Continue"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            form_field.label = form_field.label or name.replace("_", " ").capitalize()
            if form_field.error_messages.get("required") == DJANGO_REQUIRED:
                form_field.error_messages["required"] = missing_sentence(form_field)

    def send_back(self, incomplete: Incomplete) -> None:
        """An action's refusal, beside the boxes it is about, or above all of them."""
        for name, sentence in incomplete.problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    @property
    def helper(self) -> FormHelper:
        """Every field in order and one button. A form with a layout of its own overrides `layout`."""
        helper = FormHelper()
        helper.layout = self.layout()
        if self.submit:
            helper.add_input(Submit("", self.submit))
        return helper

    def layout(self) -> Layout:
        revealed = {name for f in self.fields.values() for names in getattr(f, "look", Look()).reveals.values()
                    for name in names}  # fmt: skip
        return Layout(*[name for name in self.fields if name not in revealed])


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
PARTS = ("day", "month", "year")
# What the three boxes of a date add to its name.
DATE_PARTS = tuple(f"_{part}" for part in PARTS)


def month_number(text: str) -> int:
    """6, 06, June, Jun or june."""
    if text.isascii() and text.isdigit():
        return int(text)
    name = text.lower().rstrip(".")
    matches = [n for n, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
    if len(matches) != 1 and name != "sept":
        raise ValueError(text)
    return matches[0] if matches else 9


class DateWidget(forms.Widget):
    """Three boxes. The value is what was typed, (day, month, year), so that an error gives it back as it was."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        typed = tuple((data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}_{part}" in data for part in PARTS)

    @staticmethod
    def boxes(value) -> tuple[str, str, str]:
        """A date, a typed triple or nothing, as the texts of the three boxes."""
        if isinstance(value, dt.date):
            return (str(value.day), str(value.month), str(value.year))
        return tuple(value) if value else ("", "", "")


class DateField(forms.Field):
    """A date in three boxes; month names are accepted and two-digit years are refused.

    `past=True` refuses days after today, `future=True` days before it.
    """

    widget = DateWidget

    def __init__(self, *, past: bool = False, future: bool = False, **options):
        self.past, self.future = past, future
        super().__init__(**options)

    def to_python(self, value) -> dt.date | None:
        if not value or isinstance(value, dt.date):
            return value or None
        name = str(self.label or "Date")
        if missing := [part for part, text in zip(PARTS, value, strict=True) if not text]:
            self.refuse(f"{name} must include a {' and a '.join(missing)}", missing)
        if len(value[2]) != 4 and value[2].isdigit():
            self.refuse(f"{name} must include the year in full, like 2016", ["year"])
        try:
            return self.real_date(value)
        except (ValueError, OverflowError):
            self.refuse(f"{name} must be a real date, like 9 June 2016", PARTS)

    @staticmethod
    def real_date(typed) -> dt.date:
        date = dt.date(int(typed[2]), month_number(typed[1]), int(typed[0]))
        if not 1900 <= date.year <= 2100:
            raise ValueError(typed)
        return date

    def validate(self, value) -> None:
        super().validate(value)
        if value and self.past and value > clock.today():
            self.refuse(f"{self.label} must be today or in the past", PARTS)
        if value and self.future and value < clock.today():
            self.refuse(f"{self.label} must be today or later", PARTS)

    @staticmethod
    def refuse(sentence: str, parts) -> None:
        """The error names its boxes, so that only they are marked and the summary links to the first of them."""
        raise ValidationError(sentence.replace("%", "%%"), code="date", params={"parts": tuple(parts)})


class TimeField(forms.TimeField):
    """A time of day as people write it: 14:41, 14.41, 1441 or 9:05."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **options):
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H%M", "%H:%M:%S"], **options)
        self.error_messages["invalid"] = f"{self.label or 'Time'} must be a time, like 14:41"
        self.look = Look(width="5")

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, dt.time) else value
