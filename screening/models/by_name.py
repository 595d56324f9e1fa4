"""The rows of a long list that are about children of some name, as quick for a rare name as for a common one."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Func, Q, Value

from screening.models.children import Child, begins_with

# A name that fewer have is looked up child by child. One that as many have is soon met on the way through the list: of
# a million children those are still one in 300.
COMMON = 3000
# Names this process has found to be common: the next page of a search need not look again. What is found is the same
# either way, so it does no harm that a name stays here.
_common: set[str] = set()
_REMEMBERED = 1000


class _Among(Func):
    """Whether it is one of the array's, which is written as one word: a thousand numbers are not read one by one.

    The planner is not told how many there are: it takes them for a handful and uses the index.
    """

    output_field = models.BooleanField()
    conditional = True
    template, arg_joiner = "%(expressions)s::bigint[])))", " = ANY(ARRAY(SELECT unnest("


def of_children(rows: models.QuerySet, text: str, *, besides: Sequence[int] = ()) -> models.QuerySet:
    """The rows about children whose names begin with these words, and those of `besides`.

    A restricted child is found by reference alone: a list shows that, and a search by name would tie the two together.
    """
    also = Q(pk__in=besides) if besides else None
    children = _children(text)
    if children is None:
        return begins_with(rows, text, of="child__", besides_that=Q(child__restricted=False), or_else=also)
    found = Q(_Among(F("child"), Value(f"{{{','.join(map(str, children))}}}")))
    return rows.filter(found | also if also else found)


def _children(text: str) -> list[int] | None:
    """Those of that name; None where it is common."""
    if text in _common:
        return None
    children = list(Child.objects.named(text).filter(restricted=False).values_list("pk", flat=True)[:COMMON])
    if len(children) < COMMON:
        return children
    if len(_common) == _REMEMBERED:
        _common.clear()
    _common.add(text)
    return None
