"""The step to adult services: who takes over, what is agreed, what the young person wants."""

from django import forms

from cse_portal.forms import PortalForm, long_text, look


class TransitionForm(PortalForm):
    adult_contact = look(
        forms.CharField(
            label="Who in adult services takes over", max_length=200, required=False,
            help_text="Name, service and phone.",
            error_messages={"max_length": "Who takes over must be 200 characters or fewer"},
        )
    )  # fmt: skip
    agreed = long_text(label="What is agreed with them", rows=4, required=False)
    own_wishes = long_text(
        label="What the young person wants", rows=4, required=False,
        help_text="In their words; or why nobody could ask.",
    )  # fmt: skip
