"""The orders a list may stand in, and the links that change it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from cse_portal.wording import lower_first
from referrals.models import INBOX_ORDER


@dataclass(frozen=True)
class Order:
    """One order: its words, the keys of its rows, and the column it sorts with the direction a screen reader says."""

    label: str
    keys: tuple[str, ...]
    column: str = ""
    direction: str = ""

    @property
    def words(self) -> str:
        return lower_first(self.label)


PRIORITY = Order("Highest priority first, then oldest", INBOX_ORDER, "priority", "descending")
OLDEST = Order("Oldest first", ("sent_at", "id"), "sent", "ascending")
NEWEST = Order("Newest first", ("-sent_at", "-id"), "sent", "descending")
SOONEST = Order("Due soonest first", ("due_at", "id"), "clock", "ascending")
LATEST_DECISION = Order("Latest decision first", ("-decided_at", "-id"), "clock", "descending")


def ordered(request, orders: dict[str, Order]) -> str:
    """The order the address names; the first for anything else."""
    asked = request.GET.get("sort", "")
    return asked if asked in orders else next(iter(orders))


def links(orders: dict[str, Order], current: str, keep: dict[str, str]) -> list[dict]:
    """A link for each order, which keeps what else is set."""
    return [
        {"label": order.label, "url": "?" + urlencode(keep | {"sort": name}), "current": name == current}
        for name, order in orders.items()
    ]
