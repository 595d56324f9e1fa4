"""One page of the whole referral, made from the list of its questions (referrals.fields)."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.http import QueryDict

from cse_portal.forms import DATE_PARTS, DateField, PortalForm, TimeField, long_text, look
from referrals.fields import NOT_OBTAINED, QUESTIONS
from referrals.part import Part, Question
from screening.forms.versions import Stands, fingerprint, pack, stands, unpack

SHORT = 500
# More choices than this are a list to open rather than a column of radios.
_FEW = 4
KEEP = (("mine", "Keep mine"), ("theirs", "Keep theirs"), ("both", "Keep both"))
IF_UNKNOWN = "If you do not know, write “Not known”."
_SENT = {"date": DATE_PARTS}


@dataclass(frozen=True)
class Group:
    """Boxes that belong together. A further parent, say, is folded until it is needed; so are boxes `more`."""

    title: str
    fields: list
    folded: bool
    more: list


class PartForm(PortalForm):
    """Takes whatever is typed, and keeps what is right. What somebody else changed meanwhile is asked about."""

    submit = ""
    SENDS = (
        *(f"{name}{box}" for name, question in QUESTIONS.items() for box in _SENT.get(question.field.kind, ("",))),
        "<name>-keep", "version", "later",
    )  # fmt: skip

    def __init__(self, post: QueryDict | None = None, *, part: Part, saved: dict, offered: dict | None = None):
        self.part = part
        self.saved = {name: saved.get(name) or "" for name in part.names}
        self.conflicts: list[str] = []
        shown = {name: value or (offered or {}).get(name, "") for name, value in self.saved.items()}
        super().__init__(post, initial={each.name: _for_box(each, shown[each.name]) for each in part.questions})
        self.fields |= {question.name: _box(question) for question in part.questions}
        _reveal(self.fields, part)
        now = [fingerprint([value]) for value in self.saved.values()]
        self.loaded = dict(zip(part.names, unpack(post.get("version"), len(now)) if post else now, strict=True))

    def settle(self, *, as_draft: bool = False) -> dict:
        """The answers to keep now. What is too long, no date, changed elsewhere or not sent at all stays as it was."""
        self.is_valid()
        self.data = self.data.copy()
        unsent = {name for name in self.part.names if self._is_omitted(name)}
        for name in unsent:
            self._stand(name, self.saved[name])
        names = [name for name in self.part.names if name in self.cleaned_data and name not in unsent]
        settled = {name: self._settled(name, as_draft) for name in names}
        self.saved |= {name: value for name, value in settled.items() if name not in self.conflicts}
        return {name: value for name, value in settled.items() if name not in self.conflicts}

    def _is_omitted(self, name: str) -> bool:
        return self.fields[name].widget.value_omitted_from_data(self.data, self.files, name)

    def _settled(self, name: str, as_draft: bool) -> str:
        mine, theirs = as_kept(self.cleaned_data[name]), self.saved[name]
        kept = "" if as_draft else self.data.get(f"{name}-keep", "")
        if kept:
            return self._stand(name, {"theirs": theirs, "both": "\n\n".join([theirs, mine])}.get(kept, mine))
        verdict = stands(loaded=self.loaded[name], typed=[mine], saved=[theirs], saved_is_blank=not theirs)
        if verdict is Stands.ASK:
            self.conflicts.append(name)
            self.loaded[name] = fingerprint([theirs])
            return theirs
        return self._stand(name, mine if verdict is Stands.TYPED else theirs)

    def _stand(self, name: str, text: str) -> str:
        self.loaded[name] = fingerprint([text])
        if isinstance(self.fields[name], DateField):
            boxes = zip(DATE_PARTS, self.fields[name].widget.boxes(_as_day(text)), strict=True)
            self.data.update({f"{name}{box}": value for box, value in boxes})
        else:
            self.data[name] = text
        return text

    def ask_about_conflicts(self) -> None:
        for name in self.conflicts:
            self.add_error(name, "Somebody else changed this while you had the page open. Choose which one stands")

    def check(self) -> None:
        """Say what another answer on this page makes needed: who was told, or why nobody was (rule 34)."""
        for name, sentence in self.part.unexplained(self.saved).items():
            if name not in self.errors:
                self.add_error(name, sentence)

    @property
    def version(self) -> str:
        return pack(self.loaded.values())

    @property
    def groups(self) -> list[Group]:
        """The boxes in order; those that an answer opens are drawn under that answer."""
        revealed = {name for box in self.fields.values() for names in box.look.reveals.values() for name in names}
        asked = [question for question in self.part.questions if question.name not in revealed]
        together = groupby(asked, key=lambda question: question.field.group)
        return [self._group(title, [question.name for question in questions]) for title, questions in together]

    def _group(self, title: str, names: list[str]) -> Group:
        blank = [name for name in names if not self[name].value() and not self[name].errors]
        further = title.startswith(("Parent or carer", "Brother or sister")) and not title.endswith(" 1")
        more = [name for name in blank if self.part.folds and QUESTIONS[name].is_optional]
        if len(more if self.part.folds else blank) == len(names) and (further or self.part.folds):
            return Group(title, [self._drawn(name) for name in names], True, [])
        first = [self._drawn(name) for name in names if name not in more]
        return Group(title, first, False, [self._drawn(name) for name in more])

    def _drawn(self, name: str) -> dict:
        """A box, with what stands in the record where somebody else changed it and which choices there are then."""
        question, is_asked = QUESTIONS[name], name in self.conflicts
        theirs = question.field.in_words(self.saved[name]) if is_asked and self.saved[name] else ""
        keep = KEEP if question.field.kind in ("text", "long") else KEEP[:2]
        inner = [self._drawn(each) for names in self.fields[name].look.reveals.values() for each in names]
        conflicts = [{"name": name, "theirs": theirs, "keep": keep, "label": question.field.label}] if is_asked else []
        return {"box": self[name], "conflicts": conflicts + [row for each in inner for row in each["conflicts"]]}


def as_kept(value) -> str:
    """An answer as it is kept: days and times as ISO text, every line end the same."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return (value or "").replace("\r\n", "\n")


