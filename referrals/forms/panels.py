"""The panel: planning it, its list, what is agreed, who comes."""

from django import forms

from accounts.forms.contact import text
from accounts.models import Agency, Membership
from cse_portal.forms import DateField, PortalForm, long_text, look
from referrals.actions import MAY_DO
from referrals.models import Attendance, PanelChild
from referrals.panel_list import Suggestion
from screening.models import Child, Screening

YES, NO, NOT_YET = "yes", "no", "not_yet"
_BOOL = {YES: True, NO: False}


def said(value: bool | None) -> str:
    return {True: YES, False: NO}.get(value, NOT_YET)


class PlanPanelForm(PortalForm):
    submit = "Plan this meeting"
    held_on = DateField(label="Day of the meeting", error_messages={"required": "Enter the day of the meeting"})
    where = text("Where", 200, required=False, help_text="A room, or that it is online. Invitations say it, not this.")


class SuggestedForm(PortalForm):
    """Those whom the record suggests; each is ticked with a reason that can be changed."""

    submit = "Put those ticked on the list"
    children = forms.MultipleChoiceField(
        label="Which children?", widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Tick at least one child of this list"),
    )  # fmt: skip

    def __init__(self, data, *, rows: list[Suggestion]):
        super().__init__(data)
        self.rows = {row.child.reference: row for row in rows}
        for reference, row in self.rows.items():
            self.fields[_why(reference)] = why(initial=". ".join(row.reasons), required=False)
        self.fields["children"].choices = [(ref, _words(row.child)) for ref, row in self.rows.items()]
        look(
            self.fields["children"],
            hints={ref: f"{row.child.agency.name}. {'. '.join(row.reasons)}" for ref, row in self.rows.items()},
            reveals={ref: [_why(ref)] for ref in self.rows},
        )

    @property
    def reasons(self) -> dict[Child, str]:
        return {self.rows[ref].child: self.cleaned_data[_why(ref)] for ref in self.cleaned_data["children"]}

    def send_back(self, incomplete) -> None:
        for name, sentence in incomplete.problems.items():
            self.add_error(_why(name) if _why(name) in self.fields else None, sentence)


class TakeOffForm(PortalForm):
    submit = "Take off the list"
    reason = text(
        "Why does the child come off the list?", 300, help_text="For example: the wrong child was ticked.",
        error_messages={"required": "Say why the child comes off the list"},
    )  # fmt: skip


class WhyForm(PortalForm):
    submit = "Put on the list"

    def __init__(self, data):
        super().__init__(data)
        self.fields["why"] = why(error_messages={"required": "Say why the panel talks about this child"})


def why(**options) -> forms.CharField:
    return long_text(label="Why the panel talks about this child", rows=2, **options)


def _why(reference: str) -> str:
    return f"why_{reference}"


def _words(child: Child) -> str:
    if child.veiled:
        return child.name
    return f"{child.list_name}, {child.age()}, {child.reference}"


