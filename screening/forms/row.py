"""One indicator of a section as it was sent, beside what is saved. templates/_components/indicator.html draws it.

Nothing typed is dropped without the person being told: too long, contradicting itself or changed in another tab, it
stays in its boxes and says why.
"""

import datetime as dt
from functools import cached_property

from django.core.exceptions import BadRequest
from django.http import QueryDict

from cse_portal import clock, dates
from cse_portal.wording import lower_first
from indicators.models import Indicator
from screening.actions import affirmed_today, evidence_lacking, is_affirmed
from screening.forms.answer_values import (
    BLANK,
    PRESENCE_LABELS,
    as_kept,
    both,
    has_evidence,
    in_one_line,
    stored,
    wrote_evidence,
)
from screening.forms.versions import Stands, fingerprint, stands
from screening.models import Answer, HarmHappened, Source
from screening.protocol import Nature, Presence, Strength, Timeframe
from screening.wording import blaming

TEXTS = {"what": "-what", "period": "-period", "source_detail": "-source-detail"}
CHOICES = {
    "presence": ("", Presence),
    "strength": ("-strength", ["", *Strength]),
    "source_type": ("-source", ["", *Source.values]),
    "harm_happened": ("-harm", ["", *HarmHappened.values]),
}
ASIDE = {"still_so": ("-still-so", ["", "yes", "no"]), "keep": ("-keep", ["", "mine", "theirs", "both"]),
         "drop": ("-drop", ["", "yes"])}  # fmt: skip
LIMITS = {"what": 50_000, "period": 200, "source_detail": 300}
LIMIT_WORDS = {"what": "what was seen or said", "period": "the date or period", "source_detail": "who or which record"}
# Every name a row may send, after its indicator's code.
SUFFIXES = [*TEXTS.values(), *(suffix for suffix, _ in (*CHOICES.values(), *ASIDE.values())), "-timeframe"]


AFFIRMABLE = (Presence.PRESENT, Presence.SUSPECTED, Presence.NOT_PRESENT)


