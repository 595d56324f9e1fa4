"""What the lists of referrals and of the log share: chips with counts that stop at a hundred, and the empty list."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from cse_portal.context import CAP, capped


@dataclass(frozen=True)
class Listing:
    """One chip: its label, what is said when it holds nothing, which rows it holds, and an order of its own."""

    label: str
    none: str
    rows: Callable[[QuerySet], QuerySet]
    order: tuple[str, ...] = ()


def chips(listings: dict[str, Listing], rows: QuerySet, current: str, keep: dict | None = None) -> list[dict]:
    """The chips with their counts. A count is of everything, whatever the filter, and so is the list it leads to."""
    return [
        {
            "label": listing.label,
            "count": count_words(capped(listing.rows(rows))),
            "url": "?" + urlencode({"show": name} | (keep or {})),
            "current": name == current,
        }
        for name, listing in listings.items()
    ]


def count_words(count: int) -> str:
    return f"{CAP} or more" if count >= CAP else str(count)


def shown(request, listings: dict[str, Listing]) -> str:
    """The chip the address names; the first for anything else."""
    asked = request.GET.get("show", "")
    return asked if asked in listings else next(iter(listings))


def empty(
    listing: Listing, words: list[str], looked: list[str], *, wider: str, is_first: bool, whole: str = "?"
) -> dict:
    """What an empty list says: what was looked at, and the next wider look, up to the `whole` list."""
    title = f"{listing.none}{''.join(f' {word}' for word in words)}.".replace("with me", "with you")
    said = {"title": title, "looked": f"Looked at: {', '.join([listing.label.lower(), *looked])}."}
    if words:
        return said | {"url": wider, "link": f"Show {listing.label.lower()} without the filter"}
    return said if is_first else said | {"url": whole, "link": "Show the whole list"}


def named(search: str) -> list[str]:
    """The search as one more thing that was looked at."""
    return [f"for “{search}”"] if search else []
