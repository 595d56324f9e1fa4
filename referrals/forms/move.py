"""To another area: passed on, or sent to both, and what each of the two needs."""

from django import forms

from accounts.models import Area
from cse_portal.forms import PortalForm, long_text, look
from referrals.actions import MOVE_FIELDS
from referrals.models import Referral

PASS, BOTH = "pass", "both"
CHOOSE_HOST = "Choose which of the two is the host authority, where the child lives"


class MoveForm(PortalForm):
    to_area = look(forms.ChoiceField(
        label="Which area does it go to?", widget=forms.RadioSelect,
        error_messages={"required": MOVE_FIELDS["to_area"]},
    ), size="m")  # fmt: skip
    how = look(
        forms.ChoiceField(
            label="Who decides?", widget=forms.RadioSelect,
            choices=[(PASS, "The other area alone"), (BOTH, "Both areas")],
            error_messages={"required": "Choose who decides: the other area alone, or both"},
        ),
        size="m",
        hints={
            PASS: "The referral is closed here, and the referrer is told.",
            BOTH: "For a child who is looked after or placed outside the home area. It stays open here.",
        },
        reveals={PASS: ("feedback",), BOTH: ("host",)},
    )  # fmt: skip
    feedback = long_text(
        label="What the referrer is told", rows=3, required=False,
        help_text="Written to them: where their referral is now, and whom they can ring.",
    )  # fmt: skip
    host = forms.ChoiceField(
        label="Which is the host authority, where the child lives?", widget=forms.RadioSelect, required=False,
        help_text="It answers for where the harm is. The other is the placing authority and answers for care planning.",
    )  # fmt: skip
    reason = look(long_text(
        label="Why it goes to the other area", rows=3, help_text="Both areas read it.",
        error_messages={"required": MOVE_FIELDS["reason"]},
    ), size="m")  # fmt: skip

    def __init__(self, data, *, referral: Referral):
        super().__init__(data)
        self.areas = {area.slug: area for area in Area.objects.order_by("name")}
        names = [(slug, area.name) for slug, area in self.areas.items()]
        self.fields["host"].choices = names
        others = [pair for pair in names if pair[0] != referral.area.slug]
        self.fields["to_area"].choices = others
        self.fields["to_area"].initial = others[0][0] if len(others) == 1 else None

    def clean(self) -> dict:
        values = super().clean()
        for name in ("to_area", "host"):
            values[name] = self.areas.get(values.get(name))
        if values.get("how") == PASS and not values.get("feedback"):
            self.add_error("feedback", MOVE_FIELDS["feedback"])
        if values.get("how") == BOTH and not values["host"] and "host" not in self.errors:
            self.add_error("host", CHOOSE_HOST)
        return values

    @property
    def goes_to_both(self) -> bool:
        return self.cleaned_data["how"] == BOTH

    @property
    def values(self) -> dict:
        """The words of referrals.actions.move, or of share."""
        own = "host" if self.goes_to_both else "feedback"
        return {name: self.cleaned_data[name] for name in ("to_area", "reason", own)}
