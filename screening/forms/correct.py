from cse_portal.forms import PortalForm, long_text


class CorrectForm(PortalForm):
    """Why a completed screening is corrected. That a reason is there is checked by the action."""

    submit = "Start the correction"
    reason = long_text(
        label="What is wrong, and how do you know?",
        help_text="For example: a date was mixed up, or something was put under the wrong child.",
        rows=4,
        required=False,
    )
