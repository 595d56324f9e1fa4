"""Why the MASH goes on without the answers that are still out."""

from cse_portal.forms import PortalForm, long_text
from referrals.actions.asking import LONGEST_TEXT


class GoOnForm(PortalForm):
    submit = "Go on without the answers"
    reason = long_text(
        label="Why you go on without the answers",
        rows=4,
        limit=LONGEST_TEXT,
        help_text="It stands on the timeline and beside the questions.",
        error_messages={"required": "Say why the MASH goes on without the answers"},
    )
