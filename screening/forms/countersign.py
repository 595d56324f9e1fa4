from cse_portal.forms import PortalForm, long_text


class SendBackForm(PortalForm):
    """The second person's disagreement. That a reason is there is checked by the action."""

    submit = ""
    reason = long_text(
        label="Why you send it back",
        help_text="What would have to be different, or what you would judge. The practitioner reads this.",
        rows=4,
        required=False,
    )
