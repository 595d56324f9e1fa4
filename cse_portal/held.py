"""Typed text survives being signed out.

A form posted after the session ended is kept in the new, signed-out session (in our database, not in the browser).
After sign-in the same address shows the form again with everything typed. It is shown there only, after that page's own
check of who may see it, and to the person who typed it: signing in as somebody else drops it.
"""

from django.conf import settings
from django.http import QueryDict
from django.shortcuts import resolve_url

_KEY = "held_form"
_LAST_USER = "last_person"  # a signed cookie: who was signed in on this browser, a number and nothing else
_LIMIT = 2 * 1024 * 1024
_PASSWORDS = ("password", "oldpassword")


class HeldFormMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            _remember_person(request, response)
        elif request.method == "POST" and _sends_to_sign_in(response):
            _hold(request)
        return response


def typed(request) -> QueryDict | None:
    """What a form should be bound to: the POST, or what this person typed here before being signed out. Else None."""
    if request.method == "POST":
        return request.POST
    held = request.session.get(_KEY)
    if not held or held["path"] != request.path:
        return None
    del request.session[_KEY]
    if held["person"] != request.user.pk:
        return None
    request.was_held = True
    return QueryDict(held["form"])


def _sends_to_sign_in(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL) + "?")


def _hold(request) -> None:
    person = request.get_signed_cookie(_LAST_USER, default="")
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    encoded = form.urlencode()
    if any(name.startswith(_PASSWORDS) for name in form):
        return
    if person.isdigit() and len(encoded) <= _LIMIT:
        request.session[_KEY] = {"path": request.path, "person": int(person), "form": encoded}


def _remember_person(request, response) -> None:
    if request.get_signed_cookie(_LAST_USER, default="") != str(request.user.pk):
        response.set_signed_cookie(
            _LAST_USER, str(request.user.pk), httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