class Row:
    """One indicator of the page: what is saved, what was typed, and what is said about the two."""

    def __init__(
        self, indicator: Indicator, saved: Answer | None, previous: Answer | None, day: dt.date | None = None, *,
        is_correction: bool = False,
    ):  # fmt: skip
        self.indicator = indicator
        self.code, self.label, self.help = indicator.code, indicator.label, indicator.help
        self.weight, self.nature = indicator.weight, indicator.nature
        self.asks_harm = indicator.nature == Nature.SIGN_OF_HARM
        self.answer, self.last_time, self.day = saved, previous, day or clock.today()
        if saved:
            saved.indicator = indicator
        self.saved = self.shown = stored(saved)
        self.typed: dict | None = None
        self.is_correction = is_correction
        self.affirmed = {**BLANK, **affirmed_today(previous, self.day)} if previous else BLANK
        self.still_so = "yes" if self._is_affirmed_already else ""
        self.loaded = self._print(self.saved, is_stale=self._is_stale)
        self.keep = self.drop = ""
        self.errors: dict[str, str] = {}
        self.conflict: dict | None = None

    # Reading

    def read(self, post: QueryDict, loaded: str) -> None:
        """Take what was sent for this indicator; what was not sent stays as it is saved."""
        if self.code not in post:
            return
        texts = {name: post.get(self.code + suffix, "").replace("\r\n", "\n").strip() for name, suffix in TEXTS.items()}
        chosen = {name: self._one_of(post, suffix, allowed) for name, (suffix, allowed) in CHOICES.items()}
        times = post.getlist(f"{self.code}-timeframe")
        if set(times) - {timeframe.value for timeframe in Timeframe}:
            raise BadRequest(f"The page sent a time for “{self.label}” that it does not offer. Nothing was saved.")
        when = {"recent": Timeframe.RECENT in times, "earlier": Timeframe.EARLIER in times}
        self.typed = self.shown = {**BLANK, **chosen, **texts, **when}
        self.still_so, self.keep, self.drop = (self._one_of(post, *field) for field in ASIDE.values())
        self.loaded = loaded
        if self._is_stale:
            self._read_stale()

    def _read_stale(self) -> None:
        """A page that was drawn before the affirmation lapsed asked about another day: its "yes" affirms nothing."""
        if self.loaded == self._print(self.saved, is_stale=True):
            self.loaded = self._print(self.saved)
        elif self._is_affirmed and not self._answered_afresh:
            self.typed, self.still_so = self.saved, ""

    @staticmethod
    def _print(values: dict, *, is_stale: bool = False) -> str:
        return fingerprint([*values.values(), "to affirm again"] if is_stale else values.values())

    def _one_of(self, post: QueryDict, suffix: str, allowed) -> str:
        value = post.get(self.code + suffix, "")
        if value not in list(allowed):
            raise BadRequest(f"The page sent an answer for “{self.label}” that it does not offer. Nothing was saved.")
        return value

    # What becomes of it

    def settle(self, *, as_draft: bool) -> dict | None:
        """The values to save now, or None when there is nothing to save or something to ask first."""
        if self.typed is None or self._too_long() or self._needs_a_word(as_draft) or (as_draft and self.keep):
            return None
        mine = self._merged(as_kept(self._affirmed()))
        if not self.still_so and {**mine, "affirmed_from_id": self.saved["affirmed_from_id"]} == self.saved:
            mine = self.saved  # Nobody touched it, so what was affirmed stays affirmed.
        self.typed = self.shown = mine
        match Stands.TYPED if self.keep else self._stands(mine):
            case Stands.ASK:
                self._ask_which()
            case Stands.SAVED if not self._is_affirmed_again(mine):
                self._show(self.saved)
            case _:
                is_new = mine != self.saved or self._is_affirmed_again(mine)
                self._show(mine)
                return mine if is_new else None
        return None

    def _stands(self, mine: dict) -> Stands:
        return stands(
            loaded=self.loaded, typed=mine.values(), saved=self.saved.values(), saved_is_blank=self.answer is None
        )

    def _show(self, values: dict) -> None:
        is_stale = self._is_stale and values == self.saved and not self._is_affirmed_again(values)
        self.shown, self.loaded = values, self._print(values, is_stale=is_stale)
        self.still_so = "yes" if values["affirmed_from_id"] and not is_stale else self.still_so
        self.keep = self.drop = ""

    def _too_long(self) -> bool:
        for name, limit in LIMITS.items():
            if (length := len(self.typed[name])) > limit:
                self.errors[name] = (
                    f"{self.label}: {LIMIT_WORDS[name]} must be {limit:,} characters or fewer. It is {length:,}, "
                    "so this answer is not saved yet"
                )
        return bool(self.errors)

    def _needs_a_word(self, as_draft: bool) -> bool:
        """Whether evidence would be dropped that the person has not been told of."""
        if self.drop and not as_draft:
            return False
        if self._is_affirmed:
            if not self._answered_afresh:
                return False
            self.errors["still_so"] = (
                f"You answered “{self.label}” afresh and also chose “still so today”. "
                "Save again to keep last time’s, or choose to answer afresh"
            )
            return True
        if has_evidence(self.typed) or not wrote_evidence(self.typed):
            return False
        answer = PRESENCE_LABELS[Presence(self.typed["presence"])]
        self.errors["presence"] = (
            f"You wrote evidence for “{self.label}”, but the answer is {answer}. "
            "Save again to drop it, or change the answer"
        )
        return True

    @property
    def _is_affirmed(self) -> bool:
        return self.still_so == "yes" and self.can_affirm

    def _is_affirmed_again(self, mine: dict) -> bool:
        """Whether the same words are said to be so on a new day: nothing changes but that day."""
        return mine == self.saved and self._is_affirmed and self._is_stale

    @property
    def _is_stale(self) -> bool:
        return bool(self.saved["affirmed_from_id"]) and not self._is_affirmed_already

    @property
    def _is_affirmed_already(self) -> bool:
        """Whether what is saved is last time's, affirmed for this day.

        What was corrected since, or affirmed on another day, is to be looked at again.
        """
        if self.answer is None or not self.can_affirm:
            return False
        return is_affirmed(self.answer, self.last_time, self.day, any_day=self.is_correction)

    @property
    def _answered_afresh(self) -> bool:
        """Whether something was answered that neither last time's answer nor the saved one says."""
        known = (BLANK, self.saved, stored(self.last_time), self.affirmed)
        return any(
            value not in [each[name] for each in known]
            for name, value in self.typed.items()
            if name != "affirmed_from_id" and value
        )

    def _affirmed(self) -> dict:
        """Last time's answer and evidence, marked as affirmed, when the person says that it is still so today."""
        return self.affirmed if self._is_affirmed else self.typed

    def _merged(self, mine: dict) -> dict:
        """The version chosen where two tabs wrote different things."""
        if self.keep == "theirs":
            return self.saved
        return both(mine, self.saved) if self.keep == "both" else mine

    def _ask_which(self) -> None:
        self.loaded = fingerprint(self.saved.values())
        self.conflict = {
            "who": "you in another tab",
            "when": dates.when(self.answer.recorded_at) if self.answer else "just now",
            "presence_label": PRESENCE_LABELS[Presence(self.saved["presence"])],
            "what": in_one_line(self.saved),
        }

    def check(self) -> None:
        """Say at each box what the evidence still lacks (rule 18). Rows that already ask something ask that first."""
        if self.errors or self.conflict or not has_evidence(self.shown):
            return
        lacking = evidence_lacking(Answer(indicator=self.indicator, **self.shown))
        about = lower_first(self.label)
        self.errors = {box: f"Say {words}, or change the answer: {about}" for box, words in lacking.items()}

    # Drawing

    @property
    def presence(self) -> str:
        return self.shown["presence"]

    @property
    def evidence(self) -> dict:
        return self.shown

    @cached_property
    def saved_line(self) -> str:
        """Complete evidence folds into one line; what still lacks something stays open."""
        if self.shown is not self.saved or not self.answer or evidence_lacking(self.answer):
            return ""
        return in_one_line(self.saved) if has_evidence(self.saved) else ""

    @property
    def can_affirm(self) -> bool:
        """Not "not asked", and not what today's tool asks more about than the one before did."""
        if not self.last_time or self.last_time.presence not in AFFIRMABLE:
            return False
        return not evidence_lacking(Answer(indicator=self.indicator, **stored(self.last_time)))

    @property
    def previous(self) -> dict | None:
        if not self.last_time:
            return None
        then, first = self.last_time, self.last_time.origin
        return {
            "when": dates.plain_day(then.screening.screening_date),
            "agency": then.told_by,
            "first": dates.plain_day(first.screening.screening_date) if then.affirmed_from_id else "",
            "presence_label": PRESENCE_LABELS[Presence(then.presence)],
            "what": in_one_line(stored(then)),
            "asked_as": then.indicator.label if then.indicator.label != self.label else "",
            "grown_old": self.can_affirm and then.recent and not self.affirmed["recent"],
            "can_affirm": self.can_affirm,
            "today": dates.plain_day(self.day),
        }

    @property
    def presence_label(self) -> str:
        return PRESENCE_LABELS[Presence(self.presence)]

    @property
    def asks_to_drop(self) -> bool:
        return "presence" in self.errors or "still_so" in self.errors

    @property
    def hints(self) -> list[tuple[str, str]]:
        return blaming(self.shown["what"])

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(link, sentence) for the summary at the head of the page."""
        found = [(f"#{self.code}{'' if box == 'presence' else '-' + box.replace('_', '-')}", sentence)
                 for box, sentence in self.errors.items()]  # fmt: skip
        if self.conflict:
            found.append((f"#{self.code}-keep", f"{self.label}: changed in another tab. Choose which one stands"))
        return found
