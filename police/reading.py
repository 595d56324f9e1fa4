"""A form in the order and words in which it is read, on its page and on paper."""

from typing import NamedTuple

from cse_portal import dates
from police.models import InformationForm
from police.subjects import Known, MayAct

UNNAMED = "The source does not want to be named"


class Fact(NamedTuple):
    label: str
    value: str


class Part(NamedTuple):
    title: str
    rows: list[Fact]


def facts(form: InformationForm) -> list[Part]:
    """What the form says, part by part. A box that is empty says so: the reader must not think it was cut."""
    subject = [Fact(box.label, form.subject.get(box.name, "")) for box in form.boxes]
    return [
        Part(form.get_kind_display(), _all([*subject, Fact("Name of the place, as people call it", form.place)])),
        Part("What is known", _all([Fact("What is known", form.known), Fact("When", _when(form))])),
        Part("How it is known", _all([
            Fact("Source", UNNAMED if form.source_unnamed else form.source),
            Fact("How it is known", form.get_how_known_display()),
            Fact("First-hand", _first_hand(form)),
        ])),
        Part("May it be acted on?", _all([
            Fact("May the police act on it?", form.get_may_act_display()),
            *([Fact("Why", form.why_not)] if form.may_act in (MayAct.ASK_FIRST, MayAct.NO) else []),
            Fact("Risk to the source, or to a child, if it is acted on", form.risk),
        ])),
    ]  # fmt: skip


def _all(rows: list[Fact]) -> list[Fact]:
    return [Fact(label, value or "Not said") for label, value in rows]


def _when(form: InformationForm) -> str:
    day = dates.day(form.happened_on)
    moment = f"{day} at {dates.time24(form.happened_time)}" if day and form.happened_time else day
    return "\n".join(filter(None, [moment, form.period]))


def _first_hand(form: InformationForm) -> str:
    if not form.how_known:
        return ""
    return "Yes" if form.how_known == Known.SEEN else "No"
