"""The check page's form: the judgement, and what each outcome asks for. Its questions are screening.pages.JUDGEMENT."""

from collections.abc import Iterable

from django import forms

from accounts.models import Membership
from cse_portal.forms import DATE_PARTS, DateField, PortalForm, long_text, look
from cse_portal.wording import lower_first
from indicators.models import Indicator
from screening.engagement import STOPPED_ENGAGING, only_stopped_engaging
from screening.forms.blocks import BLOCKS, LEVEL_0, LEVEL_1, MASH, Block, asked_by
from screening.forms.pathway import Prospect
from screening.forms.plan import add_plan_fields, as_initial, check_plan, date_or_typed, plan_rows, short_text
from screening.pages import JUDGEMENT, Field, missing_for
from screening.protocol import TOOL_OUTCOMES, Decision, Duty, Tool

CHOOSE = "Choose the outcome you judge to be right"
REASON_HINT = "What the evidence means together, what else could explain it, and what worries you most."
NOT_RULED_OUT = "No current CSE risk found. This does not mean the child is not being exploited."
WHO = "Choose the second person who agrees or disagrees with this outcome"
NOBODY = "Nobody at your agency can agree as second person yet, so this outcome cannot be submitted"
NO_EVIDENCE = (
    "Answer the indicators that worry you: the plan is made against them, and none is suspected or present yet"
)
# What is said of a part that has no box to fill.
_WITHOUT_A_BOX = {"second_person": NOBODY, "plan": NO_EVIDENCE}
# Which boxes an answer opens.
_REVEALS = {"carers_told": {"yes": ("carers_told_detail", "carers_agree"), "no": ("carers_not_told_reason",)}}
_REVEALED = {
    name: (parent, value)
    for parent, by_value in _REVEALS.items()
    for value, names in by_value.items()
    for name in names
}


