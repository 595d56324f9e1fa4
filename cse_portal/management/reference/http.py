"""Every address with its methods, its field names and who may use it, read off the URL configuration and the views."""

import inspect
import re
from collections.abc import Iterator

from django.conf import settings
from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from accounts.access import roles_with
from accounts.roles import ROLES
from cse_portal.forms import DATE_PARTS, DateField
from cse_portal.management.reference.table import table

_BY_NAME = re.compile(r"""request\.POST\.get\("([\w-]+)"|"([\w-]+)" (?:not )?in request\.POST""")


def http_page() -> str:
    rows = sorted(
        (f"`/{path}`", f"`{name}`", ", ".join(methods_of(view)), _fields(view), who_may(view))
        for path, name, view in addresses(get_resolver())
        if not name.startswith(("gallery", "demo_", "account_signup"))
    )
    return (
        "\n\n".join(
            [
                "# Addresses",
                "Printed from the URL configuration. Pages answer HTML; a POST needs the page's CSRF token. A record "
                "outside a person's reach answers 404, as if it did not exist. Field names are those a form sends; "
                "a section page adds the fields of each indicator, named by its code (see "
                "[the rules](../rules.md) for their values).",
                table(("Path", "Name", "Methods", "Fields", "Who may"), rows),
            ]
        )
        + "\n"
    )


def addresses(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, object]]:
    """(path, name, view) of every address, depth first."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, f"{space}{entry.name or ''}", entry.callback
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, path, inner)


def unwrapped(view):
    """The function a person wrote, under its decorators, and every layer on the way."""
    layers = [view]
    while hasattr(layers[-1], "__wrapped__"):
        layers.append(layers[-1].__wrapped__)
    return layers


def methods_of(view) -> list[str]:
    """From require_POST and its like; else by whether the view looks at what was posted."""
    for layer in unwrapped(view):
        named = (
            inspect.getclosurevars(layer).nonlocals.get("request_method_list") if inspect.isfunction(layer) else None
        )
        if named:
            return list(named)
    view_class = getattr(view, "view_class", None)
    if view_class:
        return [m.upper() for m in ("get", "post") if hasattr(view_class, m)]
    words = {name for layer in unwrapped(view) if inspect.isfunction(layer) for name in layer.__code__.co_names}
    reads = {"POST", "typed", "method"} & words
    return ["GET", "POST"] if reads else ["GET"]


def forms_of(view) -> list[type]:
    """The form classes that a view's function, or a function of its module that it calls, names."""
    if view_class := getattr(view, "view_class", None):
        ours = {form.__mro__[1]: form for form in map(import_string, settings.ACCOUNT_FORMS.values())}
        theirs = getattr(view_class, "form_class", None)
        return [ours.get(theirs, theirs)] if theirs else []
    function = unwrapped(view)[-1]
    named = _named(function)
    beside = [other for other in named if inspect.isfunction(other) and other.__module__ == function.__module__]
    known = [*named, *(thing for other in beside for thing in _named(other))]
    return list(dict.fromkeys(thing for thing in known if inspect.isclass(thing) and _names_of(thing)))


def _named(function) -> list:
    return [function.__globals__[name] for name in function.__code__.co_names if name in function.__globals__]


def _names_of(form: type) -> list[str]:
    """What a form sends: its SENDS where the boxes depend on the record, else its fields, a date box by box."""
    if hasattr(form, "SENDS"):
        return list(form.SENDS)
    if not issubclass(form, BaseForm):
        return []
    return [f"{name}{part}" for name, field in form.base_fields.items() for part in _parts(field)]


def _parts(field) -> tuple[str, ...]:
    return DATE_PARTS if isinstance(field, DateField) else ("",)


def _read_by_name(view) -> list[str]:
    """The boxes and buttons that the view reads without a form."""
    source = inspect.getsource(inspect.getmodule(unwrapped(view)[-1])) if not hasattr(view, "view_class") else ""
    return [name for pair in _BY_NAME.findall(source) for name in pair if name]


def _fields(view) -> str:
    names = [name for form in forms_of(view) for name in _names_of(form)]
    names += [name for layer in unwrapped(view) for name in getattr(layer, "SENDS", ())]
    if "POST" in methods_of(view):
        names += _read_by_name(view)
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


def who_may(view) -> str:
    """The roles that carry one of the view's permissions; else anyone signed in, or anyone at all."""
    for layer in unwrapped(view):
        if permissions := getattr(layer, "permissions", None):
            roles = dict.fromkeys(role for permission in permissions for role in roles_with(permission))
            return ", ".join(ROLES[role].label for role in ROLES if role in roles)
    public = any(getattr(layer, "login_required", True) is False for layer in unwrapped(view))
    return "anyone" if public else "anyone signed in"
