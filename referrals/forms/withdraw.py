"""Taking a referral back before it is answered."""

from cse_portal.forms import PortalForm, long_text


class WithdrawForm(PortalForm):
    submit = "Withdraw the referral"

    reason = long_text(
        label="Why is it withdrawn?",
        rows=4,
        help_text="For example: it was sent about the wrong child. The MASH reads it.",
        error_messages={"required": "Say why the referral is withdrawn"},
    )
