"""What protects the child, own words and wishes, the carer's view and the analysis (rule 20), box by box."""

from django import forms
from django.http import QueryDict

from cse_portal.forms import PortalForm, long_text, look
from screening.forms.versions import Stands, fingerprint, pack, stands, unpack
from screening.pages import NARRATIVE, Field, narrative_missing
from screening.wording import blaming

WHY_NOT = "_not_obtained"
KEEP = (("mine", "Keep mine"), ("theirs", "Keep theirs"), ("both", "Keep both"))


def boxes_of(field: Field) -> tuple[str, str]:
    """The text, and why it could not be obtained."""
    return field.name, field.name + WHY_NOT


NAMES = tuple(name for field in NARRATIVE for name in boxes_of(field))


def box(field: Field) -> forms.CharField:
    """The textarea of one part. The child's own words are never searched for wording."""
    made = long_text(label=field.label, help_text=field.hint, required=False)
    if field.own_words:
        made.widget.attrs["dir"] = "auto"
    else:
        made.widget.attrs["data-word-hints"] = "word-hints"
    return look(made, size="m")


def why_not() -> forms.CharField:
    label = "Not obtained, because"
    too_long = f"{label}: must be 2,000 characters or fewer"
    made = forms.CharField(label=label, required=False, max_length=2000, error_messages={"max_length": too_long})
    return look(made, size="")


class NarrativeForm(PortalForm):
    """Two boxes a part: the text, or why it could not be obtained. A part changed in another tab is asked about."""

    # What it sends, for the reference of addresses; the boxes themselves are made for each draft.
    SENDS = (*NAMES, "version", "later")

    def __init__(self, post: QueryDict | None = None, *, saved: dict):
        self.saved = {name: saved.get(name, "") for name in NAMES}
        self.loaded = dict.fromkeys(NAMES, "")
        self.conflicts: set[str] = set()
        super().__init__(post, initial=self.saved)
        for field in NARRATIVE:
            self.fields[field.name] = box(field)
            self.fields[field.name + WHY_NOT] = why_not()
        now = [fingerprint([text]) for text in self.saved.values()]
        self.loaded = dict(zip(NAMES, unpack(post.get("version"), len(NAMES)) if post else now, strict=True))

    def settle(self, *, as_draft: bool = False) -> dict:
        """The narrative to save now. What is too long or changed elsewhere stays as it was, and is asked about."""
        self.is_valid()
        self.data = self.data.copy()
        return {name: self._settled(name, as_draft) for name in NAMES}

    def _settled(self, name: str, as_draft: bool) -> str:
        if name not in self.cleaned_data:
            return self.saved[name]
        mine = self.cleaned_data[name].replace("\r\n", "\n")
        kept = "" if as_draft else self.data.get(f"{name}-keep", "")
        if kept:
            return self._chosen(name, kept, mine)
        verdict = stands(
            loaded=self.loaded[name], typed=[mine], saved=[self.saved[name]], saved_is_blank=not self.saved[name]
        )
        if verdict is Stands.ASK:
            self.conflicts.add(name)
        return self._stand(name, mine if verdict is Stands.TYPED else self.saved[name], asked=verdict is Stands.ASK)

    def _chosen(self, name: str, kept: str, mine: str) -> str:
        theirs = self.saved[name]
        return self._stand(name, {"theirs": theirs, "both": "\n\n".join(filter(None, [theirs, mine]))}.get(kept, mine))

    def _stand(self, name: str, text: str, *, asked: bool = False) -> str:
        self.loaded[name] = fingerprint([text])
        if not asked:
            self.data[name] = text
        return text

    def ask_about_conflicts(self) -> None:
        for name in NAMES:
            if name in self.conflicts:
                self.add_error(name, "This was changed in another tab. Choose which one stands")

    def check(self) -> None:
        """Say what is still blank without a reason (rule 20)."""
        typed = {name: self.data.get(name, "") for name in NAMES}
        for name, sentence in narrative_missing(typed).items():
            if name not in self.errors:
                self.add_error(name, sentence)

    @property
    def version(self) -> str:
        return pack(self.loaded.values())

    @property
    def parts(self) -> list[dict]:
        """Each part for the page: its two boxes, what another tab wrote, and words that put the weight on the child."""
        return [
            {
                "text": self[field.name],
                "why_not": self[field.name + WHY_NOT],
                "theirs": [(name, self.saved[name]) for name in boxes_of(field) if name in self.conflicts],
                "said": [] if field.own_words else blaming(str(self[field.name].value() or "")),
            }
            for field in NARRATIVE
        ]
