"""Giving a referral to a colleague of the same MASH."""

from django import forms

from accounts.models import Membership
from cse_portal.forms import PortalForm, long_text, look
from referrals.actions import mash_workers
from referrals.models import Referral


class AssignForm(PortalForm):
    to = look(forms.ChoiceField(label="Who takes it", error_messages={"required": "Choose who takes it"}))
    note = long_text(
        label="Note for them",
        required=False,
        rows=3,
        help_text="What they need to know first. It stands on the timeline.",
    )

    def __init__(self, data, *, referral: Referral, by: Membership):
        super().__init__(data)
        self.people = {str(m.pk): m for m in mash_workers(referral.area) if m.pk != referral.worker_id}
        self.fields["to"].choices = [("", "Choose a person")] + [
            (key, f"{member.user.name} (you)" if member.pk == by.pk else member.user.name)
            for key, member in sorted(self.people.items(), key=lambda pair: pair[1].user.name)
        ]

    def clean_to(self) -> Membership:
        return self.people[self.cleaned_data["to"]]
