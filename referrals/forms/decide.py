"""The MASH's decision (rule 27): the outcome with what it needs, why, what comes next, what the referrer is told."""

import datetime as dt

from django import forms

from accounts.models import Membership
from cse_portal import clock
from cse_portal.forms import DateField, PortalForm, TimeField, long_text, look
from referrals import actions
from referrals.decisions import LINE_LENGTH, NEEDS, Need, Shape, problems_of
from referrals.models import Referral
from referrals.states import MASH_OUTCOME_WORDS

NOW, EARLIER = "now", "earlier"


def boxes(need: Need) -> dict[str, forms.Field]:
    """The boxes of one answer: a moment has a day and a time."""
    if need.shape is Shape.DAY:
        return {need.name: DateField(label=need.label, required=False)}
    if need.shape is Shape.TEXT:
        return {need.name: long_text(label=need.label, required=False, rows=2)}
    if need.shape is Shape.LINE:
        return {need.name: forms.CharField(label=need.label, required=False, max_length=LINE_LENGTH)}
    day, time = moment_boxes(need)
    return {
        day: DateField(label=f"{need.label}: day", required=False, help_text="It may lie ahead."),
        time: TimeField(label=f"{need.label}: time", required=False, help_text="For example 14:41."),
    }


def moment_boxes(need: Need) -> tuple[str, str]:
    stem = need.name.removesuffix("_at")
    return f"{stem}_on", f"{stem}_time"


# Every box of every outcome, by the outcome.
BOXES = {
    outcome: {name: box for need in needs for name, box in boxes(need).items()} for outcome, needs in NEEDS.items()
}
NeedsForm = type("NeedsForm", (PortalForm,), {name: box for parts in BOXES.values() for name, box in parts.items()})


class OutcomeForm(NeedsForm):
    """What every decision says, the first one and one that changes it."""

    mash_outcome = look(
        forms.ChoiceField(
            label="What was decided?",
            choices=list(MASH_OUTCOME_WORDS.items()),
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what was decided"},
        ),
        size="m",
        reveals={outcome.value: tuple(parts) for outcome, parts in BOXES.items()},
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
    decided_by = look(
        forms.ChoiceField(
            label="Who decided?",
            help_text="You, or the colleague whose decision you write down. Both names are kept.",
            error_messages={"required": "Choose who decided"},
        ),
        size="m",
    )

    def __init__(self, data, *, referral: Referral, by: Membership, **options):
        super().__init__(data, **options)
        self.people = {str(member.pk): member for member in actions.mash_workers(referral.area)}
        others = sorted((m.user.name, key) for key, m in self.people.items() if m != by)
        self.fields["decided_by"].choices = [(str(by.pk), f"{by.user.name} (you)"), *((key, n) for n, key in others)]
        self.fields["decided_by"].initial = str(by.pk)
        self.order_fields(["mash_outcome"])

    def clean_decided_by(self) -> Membership | None:
        return self.people.get(self.cleaned_data["decided_by"])

    def clean(self) -> dict:
        """The chosen outcome's own answers; what was typed under another stays in its box and is not used."""
        values = super().clean()
        outcome = values.get("mash_outcome", "")
        values["details"] = {need.name: self._answer(need, values) for need in NEEDS.get(outcome, ())}
        for name, sentence in problems_of(outcome, values["details"], today=clock.today()).items():
            self.refuse(name, sentence)
        return values

    @staticmethod
    def _answer(need: Need, values: dict) -> str:
        if need.shape is not Shape.MOMENT:
            value = values.get(need.name) or ""
            return value.isoformat() if isinstance(value, dt.date) else value
        day, time = (values.get(name) for name in moment_boxes(need))
        return dt.datetime.combine(day, time, clock.LONDON).isoformat() if day and time else ""

    def refuse(self, name: str, sentence: str) -> None:
        """A sentence at its box, unless that box already says what is wrong with it."""
        parts = [box for box in self.fields if box == name] or [
            box for needs in NEEDS.values() for need in needs if need.name == name for box in moment_boxes(need)
        ]
        if any(box in self.errors for box in parts):
            return
        empty = [box for box in parts if not self.cleaned_data.get(box)]
        self.add_error((empty or parts or [None])[0], sentence)

    @property
    def decision(self) -> dict:
        """The words of referrals.actions.decide and decide_again."""
        names = ("mash_outcome", "reason", "next_step", "feedback", "details", "decided_by")
        return {name: self.cleaned_data[name] for name in names}


class DecideForm(OutcomeForm):
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

    def __init__(self, data, *, referral: Referral, by: Membership):
        super().__init__(data, referral=referral, by=by)
        self.sent_at = referral.sent_at

    def clean(self) -> dict:
        values = super().clean()
        values["decided_at"] = self._decided_at(values) if values.get("when") == EARLIER else None
        return values

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
        return {**super().decision, "decided_at": self.cleaned_data["decided_at"]}
