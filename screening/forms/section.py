"""A section as it was sent: read by hand, since thirty indicators of forty controls each are too many widgets."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import BadRequest
from django.http import QueryDict

from screening.forms.row import SUFFIXES, Row
from screening.forms.versions import pack, unpack
from screening.models import Answer
from screening.protocol import Nature

NOT_OF_AN_INDICATOR = {"csrfmiddlewaretoken", "version", "later"}
GROUPS = (
    (Nature.SIGN_OF_HARM, "Signs that harm may already have happened"),
    (Nature.POSSIBLE_SIGN, "Possible signs"),
    (Nature.CONTEXT, "Background"),
)


def grouped(indicators: Iterable) -> list[tuple[str, list]]:
    """Indicators, or rows of them, under the headings of the page; a heading without any is left out."""
    of_nature = [(title, [each for each in indicators if each.nature == nature]) for nature, title in GROUPS]
    return [(title, found) for title, found in of_nature if found]


class SectionForm:
    """Every row of one section, in the order of the page. `post` is what was sent, or None for a page just opened."""

    # What it sends, for the reference of addresses: each indicator by its code.
    SENDS = ("<code>", *(f"<code>{suffix}" for suffix in SUFFIXES), "version", "later")

    def __init__(
        self, indicators, *, saved: dict[int, Answer], previous: dict[str, Answer], post: QueryDict | None = None,
        day: dt.date | None = None, is_correction: bool = False,
    ):  # fmt: skip
        """`previous` is what was answered last time, by today's codes; `day` is the day that it may be still so.

        A correction keeps what was affirmed on the day that it corrects.
        """
        in_order = [indicator for _, group in grouped(indicators) for indicator in group]
        self.rows = [
            Row(each, saved.get(each.pk), previous.get(each.code), day, is_correction=is_correction)
            for each in in_order
        ]
        if post is not None:
            self._read(post)

    def _read(self, post: QueryDict) -> None:
        known = {row.code + suffix for row in self.rows for suffix in SUFFIXES} | NOT_OF_AN_INDICATOR
        if set(post) - known:
            raise BadRequest("The page sent an answer to an indicator that is not on it. Nothing was saved.")
        for row, loaded in zip(self.rows, unpack(post.get("version"), len(self.rows)), strict=True):
            row.read(post, loaded)

    def settle(self, *, as_draft: bool = False) -> dict[str, dict]:
        """Indicator code to the values to save now."""
        settled = {row.code: row.settle(as_draft=as_draft) for row in self.rows}
        return {code: values for code, values in settled.items() if values is not None}

    def check(self) -> None:
        for row in self.rows:
            row.check()

    @property
    def version(self) -> str:
        return pack(row.loaded for row in self.rows)

    @property
    def has_conflict(self) -> bool:
        return any(row.conflict for row in self.rows)

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [problem for row in self.rows for problem in row.problems]
