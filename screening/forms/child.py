"""Who the child is: names, birth date or youngest age, area; and whether the agency knows the child already."""

import datetime as dt

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from accounts.models import Area, Membership
from cse_portal import clock, dates
from cse_portal.forms import DateField, PortalForm, look
from screening.actions import possible_matches
from screening.forms.names import NameField
from screening.models import Child, Screening
from screening.protocol import AgeRoute, Route, age_route
from screening.protocol.age_route import OLDEST

NONE_OF_THESE = "none"


class AreaField(forms.ModelChoiceField):
    """The area whose MASH the child's case goes to."""

    def __init__(self, **options):
        super().__init__(
            Area.objects.all(), label="Which area does the child live in?", empty_label=None,
            help_text="Its MASH gets what you send. If you do not know, keep your own area.",
            error_messages={"invalid_choice": "Choose one of the areas"}, **options,
        )  # fmt: skip


class ChildForm(PortalForm):
    """The child page. `screening` is the draft it belongs to, when there is one."""

    first_names = look(
        NameField(
            label="First names", error_messages={"required": "Enter the child’s first name, with at least one letter"}
        ),
        width="20",
    )
    family_name = look(
        NameField(label="Family name", required=False, help_text="Leave this blank if you do not know it."), width="20"
    )
    known_as = look(NameField(label="Known as, if different", required=False), width="20")
    date_of_birth = DateField(
        label="Date of birth", required=False, past=True, help_text="For example 9 June 2016 or 9 6 2016"
    )
    estimated_age = look(
        forms.IntegerField(
            label="Youngest age the child may be",
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text="In whole years. In doubt, give the younger age.",
            min_value=0,
            max_value=OLDEST,
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                f"Youngest age must be a whole number of years from 0 to {OLDEST}",
            ),
        ),
        width="2",
    )
    age_source = forms.CharField(
        label="How is the age known?",
        required=False,
        max_length=200,
        help_text="For example: the child says so, or the year group.",
        error_messages={"max_length": "How the age is known must be 200 characters or fewer"},
    )
    area = AreaField()
    begins = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data=None, *, by: Membership, screening: Screening | None = None, day: dt.date | None = None, **kwargs
    ):
        super().__init__(data, **kwargs)
        self.by, self.screening, self.day = by, screening, day or clock.today()
        self.child: Child | None = screening.child if screening else None
        self.offered: list[Child] = []
        self.route: AgeRoute | None = None
        if screening and hasattr(screening, "referral"):
            del self.fields["area"]

    def layout(self) -> Layout:
        age = Fieldset("If nobody knows the date of birth", "estimated_age", "age_source")
        first = ["match"] if "match" in self.fields else []
        last = ["area"] if "area" in self.fields else []
        return Layout(*first, Div("first_names", "family_name", "known_as"), "date_of_birth", age, *last, "begins")

    def clean(self) -> dict:
        values = super().clean()
        if not self.errors:
            self._check_age(values)
        if not self.errors and self.child is None:
            self._offer_known(values)
        if not self.errors:
            self.route = self._route(values)
        return values

    def _check_age(self, values: dict) -> None:
        born, estimate, source = values["date_of_birth"], values["estimated_age"], values["age_source"]
        if born and (estimate is not None or source):
            self.add_error("date_of_birth", "Give the date of birth or an estimated age, not both")
        elif born and born > self.day:
            self.add_error(
                "date_of_birth", f"Date of birth must not be after the screening, {dates.plain_day(self.day)}"
            )
        elif not born and estimate is None:
            self.add_error("date_of_birth", "Give the date of birth, or the youngest age the child may be")
        elif not born and not source:
            self.add_error("age_source", "Say how the age is known")
        elif born and self.day.year - born.year > OLDEST:
            self.add_error("date_of_birth", f"Date of birth must be less than {OLDEST} years ago")

    def _offer_known(self, values: dict) -> None:
        """Near matches of the agency are offered with none chosen, and never merged by themselves."""
        names = {name: values[name] for name in ("first_names", "family_name", "date_of_birth")}
        self.offered = possible_matches(by=self.by, **names)
        if not self.offered:
            return
        self.fields["match"] = _match_field(self.offered)
        chosen = self.data.get(self.add_prefix("match"))
        known = {child.reference: child for child in self.offered}
        if chosen != NONE_OF_THESE and chosen not in known:
            self.add_error("match", "Your agency knows a child like this. Say whether it is one of these, or none")
        self.child = known.get(chosen)

    def _route(self, values: dict) -> AgeRoute:
        """Where the age leads today: that of the record that was chosen, or what was typed."""
        if self.child and not self.screening and not values["date_of_birth"]:
            born, estimate = self.child.date_of_birth, self.child.estimated_age_on(self.day)
        elif self.child and not self.screening and self.child.date_of_birth:
            born, estimate = self.child.date_of_birth, None
        else:
            born, estimate = values["date_of_birth"], values["estimated_age"]
        return age_route(date_of_birth=born, estimated_age=estimate, on=self.day)

    @property
    def is_adult(self) -> bool:
        return self.route is not None and self.route.route is Route.ADULT

    @property
    def identity(self) -> dict:
        """What the actions keep of who the child is."""
        names = ("first_names", "family_name", "known_as", "date_of_birth", "estimated_age", "age_source")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def chosen_area(self) -> Area:
        return self.cleaned_data.get("area") or self.screening.area


def _match_field(offered: list[Child]) -> forms.ChoiceField:
    choices = [(child.reference, _described(child)) for child in offered]
    return look(
        forms.ChoiceField(
            label="Is it one of these?", choices=[*choices, (NONE_OF_THESE, "None of these: this is another child")],
            widget=forms.RadioSelect, required=False,
            help_text="Your agency has screened these before. One child has one record, so that nothing is missed.",
        ),
        size="m", divider_before=NONE_OF_THESE,
    )  # fmt: skip


def _described(child: Child) -> str:
    known_as = f", known as {child.known_as}" if child.known_as else ""
    if child.date_of_birth:
        return f"{child.name}{known_as}, born {dates.plain_day(child.date_of_birth)}"
    return f"{child.name}{known_as}, {child.age()} or older (estimated)"


def initial_of(screening: Screening) -> dict:
    """The draft's own child for the boxes of the page."""
    child = screening.child
    names = ("first_names", "family_name", "known_as", "date_of_birth", "age_source")
    known = {name: getattr(child, name) for name in names} if child else {}
    return {**known, "estimated_age": child.age() if child and child.estimated_age is not None else None,
            "area": screening.area}  # fmt: skip
