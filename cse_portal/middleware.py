"""What happens round every request."""

from django.db import transaction

from cse_portal.views.errors import not_done
from cse_portal.views.health import healthz


class NoStoreMiddleware:
    """Pages hold children's data and screens are shared, so no browser or proxy keeps a copy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class HealthMiddleware:
    """Answers the health check before anything reads the session: it must be able to say that the database is away."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return healthz(request) if request.path_info == "/healthz" else self.get_response(request)


class NotDoneMiddleware:
    """Django answers the wrong method with an empty page. A person who meets it wants to know that nothing was done."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response.content = not_done(request).content
            # The empty page's length was written already, further in.
            response.headers["Content-Length"] = str(len(response.content))
        return response


class AtomicRequestMiddleware:
    """One transaction a request, so that looking at a record and the event that says so stand or fall together.

    ATOMIC_REQUESTS would open it round the view alone, and middleware that reads the database would be outside.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class CleanTextMiddleware:
    """Takes NUL characters out of what is sent. Pasting from old systems brings them; PostgreSQL cannot store them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.GET = _without_nul(request.GET)
        if request.method == "POST":
            request.POST = _without_nul(request.POST)
        return self.get_response(request)


def _without_nul(query):
    if not any("\x00" in value for _, values in query.lists() for value in values):
        return query
    clean = query.copy()
    for name, values in query.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in values])
    clean._mutable = False
    return clean