class CheckForm(PortalForm):
    """Takes whatever is typed. What is missing is for the action to say, so that one place knows it."""

    submit = ""
    # What it may send, for the reference of addresses; the boxes themselves depend on the draft's answers.
    SENDS = (
        *("outcome", "reason", "second_person"),
        *(f"{field.name}{part}" for field in JUDGEMENT for part in (DATE_PARTS if field.kind == "date" else ("",))),
        *("plan-<code>-action", "plan-<code>-owner", *(f"plan-<code>-by{part}" for part in DATE_PARTS), "later"),
    )
    outcome = forms.ChoiceField(
        label="Your judgement", widget=forms.RadioSelect, required=False, error_messages={"invalid_choice": CHOOSE}
    )
    reason = long_text(label="Why?", help_text=REASON_HINT, required=False)

    def __init__(
        self,
        *args,
        tool: Tool,
        prospects: list[Prospect],
        evidence: Iterable[Indicator] = (),
        second_people: Iterable[Membership] = (),
        hints: dict[str, str] | None = None,
        child_names: Iterable[str] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.prospects, self.second_people, self.child_names = prospects, list(second_people), child_names
        self.fields |= {field.name: as_form_field(field) for field in JUDGEMENT if self._is_asked(field.group)}
        self.evidence = list(evidence) if self._is_asked(LEVEL_1) else []
        add_plan_fields(self, self.evidence)
        self._name_words()
        self._set_outcomes(tool)
        self._set_second_person()
        self.initial = as_initial(self)
        self.order_fields(self._in_page_order())
        for name, hint in (hints or {}).items():
            if name in self.fields:
                self.fields[name].help_text = hint

    def _in_page_order(self) -> list[str]:
        """So that the error summary reads down the page: the plan stands before the day of screening again."""
        asked = [field.name for block in BLOCKS for field in JUDGEMENT if field.group == block]
        before = asked.index("rescreen_on")
        plan = [name for name in self.fields if name.startswith("plan-")]
        return ["outcome", "reason", "second_person", *asked[:before], *plan, *asked[before:]]

    def _is_asked(self, block: str) -> bool:
        """Some outcome asks it; and the MASH's questions always, since a referral is open at every level."""
        return block == MASH or any(asked_by(block, each) for each in self.prospects)

    def _name_words(self) -> None:
        """Words that put the weight on the child are named as they are typed (static/js/words.js)."""
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["data-word-hints"] = "word-hints"

    @property
    def fixed(self) -> Prospect | None:
        return self.prospects[0] if len(self.prospects) == 1 else None

    def _set_outcomes(self, tool: Tool) -> None:
        field = self.fields["outcome"]
        if self.fixed:
            # Another outcome that is sent all the same is for the rules to refuse (rule 12).
            field.widget, self.initial["outcome"] = forms.HiddenInput(), str(self.fixed.outcome)
            field.choices = [(str(outcome), str(outcome)) for outcome in TOOL_OUTCOMES[tool]]
        else:
            field.choices = [(str(each.outcome), each.label) for each in self.prospects]
            look(field, size="m", hints={str(each.outcome): each.hint for each in self.prospects})

    def _set_second_person(self) -> None:
        if any(each.needs.countersign for each in self.prospects) and self.second_people:
            people = [(str(person.pk), f"{person.user.name}, {person.role_label}") for person in self.second_people]
            self.fields["second_person"] = forms.ChoiceField(
                label="Second person",
                choices=[("", "Choose a person"), *people],
                help_text="They see the finding, your judgement and your reason on one page.",
                required=False,
                error_messages={"invalid_choice": WHO},
            )

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if reason and not any(character.isalnum() for character in reason):
            raise forms.ValidationError("Say in words why you judge this outcome to be right")
        return reason

    def clean(self):
        super().clean()
        # What was typed for an outcome that is not chosen does not count, so it can't be wrong either.
        for name in [name for name in self.errors if not self._counts(name)]:
            del self._errors[name]
        if self.chosen and self.chosen.asks(Duty.EARLY_HELP_PLAN):
            check_plan(self, self.evidence)
        if self.only_stopped_engaging:
            self.add_error("what_changed", STOPPED_ENGAGING)
        return self.cleaned_data

    @property
    def chosen(self) -> Prospect | None:
        """The outcome chosen now: sent, saved, or fixed."""
        value = self["outcome"].value() or (self.fixed and str(self.fixed.outcome))
        return next((each for each in self.prospects if str(each.outcome) == value), None)

    @property
    def only_stopped_engaging(self) -> bool:
        """Asked only where the outcome is lower than before (rule 24)."""
        lower = bool(self.chosen and self.chosen.is_lower_than_before)
        return lower and only_stopped_engaging(self["what_changed"].data or "", self.child_names)

    def _counts(self, name: str) -> bool:
        """Whether the chosen outcome, and the answers before it, ask for this box."""
        if name.startswith("plan-"):
            return bool(self.chosen) and self.chosen.asks(Duty.EARLY_HELP_PLAN)
        if name == "second_person":
            return bool(self.chosen) and self.chosen.needs.countersign
        field = _BY_NAME.get(name)
        if field is None:
            return True
        if name in _REVEALED and self[_REVEALED[name][0]].data != _REVEALED[name][1]:
            return False
        return bool(self.chosen) and (asked_by(field.group, self.chosen) or field.group == MASH and self._refers_anyway)

    @property
    def _refers_anyway(self) -> bool:
        return "refer_anyway" in self.fields and bool(self["refer_anyway"].data)

    def blocks(self) -> list[Block]:
        """What to ask, in the order of the page, each with the outcomes it belongs to."""
        return [self._block(title) for title in BLOCKS if self._is_asked(title) and self._when(title) is not None]

    def _block(self, title: str) -> Block:
        names = [field.name for field in JUDGEMENT if field.group == title and field.name not in _REVEALED]
        last = [name for name in names if name == "rescreen_on"]
        return Block(
            title=title,
            when=self._when(title) or "",
            fields=[self[name] for name in names if name not in last],
            notice=NOT_RULED_OUT if title == LEVEL_0 else "",
            plan=tuple(plan_rows(self, self.evidence)) if title == LEVEL_1 else (),
            last=tuple(self[name] for name in last),
        )

    def _when(self, title: str) -> str | None:
        return self._shown_with([each for each in self.prospects if asked_by(title, each)], refer_anyway=title == MASH)

    @property
    def second_person_when(self) -> str | None:
        return self._shown_with([each for each in self.prospects if each.needs.countersign])

    def _shown_with(self, asking: list[Prospect], *, refer_anyway: bool = False) -> str | None:
        """The classes that open it (static/css/check.css): "" where every outcome asks it, None where none does."""
        if len(asking) == len(self.prospects):
            return ""
        names = [str(each.outcome) for each in asking] + ["refer-anyway"] * refer_anyway
        return when(names) if names else None

    def as_typed(self) -> dict:
        """Everything in the boxes, complete or not, as a draft keeps it."""
        values = {name: self._typed(name) for name in self.fields if not name.startswith("plan-")}
        kept = {name: value for name, value in values.items() if value}
        return kept | {"plan": [row.typed() for row in plan_rows(self, self.evidence) if row.has_text]}

    def _typed(self, name: str):
        value = self[name].data
        if isinstance(self.fields[name], DateField):
            return date_or_typed(self.fields[name], value)
        return value.strip() if isinstance(value, str) else value

    def judgement(self) -> dict:
        """What the chosen outcome asks for, and nothing that was typed for another one."""
        outcome = self.cleaned_data["outcome"] or (str(self.chosen.outcome) if self.chosen else "")
        values = {"outcome": outcome, "reason": self.cleaned_data["reason"]}
        for name in _BY_NAME:
            if name in self.fields and self._counts(name):
                value = self.cleaned_data.get(name)
                values[name] = value.isoformat() if hasattr(value, "isoformat") else value
        if self.chosen and self.chosen.asks(Duty.EARLY_HELP_PLAN):
            values["plan"] = [row.typed() for row in plan_rows(self, self.evidence) if row.has_text]
        return values

    def say_missing(self, problems: dict[str, str]) -> None:
        """What the action found missing, and all else that is blank, so that everything is said at once.

        It goes to the boxes of this page; what other pages lack is named by their links.
        """
        for name, sentence in {**self._blank(), **problems}.items():
            if name == "plan" and self.evidence:
                self.add_error(next(plan_rows(self, self.evidence)).fields["action"].name, sentence)
            elif name in self.fields and not (self.fixed and name == "outcome"):
                self.add_error(name, sentence)
            elif ":" not in name:
                self.add_error(None, _WITHOUT_A_BOX.get(name, sentence))

    def _blank(self) -> dict[str, str]:
        """Field name to sentence, for what the chosen outcome asks for and does not have yet."""
        if self.chosen is None:
            return {}
        by_choice = {Duty.MASH_SENT, Duty.CARER_TOLD_OR_WHY_NOT} if self._refers_anyway else set()
        blank = missing_for({*self.chosen.pathway.duties, *by_choice}, self.judgement())
        if self.chosen.is_lower_than_before and not self.cleaned_data.get("what_changed"):
            blank["what_changed"] = _BY_NAME["what_changed"].missing
        if self.chosen.needs.countersign and self.second_person is None:
            blank["second_person"] = WHO
        return blank

    def say_refused(self, decision: Decision) -> None:
        """Why the rules do not accept this judgement, each reason with its rule."""
        for reason in decision.reasons:
            if reason.rule in decision.refused:
                self.add_error(None if self.fixed else "outcome", f"{reason.text} Rule {reason.rule}")

    @property
    def second_person(self) -> Membership | None:
        chosen = self.cleaned_data.get("second_person")
        return next((person for person in self.second_people if str(person.pk) == chosen), None)


_BY_NAME = {field.name: field for field in JUDGEMENT}


def when(names: Iterable[str]) -> str:
    """The classes of something that is shown with these outcomes only."""
    return " ".join(["portal-when", *(f"portal-when--{name}" for name in names)])


def as_form_field(field: Field) -> forms.Field:
    """One question of the page, as data, as a form field."""
    shared = {"label": field.label, "help_text": field.hint, "required": False}
    if field.kind == "long":
        return long_text(rows=3, **shared)
    if field.kind == "date":
        return DateField(past=field.name != "rescreen_on", **shared)
    if field.kind == "yes":
        return forms.BooleanField(**shared)
    if field.kind == "choice":
        reveals = _REVEALS.get(field.name, {})
        choice = forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **shared)
        choice.error_messages["invalid_choice"] = f"Choose an answer: {lower_first(field.label)}"
        return look(choice, reveals=reveals, small=True, inline=not reveals)
    return short_text(**shared)
