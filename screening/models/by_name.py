"""The rows of a long list that are about children of some name, as quick for a rare name as for a common one."""

from collections.abc import Sequence

from django.db import connection, models
from django.db.models import F, Func, Q, Value

from screening.models.children import Child, begins_with

# A name that fewer have is looked up child by child. One that as many have is soon met on the way through the list:
# where one child in 333 has it, a page of 25 lies within the first eight thousand rows.
COMMON, ONE_IN = 3000, 333
# In a portal with few children nothing takes long.
_FEW = 100


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
    common = common_among(_estimated())
    children = list(Child.objects.named(text).filter(restricted=False).values_list("pk", flat=True)[:common])
    also = Q(pk__in=besides) if besides else None
    if len(children) == common:
        return begins_with(rows, text, of="child__", besides_that=Q(child__restricted=False), or_else=also)
    found = Q(_Among(F("child"), Value(f"{{{','.join(map(str, children))}}}")))
    return rows.filter(found | also if also else found)


def common_among(children: float) -> int:
    """How many of so many children have a name that is common."""
    return min(COMMON, max(_FEW, round(children / ONE_IN)))


def _estimated() -> float:
    """How many children there are, as the database last saw; below zero where it has not looked yet."""
    with connection.cursor() as cursor:
        cursor.execute("select reltuples from pg_class where oid = %s::regclass", [Child._meta.db_table])
        return cursor.fetchone()[0]
