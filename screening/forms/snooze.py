"""Until when, and why, the reminders of a re-screen are put off."""

from cse_portal.forms import DateField, PortalForm, long_text


class SnoozeForm(PortalForm):
    submit = "Put the reminders off"

    until = DateField(
        label="Remind again from",
        help_text="At most 28 days from today.",
        error_messages={"required": "Enter the day from which to remind again"},
    )
    reason = long_text(
        label="Why can the reminders wait?",
        rows=3,
        help_text="For example: the plan is reviewed on Thursday and the child is seen then.",
        error_messages={"required": "Say why the reminders can wait"},
    )
