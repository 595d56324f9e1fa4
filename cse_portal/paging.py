"""Pages of a long list without counting or skipping rows: each page begins where the last one ended.

    page = paged(entries, order=("-entered_at", "-id"), query=request.GET)

The address carries the sort keys of the row it continues from, signed. The order must be unique, of columns that are
never null, and all in one direction, so that one index serves any page with one range.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter

from django.core import signing
from django.db import models
from django.db.models import QuerySet, Value
from django.http import QueryDict

SIZE = 25
_SALT = "cse_portal.paging"


@dataclass(frozen=True)
class Page:
    """The rows to show, and the words for the address of the pages on either side; empty where there is none."""

    rows: list
    previous: str
    next: str

    @property
    def has_others(self) -> bool:
        return bool(self.previous or self.next)


class _Beyond(models.Func):
    """(a, b) > (x, y) as one comparison of rows, which an index on a, b answers with one range."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, *expressions, sign: str):
        super().__init__(*expressions)
        self.sign = sign

    def as_sql(self, compiler, connection, **extra):
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(parts) // 2
        keys, values = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        params = reduce(lambda all_, part: [*all_, *part[1]], parts, [])
        return f"({keys}) {self.sign} ({values})", params


def paged(queryset: QuerySet, *, order: tuple[str, ...], query: QueryDict, size: int = SIZE) -> Page:
    """The page that `query` (?after= or ?before=) asks for. An address that was tampered with gives the first page."""

    def rows(start: list | None, back: bool, most: int) -> list:
        return list(_from(queryset, order, start, back=back)[:most])

    return paged_by(rows, order=order, query=query, size=size)


def paged_by(
    rows_from: Callable[[list | None, bool, int], list], *, order: tuple[str, ...], query: QueryDict, size: int = SIZE
) -> Page:
    """As `paged`, of rows from wherever: `rows_from(start, back, most)` gives those after the keys `start`, nearest
    first, or those before them when it goes `back`. Each row has the names of `order` as attributes."""
    before = _opened(query.get("before", ""), order)
    after = None if before else _opened(query.get("after", ""), order)
    back = before is not None
    rows = rows_from(before or after, back, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    return Page(
        rows=rows,
        previous=_closed(rows[0], order) if rows and (after or (back and more)) else "",
        next=_closed(rows[-1], order) if rows and (back or more) else "",
    )


def paged_rows(rows: list, *, order: tuple[str, ...], query: QueryDict, size: int = SIZE) -> Page:
    """As `paged`, of rows that are all read already and stand in this falling order."""
    keys = attrgetter(*(name.removeprefix("-") for name in order))

    def rows_from(start: list | None, back: bool, most: int) -> list:
        if start is None:
            return rows[:most]
        if back:
            return [row for row in reversed(rows) if keys(row) > tuple(start)][:most]
        return [row for row in rows if keys(row) < tuple(start)][:most]

    return paged_by(rows_from, order=order, query=query, size=size)


def _from(queryset: QuerySet, order: tuple[str, ...], start: list | None, *, back: bool) -> QuerySet:
    falling = order[0].startswith("-")
    if any(name.startswith("-") is not falling for name in order):
        raise ValueError("A list that is paged has all its keys in one direction.")
    names = [name.removeprefix("-") for name in order]
    down = falling is not back
    queryset = queryset.order_by(*(f"-{name}" if down else name for name in names))
    if start is None:
        return queryset
    return queryset.filter(_Beyond(*map(models.F, names), *map(_value, start), sign="<" if down else ">"))


def _value(key) -> Value:
    return Value(key, output_field=models.DateTimeField()) if isinstance(key, dt.datetime) else Value(key)


def _closed(row, order: tuple[str, ...]) -> str:
    keys = [attrgetter(name.removeprefix("-").replace("__", "."))(row) for name in order]
    return signing.dumps([_plain(key) for key in keys], salt=_salt(order))


def _plain(key):
    kind = {dt.datetime: "at", dt.date: "on"}.get(type(key))
    return {kind: key.isoformat()} if kind else key


def _opened(text: str, order: tuple[str, ...]) -> list | None:
    try:
        keys = [_whole(key) for key in signing.loads(text, salt=_salt(order))] if text else None
    except (signing.BadSignature, ValueError):
        return None
    return keys


def _salt(order: tuple[str, ...]) -> str:
    """An address of a list in another order is no address of this one."""
    return f"{_SALT}:{','.join(order)}"


def _whole(key):
    if not isinstance(key, dict):
        return key
    return dt.datetime.fromisoformat(key["at"]) if "at" in key else dt.date.fromisoformat(key["on"])
