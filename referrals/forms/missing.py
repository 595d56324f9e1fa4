"""A missing episode: from when to when, where and with whom found, and the return interview (rule 31)."""

import datetime as dt

from django import forms

from cse_portal import clock
from cse_portal.forms import DateField, PortalForm, TimeField, long_text, look
from referrals.models import Interview, MissingEpisode

MOMENTS = {
    "missing_from": "missing_from",
    "found_at": "found",
    "interview_offered": "interview_offered",
    "interview_held": "interview_held",
}
NO_SUCH_TIME = "The clocks went forward that night, so this time did not happen"


class MissingForm(PortalForm):
    submit = "Save the episode"
    missing_from_on = DateField(
        label="Missing from, day", past=True,
        error_messages={"required": "Enter the day from which the child was missing"},
    )  # fmt: skip
    missing_from_time = TimeField(
        label="Missing from, time", help_text="For example 21:40. If nobody knows, the time the child was last seen.",
        error_messages={"required": "Enter the time from which the child was missing"},
    )  # fmt: skip
    found_on = DateField(
        label="Found or back, day", past=True, required=False, help_text="Leave it empty while the child is missing."
    )
    found_time = TimeField(label="Found or back, time", required=False)
    found_where = long_text(label="Where the child was found", rows=2, required=False, limit=2000)
    found_with = long_text(
        label="With whom", rows=2, required=False, limit=2000,
        help_text="Friends or family as the child names them. What is suspected about a person goes to the police as "
        "information, with the form in the menu, and not here.",
    )  # fmt: skip
    interview = look(
        forms.ChoiceField(
            label="Return interview",
            choices=Interview.choices,
            initial=Interview.NOT_YET,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose how the return interview stands"},
        ),
        size="m",
        reveals={
            Interview.OFFERED.value: ("interview_offered_on", "interview_offered_time"),
            Interview.HELD.value: ("interview_held_on", "interview_held_time", "interviewer", "interview_said"),
        },
    )
    interview_offered_on = DateField(label="Offered, day", past=True, required=False)
    interview_offered_time = TimeField(label="Offered, time", required=False)
    interview_held_on = DateField(label="Held, day", past=True, required=False)
    interview_held_time = TimeField(label="Held, time", required=False)
    interviewer = look(forms.CharField(label="Who held it", max_length=200, required=False))
    interview_said = long_text(label="What the child said", rows=4, required=False)
    # The episode as it stood when the page was shown.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """The four moments from their two boxes; of the interview only what goes with the answer."""
        values = super().clean()
        for moment, box in MOMENTS.items():
            values[moment] = self._moment(values, box)
        if values["found_at"] and values["missing_from"]:
            values["found_at"] = second_pass(values["found_at"], after=values["missing_from"])
        return values

    def _moment(self, values: dict, box: str) -> dt.datetime | None:
        day, time = values.get(f"{box}_on"), values.get(f"{box}_time")
        if (day is None) != (time is None) and not {f"{box}_on", f"{box}_time"} & set(self.errors):
            self.add_error(f"{box}_time" if day else f"{box}_on", "Enter the time" if day else "Enter the day")
        if day is None or time is None:
            return None
        at = dt.datetime.combine(day, time, clock.LONDON)
        if at.astimezone(dt.UTC).astimezone(clock.LONDON).time() != time:
            self.add_error(f"{box}_time", NO_SUCH_TIME)
            return None
        return at

    def overtaken(self, refusal: str, version: str) -> None:
        """Say so above everything typed, which is saved when the person, knowing it, presses again."""
        self.add_error(None, refusal)
        self.data = self.data.copy()
        self.data["seen"] = version

    @property
    def values(self) -> dict:
        """The words of screening.actions.record_missing and change_missing."""
        names = (*MOMENTS, "found_where", "found_with", "interview", "interviewer", "interview_said")
        values = {name: self.cleaned_data[name] for name in names}
        if values["interview"] != Interview.HELD:
            values |= {"interview_held": None, "interviewer": "", "interview_said": ""}
        return values | ({"interview_offered": None} if values["interview"] == Interview.NOT_YET else {})


def second_pass(at: dt.datetime, *, after: dt.datetime) -> dt.datetime:
    """Where the clocks went back that night a time came twice: the second is meant when the first is too early."""
    if at.astimezone(dt.UTC) <= after.astimezone(dt.UTC):
        later = at.replace(fold=1)
        return later if later.astimezone(dt.UTC) > after.astimezone(dt.UTC) else at
    return at


def as_typed(episode: MissingEpisode) -> dict:
    """The episode as the form's boxes have it."""
    names = ("found_where", "found_with", "interview", "interviewer", "interview_said")
    values = {name: getattr(episode, name) for name in names} | {"seen": episode.version}
    for moment, box in MOMENTS.items():
        if at := getattr(episode, moment):
            local = at.astimezone(clock.LONDON)
            values |= {f"{box}_on": local.date(), f"{box}_time": local.time()}
    return values
