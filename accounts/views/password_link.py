"""The mail by which a person sets their first password, or a new one."""

from collections.abc import Callable

from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context

from accounts.models import User


def password_link(request, user: User) -> Callable[[], None]:
    """What sends the link: the same mail as "Forgotten your password?" sends."""

    def send() -> None:
        form = ResetPasswordForm({"email": user.email})
        # Allauth asks for the request from wherever it stands; by the time of commit it has forgotten which that was.
        with request_context(request):
            if form.is_valid():
                form.save(request)

    return send
