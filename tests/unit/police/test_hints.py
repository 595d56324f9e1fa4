"""Hints in words: what each is said of, what it is not said of, and that the page's script is given the same table."""

import json
import re

import pytest

from police.forms.information import InformationBoxes
from police.hints import HINTS, said
from police.subjects import SUBJECT, Kind

ONE, WHOLE, DATED = "One subject a form", "full name", "Write the day"


@pytest.mark.parametrize(
    ("kind", "name", "text", "start"),
    [
        (Kind.PERSON, "name", "Rita and Ben", ONE),
        (Kind.PERSON, "name", "Rita & Ben", ONE),
        (Kind.PERSON, "name", "Rita/Ben", ONE),
        (Kind.PERSON, "name", "Rita", WHOLE),
        (Kind.PERSON, "known", "Last week she waited", DATED),
        (Kind.PERSON, "known", "It was YESTERDAY", DATED),
        (Kind.PERSON, "period", "a few days ago", DATED),
        (Kind.PERSON, "known", "Everyone knows him", "Write what was seen"),
        (Kind.PERSON, "description", "", "Nothing describes it"),
        (Kind.PERSON, "description", " \n", "Nothing describes it"),
        (Kind.VEHICLE, "registration", "unknown", "Even two or three"),
        (Kind.VEHICLE, "registration", "ZZ99 and ZZ98", ONE),
        (Kind.PHONE, "number", "01632 960", "shorter than a whole number"),
        (Kind.PLACE, "place", "Rita’s flat", "not a person’s name"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_said(kind, name, text, start):
    assert any(start in words for words in said(kind, name, text))


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        (Kind.PERSON, "name", ""),
        (Kind.PERSON, "name", "Rita Sandford"),
        (Kind.PERSON, "name", "Anders Orland"),
        (Kind.PERSON, "known", "On 16 November at 14:41 she waited"),
        (Kind.PERSON, "description", "Red cap"),
        (Kind.VEHICLE, "registration", "ZZ99 ZZZ"),
        (Kind.VEHICLE, "registration", ""),
        (Kind.PHONE, "number", "01632 960999"),
        (Kind.PHONE, "description", ""),
        (Kind.ACCOUNT, "description", ""),
        (Kind.PLACE, "place", "Sample Grill"),
        (Kind.PERSON, "risk", "Last week"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_nothing_is_said_of(kind, name, text):
    assert said(kind, name, text) == []


def test_every_hint_belongs_to_a_box():
    boxes = {box.name for boxes in SUBJECT.values() for box in boxes} | set(InformationBoxes.base_fields)
    assert set(HINTS) <= boxes


@pytest.mark.parametrize("kind", list(Kind), ids=str)
def test_the_script_is_given_the_servers_table(kind):
    for name, field in InformationBoxes(kind=kind).fields.items():
        given = json.loads(field.widget.attrs.get("data-hints", "[]"))
        empty = [hint["says"] for hint in given if re.search(hint["pattern"], "", re.IGNORECASE)]
        assert empty == said(kind, name, "")


def test_hints_stop_nobody():
    form = InformationBoxes({"kind": "person", "name": "Rita and Ben", "known": "Last week"}, kind=Kind.PERSON)
    assert form.is_valid()
