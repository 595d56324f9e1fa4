"""What came of the other concerns of a screening."""

from cse_portal.forms import PortalForm, long_text


class OtherConcernsForm(PortalForm):
    submit = "Save"

    what = long_text(
        label="What was done, by whom, and what came of it",
        rows=5,
        limit=10_000,
        required=False,
        help_text="If there was nothing to follow up, say so.",
    )
