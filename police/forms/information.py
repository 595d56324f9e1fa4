"""The information form, with the boxes of its subject's kind. Nothing is required to save it."""

import json
from typing import NamedTuple

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from cse_portal.forms import DATE_PARTS, DateField, PortalForm, TimeField, long_text, look
from police.hints import hints_of, said
from police.models import TYPED
from police.subjects import SUBJECT, Box, Kind, Known, MayAct

LINE = 200
COMMON = (
    ("What is known", ("known", "happened_on", "happened_time", "period")),
    ("How it is known", ("source", "source_unnamed", "how_known")),
    ("May it be acted on?", ("may_act", "why_not", "risk")),
)


class Row(NamedTuple):
    field: BoundField
    said: list[str]


def line(label: str, limit: int = LINE, **options) -> forms.CharField:
    """One line; a longer one comes back with a sentence, never cut."""
    too_long = {"max_length": f"{label}: must be {limit} characters or fewer"}
    return forms.CharField(label=label, max_length=limit, required=False, error_messages=too_long, **options)


def subject_box(box: Box) -> forms.CharField:
    if box.long:
        return long_text(label=box.label, help_text=box.hint, rows=3, required=False)
    return line(box.label, help_text=box.hint)


class KindForm(PortalForm):
    """What the form is about, asked first because each kind has boxes of its own."""

    submit = "Continue"
    kind = look(
        forms.ChoiceField(
            label="What is the information about?", choices=Kind.choices, widget=forms.RadioSelect,
            help_text="One subject a form. A man and his car are two forms.",
            error_messages={"required": "Choose what the information is about",
                            "invalid_choice": "Choose what the information is about"},
        ),
        size="l", heading=True,
    )  # fmt: skip


class InformationBoxes(PortalForm):
    submit = "Save"
    SENDS = (
        "kind", "version", *dict.fromkeys(box.name for boxes in SUBJECT.values() for box in boxes),
        *(f"{name}{part}" for name in TYPED for part in (DATE_PARTS if name == "happened_on" else ("",))),
    )  # fmt: skip

    place = line(
        "Name of the place, as people call it",
        help_text="If it was at a place. The CSE officer sees how many forms name a place, so no person’s name here.",
    )
    known = long_text(
        label="What is known?", rows=8, required=False,
        help_text="Facts in the order they happened: who did what, where, and with whom. Name a child only if the "
        "police could not understand it otherwise.",
    )  # fmt: skip
    happened_on = DateField(label="The day it happened", required=False, past=True)
    happened_time = TimeField(label="What time?", required=False, help_text="If you know it, like 14:41.")
    period = line("If it was more than once, or you do not know the day: from when to when?", 300)
    source = line(
        "Who said it?", 300, help_text="The name, and how to reach the person. Write “I saw it” if it was you."
    )
    source_unnamed = forms.BooleanField(label="The source does not want to be named", required=False)
    how_known = forms.ChoiceField(
        label="How is it known?", choices=Known.choices, widget=forms.RadioSelect, required=False
    )
    may_act = forms.ChoiceField(
        label="May the police act on it?", choices=MayAct.choices, widget=forms.RadioSelect, required=False
    )
    why_not = long_text(label="If they should ask first, or may not: why?", rows=3, required=False)
    risk = long_text(
        label="What could happen to the source, or to a child, if it is acted on?", rows=3, required=False,
        help_text="For example: only one person could have known it.",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, kind: Kind, initial: dict | None = None):
        self.kind = Kind(kind)
        super().__init__(data, initial=initial)
        boxes = SUBJECT[self.kind]
        common = self.fields
        self.fields = {box.name: subject_box(box) for box in boxes} | common
        for name, field in self.fields.items():
            if hints := hints_of(self.kind, name):
                field.widget.attrs["data-hints"] = _as_json(hints)
        self._about = (Kind(kind).label, (*(box.name for box in boxes), "place"))

    @property
    def parts(self) -> list[tuple[str, list[Row]]]:
        """The boxes under their headings, each with what is said of it."""
        return [(title, [self._row(name) for name in names]) for title, names in (self._about, *COMMON)]

    def _row(self, name: str) -> Row:
        field = self[name]
        text = field.value() if isinstance(field.value(), str) else ""
        is_saved = bool(self.initial) or self.is_bound
        return Row(field, said(self.kind, name, text) if is_saved else [])


def _as_json(hints) -> str:
    return json.dumps([hint._asdict() for hint in hints], ensure_ascii=False)
