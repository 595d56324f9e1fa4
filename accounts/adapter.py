"""How sign-in differs from allauth's own: nobody can make an account for themselves, and messages stay out of pages."""

from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        """The link in a mail begins with the portal's own address, whatever host name the request claims."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))

    def add_message(self, *args, **kwargs):
        """A page that says "Signed in as …" over a child's record helps nobody."""
