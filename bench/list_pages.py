"""The lists that grow with the years, what each can be narrowed by, and how a person reaches a page deep inside."""

import datetime as dt
import html
import itertools
import re
from dataclasses import dataclass, field
from typing import NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qsl, quote, unquote, urlencode

from django.core import signing

from bench.requests import Visitor
from bench.setting import signed_in
from cse_portal import paging, searching
from cse_portal.searching import ON

YEARS = 3 * 365
SEARCH = "what is searched for"
# Keys beyond any row of a list, by what they are.
_PAST = {"at": {"at": "1900-01-01T00:00:00+00:00"}, "on": {"on": "1900-01-01"}, "number": 0}
_FUTURE = {"at": {"at": "2900-01-01T00:00:00+00:00"}, "on": {"on": "2900-01-01"}, "number": 10**17}
_NEXT, _PREVIOUS = (re.compile(rf'href="([^"]*)" rel="{way}"') for way in ("next", "prev"))
# Everybody, every fourth, one in a hundred, one in five hundred, one child by reference, nobody.
SEARCHES = ["testchild", "testchild4", "Ordinary Invented", "Testchild424", "C-0000-002A", "Nobody"]


@dataclass(frozen=True)
class List:
    """One list: who reads it, its address, and the values of its filters. AGENCY stands for an agency's name.

    The address of a list that comes back as its reader left it says which one is meant.
    """

    role: str
    path: str
    filters: dict[str, list[str]] = field(default_factory=dict)


AGENCY = "an agency"
LISTS = {
    "inbox": List(
        "mash_worker", "/inbox/?show=open",
        {
            "show": ["new", "acknowledged", "waiting", "overdue", "decided"],
            "worker": ["me", "nobody"],
            "priority": ["red", "green", "unrated"],
            "kind": ["alert", "direct"],
            "agency": [AGENCY],
            "sort": ["oldest", "due", "newest"],
        },
    ),
    "all referrals": List(
        "mash_worker", "/referrals/?sort=newest",
        {
            "state": ["new", "waiting", "decided"],
            "agency": [AGENCY],
            "sort": ["oldest"],
            SEARCH: SEARCHES,
        },
    ),
    "log": List(
        "cse_officer", "/log/?show=open",
        {
            "show": ["overdue", "due", "up", "no_plan", "no_contact", "at_mash", "elsewhere", "turning", "all"],
            "outcome": ["level-0", "level-2", "vulnerable"],
            "tool": ["regional", "petch"],
            "agency": [AGENCY],
            SEARCH: SEARCHES,
        },
    ),
    "re-screens due": List("cse_officer", "/rescreens/", {"show": ["overdue", "due"]}),
    "the agency’s re-screens": List("safeguarding_lead", "/rescreens/", {"show": ["overdue", "due"]}),
    "today": List("cse_officer", "/today/"),
    "home": List("practitioner", "/home/"),
    "a lead’s home": List("safeguarding_lead", "/home/"),
    "own screenings": List("practitioner", "/screenings/", {"list": ["drafts", "waiting", "complete", "referrals"]}),
    "the agency’s screenings": List("safeguarding_lead", "/screenings/", {"list": ["agency", "referrals"]}),
}  # fmt: skip


class Look(NamedTuple):
    """What is looked for: an address, and the words a list is searched for, which stand in the session alone."""

    address: str
    words: str = ""

    def __str__(self):
        return f"{self.address} for “{self.words}”" if self.words else self.address


def looks(name: str, agency: str) -> list[Look]:
    """The list as it is, with each value of each filter, and with each two of them together."""
    filters = [[(key, agency if value == AGENCY else value) for value in values]
               for key, values in LISTS[name].filters.items()]  # fmt: skip
    chosen = [(), *((one,) for one in itertools.chain(*filters))]
    chosen += [pair for two in itertools.combinations(filters, 2) for pair in itertools.product(*two)]
    return [_look(LISTS[name].path, dict(each)) for each in chosen]


def _look(path: str, chosen: dict[str, str]) -> Look:
    words = chosen.pop(SEARCH, "")
    path, _, own = path.partition("?")
    query = urlencode(dict(parse_qsl(own)) | chosen | (dict([ON]) if words else {}))
    return Look(path + (f"?{query}" if query else ""), words)


def reader(member, path: str, words: str) -> Visitor:
    """Somebody signed in who has searched this list."""
    client = signed_in(member)
    session = client.session
    session[searching._KEY] = {path.partition("?")[0]: words}
    session.save()
    return Visitor(client)


def pages(visitor: Visitor, address: str) -> list[str]:
    """The first page, the next, and pages far inside in both directions, between the first row and the last."""
    with patch.object(paging, "_salt", wraps=paging._salt) as salts:
        following = _link(_NEXT, visitor, address)
    if not following:
        return [address]
    # The portal signs a link with the order of its list.
    salt = paging._salt(*salts.call_args.args)
    first = _keys(following, salt)
    end = [(_PAST if ":-" in salt else _FUTURE)[_kind(key)] for key in first]
    last = _keys(_link(_PREVIOUS, visitor, _at(following, "before", end, salt)), salt)
    return [address, following, *(
        _at(following, way, _between(first, last, share), salt)
        for share, way in ((0.5, "after"), (0.9, "after"), (0.9, "before"))
    )]  # fmt: skip


def _link(which: re.Pattern, visitor: Visitor, address: str) -> str:
    link = which.search(visitor.get(address).decode())
    return address.partition("?")[0] + html.unescape(link[1]) if link else ""


def _keys(address: str, salt: str) -> list:
    """What the portal keeps of a row in the address of the page that goes on from it."""
    return signing.loads(unquote(re.search(r"(?:after|before)=([^&]+)", address)[1]), salt=salt)


def _at(following: str, way: str, keys: list, salt: str) -> str:
    """The page on that side of these keys: an address the portal itself would give there."""
    own = re.sub(r"(?:after|before)=[^&]+", "", following).rstrip("?&")
    return f"{own}{'&' if '?' in own else '?'}{way}={quote(signing.dumps(keys, salt=salt))}"


def _kind(key) -> str:
    return next(iter(key)) if isinstance(key, dict) else "number"


def _between(first: list, last: list, share: float) -> list:
    """The keys of a row that share of the way: its time, day or place is moved, and the row's number stays."""
    kind = _kind(first[0])
    if kind == "number":
        return [round(first[0] + (last[0] - first[0]) * share), *first[1:]]
    read = dt.datetime.fromisoformat if kind == "at" else dt.date.fromisoformat
    begun, ended = read(first[0][kind]), read(last[0][kind])
    return [{kind: (begun + (ended - begun) * share).isoformat()}, *first[1:]]
