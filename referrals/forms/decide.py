"""The MASH's decision (rule 27): the outcome with what it needs, why, what comes next, what the referrer is told."""

import datetime as dt

from django import forms

from cse_portal import clock
from cse_portal.forms import DateField, PortalForm, TimeField, long_text, look
from referrals.models import Referral
from referrals.states import MASH_OUTCOME_WORDS, MashOutcome

# What each outcome needs (rules 27 and 29): the question, and what is said when it is left empty.
NEEDS: dict[MashOutcome, tuple[str, str]] = {
    MashOutcome.STRATEGY_DISCUSSION: ("When it is held, and who takes part", "Say when it is held and who takes part"),
    MashOutcome.SECTION_17: ("Who assesses, and from when", "Say who assesses, and from when"),
    MashOutcome.EARLY_HELP: ("Who leads the early help", "Say who leads the early help"),
    MashOutcome.ADVICE: ("What was advised, or who can help", "Say what was advised, or who can help"),
    MashOutcome.ALREADY_OPEN: ("Which worker has it, and how to reach them", "Say which worker has it"),
    MashOutcome.NO_FURTHER_ACTION: (
        "What support is in place, and when the child is screened again",
        "Say what support is in place and when the child is screened again",
    ),
}
NOW, EARLIER = "now", "earlier"


def needs_field(outcome: MashOutcome) -> forms.CharField:
    return long_text(label=NEEDS[outcome][0], required=False, rows=2)


NeedsForm = type(
    "NeedsForm", (PortalForm,), {f"needs_{outcome.value}": needs_field(outcome) for outcome in MashOutcome}
)


class DecideForm(NeedsForm):
    ORDER = ("mash_outcome",)
    mash_outcome = look(
        forms.ChoiceField(
            label="What was decided?",
            choices=list(MASH_OUTCOME_WORDS.items()),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what was decided"},
        ),
        size="m",
        reveals={outcome.value: (f"needs_{outcome.value}",) for outcome in MashOutcome},
    )
    reason = look(long_text(label="Reason for the decision", rows=4,
                            error_messages={"required": "Write the reason for the decision"}), size="m")  # fmt: skip
    next_step = look(
        long_text(
            label="Next step, and who takes it", rows=3, help_text="With a name and a day.",
            error_messages={"required": "Say what happens next, and who does it"},
        ),
        size="m",
    )  # fmt: skip
    feedback = look(
        long_text(
            label="What the referrer is told", rows=4,
            help_text="Written to them: what you decided, what they should do now, whom they can ring.",
            error_messages={"required": "Write what the referrer is told"},
        ),
        size="m",
    )  # fmt: skip
    when = look(
        forms.ChoiceField(
            label="When was it decided?",
            choices=[(NOW, "Now"), (EARLIER, "Earlier")],
            initial=NOW,
            required=False,
            widget=forms.RadioSelect,
        ),
        size="m",
        reveals={EARLIER: ("decided_on", "decided_time")},
    )
    decided_on = DateField(label="Day of the decision", past=True, required=False)
    decided_time = TimeField(label="Time of the decision", required=False, help_text="For example 14:41.")

    def __init__(self, data, *, referral: Referral):
        super().__init__(data)
        self.sent_at = referral.sent_at
        self.order_fields(self.ORDER)

    def clean(self) -> dict:
        values = super().clean()
        self._check_needs(values)
        values["decided_at"] = self._decided_at(values) if values.get("when") == EARLIER else None
        return values

    def _check_needs(self, values: dict) -> None:
        """The chosen outcome's own question; what was typed under another outcome stays in its box and is not used."""
        outcome = values.get("mash_outcome")
        if outcome and not values.get(f"needs_{outcome}"):
            self.add_error(f"needs_{outcome}", NEEDS[MashOutcome(outcome)][1])

    def _decided_at(self, values: dict) -> dt.datetime | None:
        for name, sentence in (
            ("decided_on", "Enter the day of the decision"),
            ("decided_time", "Enter the time of the decision"),
        ):
            if name not in self.errors and not values.get(name):
                self.add_error(name, sentence)
        if not values.get("decided_on") or not values.get("decided_time"):
            return None
        at = dt.datetime.combine(values["decided_on"], values["decided_time"], clock.LONDON)
        # People give whole minutes, so the minute of sending is not before it.
        if at < self.sent_at <= at + dt.timedelta(minutes=1):
            return self.sent_at
        return at

    @property
    def decision(self) -> dict:
        """The words of referrals.actions.decide."""
        values = self.cleaned_data
        outcome = values["mash_outcome"]
        need = f"{NEEDS[MashOutcome(outcome)][0]}: {values[f'needs_{outcome}']}"
        return {
            "mash_outcome": outcome,
            "reason": values["reason"],
            "next_step": f"{values['next_step']}\n\n{need}",
            "feedback": values["feedback"],
            "decided_at": values["decided_at"],
        }
