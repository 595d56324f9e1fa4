"""The forms of the early-help plan: begun, its actions, how they go, its parts, its review, its holder, its end."""

from collections.abc import Collection
from itertools import groupby

from django import forms

from accounts.models import Membership
from cse_portal.forms import DateField, PortalForm, long_text, look
from indicators.models import Edition, sections_of
from referrals.actions import may_hold, may_own
from referrals.actions.plan_actions import label_of
from referrals.forms.ask import short
from referrals.models import ClosedBecause, Plan, PlanAction, Progress


def people_choices(people, near: Collection[int] = ()) -> list[tuple]:
    """Everyone by agency, as a list of choices groups them; the agencies of these numbers before the others."""
    people = sorted(people, key=lambda member: member.agency_id not in near)
    by_agency = groupby(people, key=lambda member: member.agency.name)
    return [(name, [(str(member.pk), _named(member)) for member in of]) for name, of in by_agency]


def _named(member: Membership) -> str:
    return f"{member.user.name}, {member.user.job_title or member.role_label}"


def _day(label: str, **options) -> DateField:
    return look(DateField(label=label, required=False, **options))


class _WithPeople(PortalForm):
    """A form that chooses among people; `chosen` gives the person back."""

    def __init__(self, data=None, *, people, **options):
        super().__init__(data, **options)
        self.people = {str(member.pk): member for member in people}

    def offer(self, name: str, nobody: str, near: Collection[int] = ()) -> None:
        field = self.fields[name]
        field.choices = [("", nobody), *people_choices(self.people.values(), near)]
        field.error_messages["invalid_choice"] = "Choose a person from the list: who has left cannot be chosen"

    def chosen(self, name: str) -> Membership | None:
        return self.people.get(self.cleaned_data[name])


class StartForm(_WithPeople):
    submit = "Begin the plan"
    holder = look(
        forms.ChoiceField(
            label="Who holds the plan",
            help_text="They answer for it, and are reminded of its reviews and of actions nobody else has.",
            error_messages={"required": "Choose who holds the plan"},
        )
    )
    review_on = _day("First review", help_text="A working day within a year.")
    with_actions = look(forms.BooleanField(label="Begin with the actions the last screening planned", required=False))

    def __init__(self, data=None, *, by: Membership, planned: bool, initial: dict):
        super().__init__(data, people=may_hold(by.area, by), initial=initial)
        self.offer("holder", "Choose a person")
        if not planned:
            del self.fields["with_actions"]


class ActionForm(_WithPeople):
    """What one person does by a day, and which indicator it is about."""

    submit = "Save the action"
    indicator = look(forms.ChoiceField(label="Which indicator it is about", required=False))
    what = long_text(label="What will be done", rows=3, required=False)
    owner = look(
        forms.ChoiceField(
            label="Who does it", required=False, help_text="They can say here how it goes, and see the plan for that."
        )
    )
    owner_name = look(
        forms.CharField(
            label="Or the name of somebody who does not use this portal", required=False, max_length=120,
            error_messages={"max_length": "The name must be 120 characters or fewer"},
        )
    )  # fmt: skip
    agency_name = look(
        forms.CharField(
            label="Their agency", required=False, max_length=120,
            error_messages={"max_length": "The agency must be 120 characters or fewer"},
        )
    )  # fmt: skip
    due_on = _day("By when")

    def __init__(self, data=None, *, plan: Plan, action: PlanAction | None = None):
        super().__init__(data, people=may_own(plan.area, plan.agency), initial=_initial(action) if action else {})
        self.offer("owner", "Nobody from the list", near=agencies_in(plan))
        about = indicator_choices(plan, action)
        self.fields["indicator"].choices = [("", "Nothing in particular"), *about]
        self.fields["indicator"].error_messages["invalid_choice"] = "Choose an indicator from the list"

    @property
    def values(self) -> dict:
        return self.cleaned_data | {"owner": self.chosen("owner")}


def agencies_in(plan: Plan) -> set[int | None]:
    """The agencies that work with the child in this plan; which others know the child is told to nobody here."""
    owners = plan.actions.filter(owner__isnull=False).values_list("owner__agency", flat=True)
    return {plan.agency_id, plan.child.agency_id, *owners}


def _initial(action: PlanAction) -> dict:
    names = ("indicator", "what", "owner_name", "agency_name", "due_on")
    return {name: getattr(action, name) for name in names} | {"owner": str(action.owner_id or "")}


def indicator_choices(plan: Plan, action: PlanAction | None) -> list[tuple]:
    """The indicators of the tool the child was screened with, by section; an older one that is kept stays in reach."""
    edition = edition_of(plan)
    sections = sections_of(edition.pk) if edition else ()
    choices = [(section.title, [(i.code, short(i.label)) for i in section.indicators.all()]) for section in sections]
    offered = {code for _, codes in choices for code, _ in codes}
    if action and action.indicator and action.indicator not in offered:
        choices.insert(0, ("As it is now", [(action.indicator, short(label_of(action.indicator)))]))
    return choices


def edition_of(plan: Plan) -> Edition | None:
    """The tool of the screening the plan began with, else that of the child's last one."""
    if plan.screening:
        return plan.screening.edition
    last = plan.child.screenings.filter(edition__isnull=False).select_related("edition").order_by("-id").first()
    return last.edition if last else None


class ProgressForm(PortalForm):
    progress = look(
        forms.ChoiceField(
            label="How it is going",
            choices=Progress.choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose how it is going"},
        )
    )
    result = long_text(
        label="What came of it, or why it will not be done", rows=3, required=False,
        help_text="Needed when it will not be done.",
    )  # fmt: skip


class PartsForm(PortalForm):
    child_part = long_text(
        label="The child’s or young person’s part", rows=4, required=False,
        help_text="What they want, what they will do, and what they said about the plan, in their words.",
    )  # fmt: skip
    carer_part = long_text(
        label="The carer’s part", rows=4, required=False,
        help_text="What the carer wants and will do, or why they are not part of it.",
    )  # fmt: skip


class HolderForm(_WithPeople):
    to = look(
        forms.ChoiceField(label="Who holds it from now on", error_messages={"required": "Choose who holds the plan"})
    )

    def __init__(self, data=None, *, plan: Plan, by: Membership):
        super().__init__(data, people=may_hold(plan.area, by, plan.agency).exclude(pk=plan.holder_id))
        self.offer("to", "Choose a person", near=agencies_in(plan))


class ReviewForm(PortalForm):
    submit = "Save the review"
    reviewed = long_text(
        label="What was reviewed and agreed", rows=5, required=False,
        help_text="Who was there, what has changed for the child, what goes on.",
    )  # fmt: skip
    review_on = _day("Next review", help_text="A working day within a year.")


class CloseForm(PortalForm):
    submit = "Close the plan"
    because = look(
        forms.ChoiceField(
            label="Why it ends", choices=ClosedBecause.choices, widget=forms.RadioSelect, required=False
        )
    )  # fmt: skip
    reason = long_text(label="In your words", rows=3, required=False)
    what_changed = long_text(
        label="What has changed for the child since the plan began", rows=4, required=False,
        help_text="Facts about the child’s safety. That the child stopped engaging is not one of them.",
    )  # fmt: skip
