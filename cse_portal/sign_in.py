"""Allauth's forms in the portal's words. Which form is which is said in settings.ACCOUNT_FORMS."""

from allauth.account import forms as allauth
from django.core.exceptions import ValidationError

REFUSALS = {
    "email_password_mismatch": "The e-mail address or the password is not right. Check both, or set a new password",
    "too_many_login_attempts": "Too many tries. Wait 5 minutes, then try again or set a new password",
    "account_inactive": "This account is closed. Ask your area’s administrator",
}
NEW_HINT = "At least 12 characters, and not a common one. Three words nobody would put together work well."


def _in_our_words(form, **words) -> None:
    """Labels and what an empty box says; hints only where they are given here."""
    form.use_required_attribute = False
    for name, (label, missing) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.error_messages["required"] = missing
        field.error_messages["invalid"] = "Enter an e-mail address, like name@example.org"


class SignInForm(allauth.LoginForm):
    # What it sends, for the reference of addresses: allauth makes the first box for each page.
    SENDS = ("login", "password")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            login=("E-mail address", "Enter your e-mail address"),
            password=("Password", "Enter your password"),
        )

    def clean(self):
        try:
            return super().clean()
        except ValidationError as refusal:
            raise ValidationError(REFUSALS.get(refusal.code, refusal.message), code=refusal.code) from refusal


class AskForResetForm(allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, email=("E-mail address", "Enter your e-mail address"))


class _NewPassword:
    """The two boxes for a new password, shared by reset and change."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(
            self,
            password1=("New password", "Enter a new password"),
            password2=("New password again", "Enter the new password again"),
        )
        self.fields["password1"].help_text = NEW_HINT


class SetPasswordForm(_NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_NewPassword, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, oldpassword=("Password now", "Enter the password you have now"))


class AskAgainForm(allauth.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self, password=("Password", "Enter your password"))
