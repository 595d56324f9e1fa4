"""Adding files to a referral: the files, and what they show."""

from django import forms

from cse_portal.forms import PortalForm, long_text
from referrals.files import ACCEPTED
from referrals.uploads import MOST_AT_ONCE

# A telephone turns its own form of picture into one of these when it is asked for them.
_ENDINGS = ".pdf,.png,.jpg,.jpeg,.docx,.txt,application/pdf,image/png,image/jpeg,text/plain"
_LOST = "Choose the files again. A page that comes back cannot keep them."


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files, each as it was sent: what it is, and whether it is empty, is found in its bytes."""

    widget = _FilesInput(attrs={"accept": _ENDINGS})

    def clean(self, data, initial=None) -> list:
        if not data and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return [super(_FilesField, self).clean(file, initial) for file in data]


class FilesForm(PortalForm):
    files = _FilesField(
        label="Files",
        allow_empty_file=True,
        error_messages={"required": "Choose a file"},
        help_text=f"{ACCEPTED}, up to 20 MB each and {MOST_AT_ONCE} at a time.",
    )
    description = long_text(
        label="What they show",
        rows=2,
        limit=300,
        help_text="In a few words: minutes of the meeting on 12 November, or a photograph of the messages.",
        error_messages={"required": "Say what the files show"},
    )

    def __init__(self, data, files, *, not_taken: list[str]):
        super().__init__(data, files)
        self.not_taken = not_taken
        if self.is_bound:
            self.fields["files"].help_text += f" {_LOST}"
            self.fields["files"].error_messages["required"] = "Choose the files again" if data else "Choose a file"

    def clean(self):
        """What was stopped on its way here says why, in place of “Choose a file”."""
        if self.not_taken:
            self.errors.pop("files", None)
            self.add_error("files", self.not_taken)
        return super().clean()