class DiscussedForm(PortalForm):
    submit = "Save what was said"
    discussed = long_text(label="What was said", rows=6, required=False)
    stays = forms.ChoiceField(
        label="Does the child stay on the list?", widget=forms.RadioSelect,
        choices=[(YES, "Yes, the next panel talks about the child again"), (NO, "No"), (NOT_YET, "Not decided yet")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say whether the child stays on the list"),
    )  # fmt: skip

    def __init__(self, data, *, about: PanelChild):
        super().__init__(data, initial={"discussed": about.discussed, "stays": said(about.stays)})

    @property
    def values(self) -> dict:
        return {"discussed": self.cleaned_data["discussed"], "stays": _BOOL.get(self.cleaned_data["stays"])}


class AgreeForm(PortalForm):
    submit = "Add this action"
    what = long_text(label="What is to be done", rows=3, error_messages={"required": "Say what is to be done"})
    owner = forms.ChoiceField(
        label="Who does it", required=False,
        help_text="People of the agencies that were invited or know the child. They get a mail without a name in it.",
    )  # fmt: skip
    owner_name = text("Or the name of somebody without an account", 120, required=False)
    agency = forms.ChoiceField(label="Agency of that person", required=False)
    due_on = DateField(label="Done by", error_messages={"required": "Enter the day by which it is done"})

    def __init__(self, data, *, about: PanelChild):
        super().__init__(data)
        self.people = {str(member.pk): member for member in owners_for(about)}
        names = [(key, f"{each.user.name}, {each.agency.name}") for key, each in self.people.items()]
        self.fields["owner"].choices = [("", "Nobody of this list"), *names]
        self.agencies = {str(agency.pk): agency for agency in agencies_of(about.panel.area)}
        self.fields["agency"].choices = _one_of(self.agencies)

    @property
    def values(self) -> dict:
        given = self.cleaned_data
        owner = self.people.get(given["owner"])
        return {
            "what": given["what"], "due_on": given["due_on"], "owner": owner, "owner_name": given["owner_name"],
            "agency": owner.agency if owner else self.agencies.get(given["agency"]),
        }  # fmt: skip


def owners_for(about: PanelChild) -> list[Membership]:
    """Those who can be given an action: of the agencies invited, the child's own, and those that screened the child."""
    agencies = {about.child.agency_id, about.panel.made_by.agency_id}
    agencies |= set(about.panel.attendance.values_list("agency", flat=True))
    agencies |= set(Screening.objects.filter(child=about.child).values_list("agency", flat=True))
    roles = Membership.objects.none()
    for permission in MAY_DO:
        roles |= Membership.objects.with_permission(permission)
    rows = roles.filter(agency__in=agencies, agency__area=about.panel.area).select_related("user", "agency")
    return list({member.user_id: member for member in rows.order_by("agency__name", "user__name", "-id")}.values())


def agencies_of(area):
    return Agency.objects.filter(area=area).order_by("name")


def _one_of(agencies: dict[str, Agency]) -> list[tuple[str, str]]:
    return [("", "Choose an agency"), *((key, agency.name) for key, agency in agencies.items())]


class FinishForm(PortalForm):
    submit = "Mark as done"
    result = long_text(
        label="What came of it", rows=4, error_messages={"required": "Say what came of it"},
        help_text="If it cannot be done, say why not and what was done instead.",
    )  # fmt: skip


class InviteForm(PortalForm):
    submit = "Invite"
    agency = forms.ChoiceField(label="Agency", error_messages={"required": "Choose the agency"})
    name = text("Name", 120, error_messages={"required": "Enter the person’s name"})
    job_title = text("Job title", 120, required=False)

    def __init__(self, data, *, area):
        super().__init__(data)
        self.agencies = {str(agency.pk): agency for agency in agencies_of(area)}
        self.fields["agency"].choices = _one_of(self.agencies)

    @property
    def values(self) -> dict:
        given = self.cleaned_data
        return {"agency": self.agencies[given["agency"]], "name": given["name"], "job_title": given["job_title"]}


class CameForm(PortalForm):
    """One question for each person who was invited."""

    submit = "Save who came"

    def __init__(self, data, *, rows: list[Attendance]):
        super().__init__(data)
        for row in rows:
            field = forms.ChoiceField(
                label=f"{row.name}, {row.agency.name}", initial=said(row.came), widget=forms.RadioSelect,
                choices=[(YES, "Came"), (NO, "Did not come"), (NOT_YET, "Not known yet")],
                help_text=row.job_title, error_messages={"required": f"Say whether {row.name} came"},
            )  # fmt: skip
            self.fields[f"came_{row.pk}"] = look(field, inline=True, small=True)

    @property
    def came(self) -> dict[int, bool | None]:
        return {int(name.removeprefix("came_")): _BOOL.get(value) for name, value in self.cleaned_data.items()}