def _for_box(question: Question, kept: str):
    return _as_day(kept) if question.field.kind == "date" else kept


def _as_day(kept: str) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None


def _box(question: Question) -> forms.Field:
    field = question.field
    hint = f"{field.hint} {IF_UNKNOWN}".strip() if question.unknown and not field.choices else field.hint
    is_asked = not question.is_optional or field.label == NOT_OBTAINED
    shared = {"label": field.label if is_asked else f"{field.label} (optional)", "help_text": hint, "required": False}
    # The heading above it has said it already.
    return look(_KINDS.get(field.kind, _line)(question, shared), hidden_label=field.label == field.group)


def _line(question: Question, shared: dict) -> forms.Field:
    too_long = {"max_length": f"{question.field.label} must be {SHORT} characters or fewer"}
    return look(forms.CharField(max_length=SHORT, error_messages=too_long, **shared))


def _long(question: Question, shared: dict) -> forms.Field:
    box = long_text(rows=3, **shared)
    box.error_messages["max_length"] = f"{question.field.label} must be 50,000 characters or fewer"
    if question.field.own_words:
        box.widget.attrs["dir"] = "auto"
    else:
        box.widget.attrs["data-word-hints"] = "word-hints"
    return look(box)


def _date(question: Question, shared: dict) -> forms.Field:
    return look(DateField(past=True, **shared))


def _time(question: Question, shared: dict) -> forms.Field:
    return TimeField(**shared)


def _choice(question: Question, shared: dict) -> forms.Field:
    choices = question.field.choices
    few = len(choices) <= _FEW
    box = forms.ChoiceField(
        choices=choices if few else [("", "Choose"), *choices], widget=forms.RadioSelect if few else forms.Select,
        error_messages={"invalid_choice": f"{question.field.label}: choose one of the answers shown"}, **shared,
    )  # fmt: skip
    return look(box, small=few)


_KINDS = {"long": _long, "date": _date, "time": _time, "choice": _choice}


def _reveal(boxes: dict[str, forms.Field], part: Part) -> None:
    """Under which answer a question opens."""
    for question in part.questions:
        if question.when:
            name, answer = question.when
            reveals = boxes[name].look.reveals
            look(boxes[name], reveals=reveals | {answer: (*reveals.get(answer, ()), question.name)})
