"""The front sheet: one plain form made from the list of its questions (screening.pages.FRONT_SHEET)."""

from itertools import groupby

from crispy_forms.layout import Fieldset, Layout
from django import forms

from accounts.models import Area
from cse_portal.forms import PortalForm, long_text, look
from screening import authorities
from screening.pages import ANOTHER, ANOTHER_WORDS, FRONT_SHEET, Field

SHORT = 500
# More choices than this are a list to open rather than a column of radios.
_FEW = 4


class AboutForm(PortalForm):
    submit = ""
    # What it sends, for the reference of addresses; the boxes themselves are made for each page.
    SENDS = tuple(field.name for field in FRONT_SHEET)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = [(area.name, area.name) for area in Area.objects.all()]
        self.fields = {field.name: _box(_offering(field, areas)) for field in FRONT_SHEET}

    def layout(self) -> Layout:
        groups = groupby(FRONT_SHEET, key=lambda field: field.group)
        return Layout(*[Fieldset(title, *[field.name for field in fields]) for title, fields in groups])

    @property
    def helper(self):
        helper = super().helper
        helper.form_tag = False
        return helper

    @property
    def values(self) -> dict:
        """What was filled in. A blank is kept as no answer at all, and no name beside an authority that was chosen."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        for question in authorities.QUESTIONS:
            if values.get(question, ANOTHER) != ANOTHER:
                values.pop(authorities.typed_name(question), None)
        return values


def _offering(field: Field, areas: list[tuple[str, str]]) -> Field:
    """An authority is chosen among the portal's areas as they are now."""
    return field._replace(choices=(*areas, (ANOTHER, ANOTHER_WORDS))) if field.kind == "authority" else field


def _box(field: Field) -> forms.Field:
    shared = {"label": field.label, "help_text": field.hint, "required": False}
    if field.kind == "long":
        return long_text(rows=3, **shared)
    if not field.choices:
        too_long = {"max_length": f"{field.label} must be {SHORT} characters or fewer"}
        return forms.CharField(max_length=SHORT, error_messages=too_long, **shared)
    return _choice(field, shared)


def _choice(field: Field, shared: dict) -> forms.Field:
    few = len(field.choices) <= _FEW and field.kind == "choice"
    unknown = {"invalid_choice": f"{field.label}: choose one of the answers shown"}
    box = forms.ChoiceField(
        choices=field.choices if few else [("", "Choose"), *field.choices],
        widget=forms.RadioSelect if few else forms.Select, error_messages=unknown, **shared,
    )  # fmt: skip
    return look(box, inline=len(field.choices) == 3, small=few)
