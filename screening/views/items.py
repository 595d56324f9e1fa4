"""One line of the home page, and how many of a kind are read there."""

from dataclasses import dataclass

# More than a page of duties is not read; the lists hold the rest.
MOST = 20
# From this many days before its date a re-screen is work to do; earlier it is a date to know.
SOON = 7


@dataclass(frozen=True)
class Item:
    """`tone` is that of the tag; without a tag the line is plain. `more` is what else to know, on a line of its own."""

    name: str
    url: str
    line: str
    tag: str = ""
    tone: str = ""
    more: str = ""
