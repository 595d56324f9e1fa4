"""Giving a referral to a colleague of the same MASH."""

from django import forms

from accounts.models import Membership
from cse_portal.forms import PortalForm, long_text, look
from referrals.actions import mash_workers
from referrals.actions.taking import NOT_HERE
from referrals.models import Referral


class AssignForm(PortalForm):
    to = look(
        forms.ChoiceField(
            label="Who takes it", error_messages={"required": "Choose who takes it", "invalid_choice": NOT_HERE}
        )
    )
    note = long_text(
        label="Note for them",
        required=False,
        rows=3,
        help_text="What they need to know first. It stands on the timeline.",
    )

    def __init__(self, data, *, referral: Referral, by: Membership):
        super().__init__(data)
        self.people = {str(member.pk): member for member in mash_workers(referral.area)}
        names = {key: _named(member, referral, by) for key, member in self.people.items()}
        self.fields["to"].choices = [("", "Choose a person"), *sorted(names.items(), key=lambda pair: pair[1])]

    def clean_to(self) -> Membership:
        return self.people[self.cleaned_data["to"]]


def _named(member: Membership, referral: Referral, by: Membership) -> str:
    if member.pk == referral.worker_id:
        return f"{member.user.name} (has it now)"
    return f"{member.user.name} (you)" if member.pk == by.pk else member.user.name
