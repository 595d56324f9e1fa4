"""What the area calls its monthly panel."""

from accounts.forms.contact import text
from cse_portal.forms import PortalForm, look


class PanelNameForm(PortalForm):
    submit = "Save"

    panel_name = look(
        text("Name of the panel", 60, help_text="As people say it, like MACE, MASE or CMOG.",
             error_messages={"required": "Enter the name of the panel"}),
        width="20",
    )  # fmt: skip
