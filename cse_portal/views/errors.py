"""The pages for when something is wrong. They read no database, and say what to do about a child today."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

from cse_portal import emergency_page

# What a person typed is shown back to them, but never these.
NOT_SHOWN = ("csrfmiddlewaretoken", "password", "oldpassword", "version", "begins", "asked", "edition")


def error_page(request, template: str, status: int, **context) -> HttpResponse:
    """Rendered without the request, so that no context processor runs and nothing asks the database.

    What was sent is given back: going back in the browser would ask for the page again, and find it empty.
    """
    context |= {"areas": emergency_page.numbers(), "CSP_NONCE": getattr(request, "csp_nonce", "")}
    context |= {"typed": typed_texts(request)}
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request, exception=None) -> HttpResponse:
    """A BadRequest is the portal's own and its sentence is for people; other exceptions may say things that are not."""
    sentence = str(exception) if isinstance(exception, BadRequest) else ""
    return error_page(request, "400.html", 400, sentence=sentence)


def not_found(request, exception=None) -> HttpResponse:
    """Also for what is not open to this person: the page does not tell the two apart."""
    return error_page(request, "404.html", 404)


def not_done(request) -> HttpResponse:
    """An address of a button was opened as a page, as happens after signing in again: nothing was done."""
    return error_page(request, "405.html", 405)


def server_error(request) -> HttpResponse:
    return error_page(request, "500.html", 500)


def csrf_failure(request, reason="") -> HttpResponse:
    """The page was open too long, or another site sent the form. Nothing was saved; the text is given back."""
    return error_page(request, "403_csrf.html", 403, path=request.path)


def typed_texts(request) -> list[tuple[str, str]]:
    """What was typed or chosen, with the box it stood in; nothing where it cannot be read."""
    try:
        posted = list(request.POST.lists())
    except (SuspiciousOperation, UnreadablePostError):
        return []
    return [
        (name.replace("-", " ").replace("_", " ").capitalize(), text)
        for name, texts in posted
        for text in texts
        if text.strip() and not name.startswith(NOT_SHOWN)
    ]
