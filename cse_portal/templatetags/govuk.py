"""The template tags of the govuk crispy pack: each field becomes a Part, and templates/govuk only lays it out.

The markup is govuk-frontend 6.6.0's own; tests/unit/test_govuk_pack.py compares it with that package's examples.
Everything goes through Django's escaping: labels and hints may hold text that people wrote.
"""

import copy
from dataclasses import dataclass

from django import forms, template
from django.utils.safestring import SafeString

from cse_portal.forms import PARTS, DateWidget, Look

register = template.Library()

KINDS = (
    (DateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
CLASSES = {
    "input": "govuk-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}
# Placeholders vanish while typing, and a length limit in the browser would cut pasted text without a word.
DROPPED_ATTRIBUTES = ("placeholder", "maxlength", "minlength")


def kind_of(widget: forms.Widget) -> str:
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox. The first has the field's own id, so that error links need no exception."""

    id: str
    value: str
    label: str
    checked: bool
    hint: str
    reveals: list
    divider: bool


@dataclass(frozen=True)
class Box:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


class Part:
    """A bound field, ready to be drawn."""

    def __init__(self, field: forms.BoundField):
        self.field = field
        self.look = getattr(field.field, "look", Look())
        self.kind = kind_of(field.field.widget)
        self.id = field.auto_id or field.html_name
        self.errors = field.errors
        self.hint = field.help_text

    @property
    def template(self) -> str:
        shared = {"radios": "choices", "checkboxes": "choices"}.get(self.kind, self.kind)
        return f"govuk/{shared if shared in ('choices', 'date', 'checkbox') else 'box'}.html"

    @property
    def label_class(self) -> str:
        family = "govuk-fieldset__legend" if self.kind in ("radios", "checkboxes", "date") else "govuk-label"
        size = f" {family}--{self.look.size}" if self.look.size else ""
        return f"{family}{size}{' govuk-visually-hidden' if self.look.hidden_label else ''}"

    @property
    def described(self) -> str:
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.id}-error"] if self.errors else ids)

    def control(self) -> SafeString:
        """The input, select or textarea itself."""
        widget = copy.copy(self.field.field.widget)
        widget.attrs = {k: v for k, v in widget.attrs.items() if k not in (*DROPPED_ATTRIBUTES, "class")}
        own = self.field.field.widget.attrs.get("class", "")
        attrs = {"class": " ".join(filter(None, [CLASSES[self.kind], self.modifiers(), own]))}
        if self.described:
            attrs["aria-describedby"] = self.described
        if self.kind == "password":
            attrs |= {"spellcheck": "false", "autocapitalize": "none"}
            attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "current-password"))
        return self.field.as_widget(widget, attrs=attrs)

    def modifiers(self) -> str:
        base = CLASSES[self.kind].split()[0]
        width = f"{base}--width-{self.look.width}" if self.look.width else ""
        return f"{base}--error {width}".strip() if self.errors else width

    def choices(self) -> list[Choice]:
        look, chosen = self.look, self.chosen()
        return [
            Choice(
                id=self.id if n == 1 else f"{self.id}-{n}",
                value=str(value),
                label=label,
                checked=str(value) in chosen,
                hint=look.hints.get(str(value), ""),
                reveals=[self.field.form[name] for name in look.reveals.get(str(value), ())],
                divider=bool(look.divider_before) and look.divider_before == str(value),
            )
            for n, (value, label) in enumerate(flat(self.field.field.widget.choices), 1)
        ]

    def chosen(self) -> set[str]:
        value = self.field.value()
        values = value if isinstance(value, list | tuple | set) else [value]
        return {str(v) for v in values if v is not None}

    @property
    def choices_class(self) -> str:
        family = f"govuk-{self.kind}"
        modifiers = [name for name in ("inline", "small") if getattr(self.look, name)]
        return " ".join([family, *(f"{family}--{name}" for name in modifiers)])

    def boxes(self) -> list[Box]:
        wrong = wrong_parts(self.field)
        values = DateWidget.boxes(self.field.value())
        return [
            Box(
                id=f"{self.id}-{part}",
                name=f"{self.field.html_name}_{part}",
                label=part.capitalize(),
                value=value,
                width=2 if part == "day" else 4,
                wrong=part in wrong,
            )
            for part, value in zip(PARTS, values, strict=True)
        ]


def flat(choices) -> list[tuple]:
    """The choices without their groups; an empty first choice belongs to selects only."""
    rows = []
    for value, label in choices:
        rows += label if isinstance(label, list | tuple) else [(value, label)]
    return [(value, label) for value, label in rows if value not in ("", None)]


def wrong_parts(field: forms.BoundField) -> tuple[str, ...]:
    """Which boxes of a date its error is about: those it names, or all three."""
    errors = field.errors.as_data() if field.errors else []
    return tuple((errors[0].params or {}).get("parts", PARTS)) if errors else ()


def first_input_id(field: forms.BoundField) -> str:
    """Where an error's link lands."""
    id_ = field.auto_id or field.html_name
    return f"{id_}-{wrong_parts(field)[0]}" if kind_of(field.field.widget) == "date" and field.errors else id_


def form_problems(form: forms.BaseForm) -> list[tuple[str, str]]:
    """(link, sentence) of every error, in the order of the page."""
    general = [("", str(error)) for error in form.non_field_errors()]
    return general + [
        (f"#{first_input_id(field)}", str(error)) for field in form.visible_fields() for error in field.errors
    ]


@register.inclusion_tag("govuk/field.html")
def govuk_field(field):
    """{% govuk_field form.born %}: one field, outside a crispy layout."""
    return {"field": field}


@register.simple_tag
def part(field) -> Part:
    return Part(field)


@register.filter
def button_class(crispy_classes: str) -> str:
    """Crispy's own Bootstrap class names are dropped; govuk-button--secondary and the like stay."""
    kept = [name for name in crispy_classes.split() if not name.startswith("btn")]
    return " ".join(["govuk-button", *kept])
