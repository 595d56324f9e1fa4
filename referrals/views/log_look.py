"""What somebody asks of the log: which list, narrowed how, searched for what, in which columns; for page and files."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import Membership
from cse_portal.searching import ON, searched
from referrals.forms.filters import LogFilter
from referrals.models import LogEntry
from referrals.views.lists import Listing
from referrals.views.log_columns import USUAL, chosen
from referrals.views.log_lists import LISTINGS
from referrals.views.settings import setting

PAGE = "log"
FIRST = next(iter(LISTINGS))


@dataclass(frozen=True)
class Look:
    """One look at the log. What it is `kept` as is the words of its address, without what was searched for."""

    member: Membership
    name: str
    form: LogFilter
    columns: tuple[str, ...]
    search: str

    @property
    def listing(self) -> Listing:
        return LISTINGS[self.name]

    @property
    def entries(self) -> QuerySet[LogEntry]:
        """Everything this person's log holds."""
        return LogEntry.objects.visible_to(self.member).standing()

    @cached_property
    def rows(self) -> QuerySet[LogEntry]:
        rows = self.form.narrow(self.listing.rows(self.entries))
        return rows.about(self.search) if self.search else rows

    @property
    def narrowed(self) -> dict[str, str]:
        """List and filters, for an address."""
        return {"show": self.name} | self.form.settings

    @property
    def kept(self) -> str:
        """Columns are said even where there are none, so that none is what comes back."""
        return urlencode([*self.narrowed.items(), *columns_words(self.columns)])

    @property
    def address(self) -> str:
        """The same with the search that is on, for a link to a file of it."""
        return f"{self.kept}&{urlencode([ON])}" if self.search else self.kept


def columns_words(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("columns", name) for name in columns or ("",)]


def look(request) -> Look:
    return look_of(request.member, request.GET, search=searched(request, path=reverse("referrals:log")))


def look_of(member: Membership, query: QueryDict, *, search: str = "") -> Look:
    """What the address asks for. What is no list, filter or column of the log is as if it had not been said."""
    name = query.get("show", "")
    return Look(
        member=member,
        name=name if name in LISTINGS else FIRST,
        form=LogFilter(query, area=member.area),
        columns=columns_of(member, query),
        search=search,
    )


def columns_of(member: Membership, query: QueryDict) -> tuple[str, ...]:
    """Those the address names; else those this person chose last."""
    if "columns" in query:
        return chosen(query.getlist("columns"))
    kept = [value for name, value in parse_qsl(setting(member, PAGE), keep_blank_values=True) if name == "columns"]
    return chosen(kept) if kept else USUAL
