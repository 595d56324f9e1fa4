"""Saying whether two records are of one child; whom an alert is about; and that a referral repeats another."""

from django import forms

from cse_portal.forms import PortalForm, long_text, look
from referrals.actions import JOIN_FIELDS
from screening.models import Child

APART, LINK, KEEP_OURS, KEEP_THEIRS = "apart", "link", "keep_ours", "keep_theirs"


def why(label: str) -> forms.CharField:
    return look(
        long_text(label=label, rows=3, error_messages={"required": "Say why, for whoever reads this later"}), size="m"
    )


class PairForm(PortalForm):
    """What two records are to each other."""

    submit = "Save"
    what = look(
        forms.ChoiceField(
            label="Are they the same child?", widget=forms.RadioSelect,
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether they are the same child"),
        ),
        size="m",
        hints={
            APART: "This record is not offered again for this child.",
            LINK: "Both records go on; you see the referrals of both.",
        },
    )  # fmt: skip
    reason = why("How you know")

    def __init__(self, data, *, ours: Child, theirs: Child):
        super().__init__(data)
        self.ours, self.theirs = ours, theirs
        self.fields["what"].choices = [
            (APART, "No, keep them apart"),
            (LINK, "Yes, link the two records"),
            (KEEP_OURS, f"Yes, merge them and keep {ours.reference}"),
            (KEEP_THEIRS, f"Yes, merge them and keep {theirs.reference}"),
        ]

    @property
    def kept(self) -> Child:
        return self.ours if self.cleaned_data["what"] == KEEP_OURS else self.theirs


class UndoForm(PortalForm):
    submit = "Undo it"
    reason = why("Why it was not so")


class WhoForm(PortalForm):
    submit = "This is the child"
    reason = why("How you know")


class UnsayForm(PortalForm):
    submit = "Take it back"
    reason = why("Why it was wrong")


class ReasonForm(PortalForm):
    submit = "Open the record"
    reason = why("Why you open it")


class RestrictForm(PortalForm):
    submit = "Restrict the record"
    reason = why("Why it is restricted")


class LiftForm(PortalForm):
    submit = "Lift the restriction"
    reason = why("Why it is lifted")


class JoinForm(PortalForm):
    """The first referral of the same child, why this is the same concern, and what its referrer is told."""

    submit = "Join it and tell the referrer"
    original = look(
        forms.CharField(
            label="Reference of the first referral", max_length=20,
            error_messages={"required": JOIN_FIELDS["original"]},
        ),
        size="m", width="10",
    )  # fmt: skip
    reason = look(
        long_text(label="Why this is the same concern", rows=3, help_text="For the MASH. The referrer does not see it.",
                  error_messages={"required": JOIN_FIELDS["reason"]}), size="m",
    )  # fmt: skip
    feedback = look(
        long_text(
            label="What the referrer is told", rows=4,
            help_text="Written to them: that it is being worked on, and what they should do now. "
            "Do not name another agency or its referral.",
            error_messages={"required": JOIN_FIELDS["feedback"]},
        ),
        size="m",
    )  # fmt: skip
