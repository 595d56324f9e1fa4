"""The referrer disagrees (rule 28): the first stage, a further one, the reply to one, and the agreed end."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Hidden
from django import forms

from cse_portal.forms import PortalForm, long_text, look
from cse_portal.wording import lower_first
from referrals.actions import further_stages
from referrals.models import Disagreement, DisagreementStage
from referrals.states import STAGE_WORDS, Stage

NO, YES = "no", "yes"


class StageForm(PortalForm):
    """To whom the disagreement goes, and what is said to them."""

    submit = "Send the disagreement"

    unsafe = look(
        forms.ChoiceField(
            label="May the child be unsafe as things stand?",
            choices=[(NO, "No"), (YES, "Yes")],
            widget=forms.RadioSelect,
            error_messages={"required": "Say whether the child may be unsafe as things stand"},
        ),
        size="m",
        reveals={YES: ("stage",)},
    )
    stage = forms.ChoiceField(label="Who replies", widget=forms.RadioSelect, required=False)
    with_whom = look(
        forms.CharField(
            label="Whom do you take it to?",
            max_length=200,
            help_text="Name and role, as far as you know them.",
            error_messages={"required": "Name the person you take it to"},
        ),
        size="m",
    )
    argument = look(
        long_text(
            label="What should happen instead, and why?", rows=5,
            help_text="What you know that the decision does not meet: facts, dates, what the child said.",
            error_messages={"required": "Say what you think should happen, and why"},
        ),
        size="m",
    )  # fmt: skip

    def __init__(self, data, *, stages: tuple[Stage, ...]):
        """`stages` are those it may go to when the child may be unsafe; otherwise it goes to the first of them."""
        super().__init__(data)
        self.next = stages[0]
        now = f"It goes to {lower_first(STAGE_WORDS[self.next])}."
        look(self.fields["unsafe"], hints={NO: now, YES: "Ring first. Then you may go straight to any stage."})
        self.fields["stage"].choices = [(stage.value, STAGE_WORDS[stage]) for stage in stages]
        self.fields["stage"].initial = self.next.value

    @property
    def words(self) -> dict:
        """The words of referrals.actions.open_disagreement and take_further."""
        values = self.cleaned_data
        unsafe = values["unsafe"] == YES
        stage = values["stage"] if unsafe and values["stage"] else self.next.value
        return {"unsafe": unsafe, "stage": stage, **{name: values[name] for name in ("with_whom", "argument")}}


class ReadMixin:
    """Sends the stage that was read along, so that nobody answers or leaves one they have not seen."""

    now_at: DisagreementStage

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.add_input(Hidden("read", self.now_at.stage))
        return helper

    @property
    def words(self) -> dict:
        return {**super().words, "read": self.data.get("read", "")}


class FurtherForm(ReadMixin, StageForm):
    """Once the child was said to be unsafe, that is not asked again and any later stage may be chosen."""

    submit = "Take it further"

    def __init__(self, data, *, disagreement: Disagreement, now_at: DisagreementStage):
        self.now_at = now_at
        super().__init__(data, stages=further_stages(now_at, unsafe=True))
        if disagreement.unsafe:
            self.fields["unsafe"].initial = YES


class TextForm(PortalForm):
    @property
    def words(self) -> dict:
        """The words of the action."""
        return self.cleaned_data


class ReplyForm(ReadMixin, TextForm):
    submit = "Send the reply"

    reply = look(long_text(label="Reply", rows=6, error_messages={"required": "Write the reply"}), size="m")

    def __init__(self, data, *, now_at: DisagreementStage, manages: bool):
        self.now_at = now_at
        super().__init__(data)
        if not manages:
            self.fields["reply"].label = f"What {now_at.with_whom} replied"
            self.submit = "Save the reply"


class CloseForm(TextForm):
    submit = "End the disagreement"

    result = look(
        long_text(
            label="What was agreed?", rows=5, help_text="What happens now, who does it, and by when.",
            error_messages={"required": "Write the result that both sides agree on"},
        ),
        size="m",
    )  # fmt: skip
    agreed = forms.BooleanField(
        label="Both sides agree to this result",
        error_messages={"required": "Tick the box when both sides agree. While they do not, take it further"},
    )
