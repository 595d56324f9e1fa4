"""How sign-in differs from allauth's own: nobody can make an account for themselves, and messages stay out of pages."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def add_message(self, *args, **kwargs):
        """A page that says "Signed in as …" over a child's record helps nobody."""
