"""Which children of an area may be the child somebody asks about: found by keys, then compared name by name."""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from rapidfuzz import fuzz

from accounts.models import Area
from screening.likeness import Comparer, Identity, Likeness, badly_written, near_days, swapped_day
from screening.models import Child
from screening.models.finding import ChildKey, NamePart, name_number, words_of
from screening.names import called, canonical, folded, likes, parts

# More records than this are not compared, and more than this are not offered.
MOST_COMPARED, MOST_OFFERED = 500, 50
_MOST_LIKE = 3000
# Two whole names below this likeness, of whose parts none is like another, are not compared further.
_LIKE_AT_ALL = 70


@dataclass(frozen=True)
class Found:
    """A record that may be of the child, and why."""

    child: int
    likeness: Likeness


def identity_of(child: Child, homes: frozenset[str] = frozenset()) -> Identity:
    return Identity(child.first_names, child.family_name, child.known_as, child.date_of_birth, homes)


def found(area: Area, who: Identity, *, besides: frozenset[int] = frozenset()) -> list[Found]:
    """The area's records that may be of this child, a twin, a brother or a sister; the nearest first.

    `besides` are records not to be offered.
    """
    wanted = _Wanted(area.pk, who)
    comparer, results = Comparer(who), {}
    for child, near, restricted, *names in _rows(area, wanted):
        if child in besides or child in results or not (near or wanted.is_like(names)):
            continue
        # Who looks for a name is not shown which record it belongs to where that is restricted.
        if restricted and who.any_order:
            continue
        if likeness := comparer.likeness(Identity(*names[:4], frozenset(names[4]))):
            results[child] = Found(child, likeness)
    return sorted(results.values(), key=lambda each: (each.likeness.order, each.child))[:MOST_OFFERED]


class _Wanted:
    """The child's name as numbers of the area, with everything it may be meant for: part by part, first and family."""

    def __init__(self, area_id: int, who: Identity):
        given, family = [*parts(who.first_names), *parts(who.known_as)], parts(who.family_name)
        if not family and len(given) > 1:
            *given, last = given
            family = [last]
        self.who, self.text = who, folded(f"{who.first_names} {who.family_name}")
        like = _like(words_of([*given, *family]))
        self.parts = [
            sorted({name_number(area_id, each) for word in words_of([part]) for each in like[word]})
            for part in (*given, *family)
        ]
        halves = self.parts[: len(given)], self.parts[len(given) :]
        self.near = [sorted(set().union(*half)) for half in halves if half]

    def is_like(self, names: list) -> bool:
        return fuzz.token_sort_ratio(self.text, folded(f"{names[0]} {names[1]}")) >= _LIKE_AT_ALL


class _Shares(Func):
    """Whether two arrays share anything, without telling the planner what: it would take few rows for many."""

    output_field, conditional = BooleanField(), True
    template, arg_joiner = "%(expressions)s::varchar[]))", " && ARRAY(SELECT unnest("


def _like(words: set[str]) -> dict[str, set[str]]:
    """For each word, the canonical form of every part some child has that it may be meant for."""
    shared = sorted(set().union(*(likes(word) for word in words)))
    among = _Shares(F("likes"), Value(shared, output_field=NamePart._meta.get_field("likes")))
    known = NamePart.objects.filter(among).values_list("text", flat=True)[:_MOST_LIKE]
    pairs = [(text, canonical(text)) for text in known]
    return {
        word: called(word).union(
            *(called(short) for text, short in pairs if badly_written(canonical(word), short) or text == word),
        )
        for word in words
    }


def _rows(area: Area, wanted: _Wanted) -> list[tuple]:
    """By birth date, by name, and by home, in that order; a record may come more than once."""
    rows, who = ChildKey.objects.filter(area=area), wanted.who
    found_rows = []
    if day := who.date_of_birth:
        days = [day, *filter(None, [swapped_day(day)])]
        found_rows += _read(rows.filter(date_of_birth__in=days), wanted)
    if wanted.near:
        named = _named(wanted)
        if day:
            named = named.filter(Q(date_of_birth__in=near_days(day)) | Q(date_of_birth=None))
        found_rows += _read(named, wanted, ordered=not day)
    if who.homes:
        found_rows += _read(rows.filter(homes__overlap=sorted(who.homes)), wanted, near=True)
    return found_rows


def _named(wanted: _Wanted) -> QuerySet:
    """Records with a part of each name, or with a part of the only name there is."""
    rows = ChildKey.objects.all()
    for numbers in wanted.near:
        rows = rows.filter(names__overlap=numbers)
    return rows


def _read(rows: QuerySet, wanted: _Wanted, *, ordered: bool = False, near: bool = False) -> list[tuple]:
    every = [number for numbers in wanted.near for number in numbers]
    rows = rows.annotate(near=_has(every) if every and not near else Value(True))
    if ordered:
        first, *more = [Cast(_has(numbers), IntegerField()) for numbers in wanted.parts]
        rows = rows.order_by(sum(more, first).desc(), _Cardinality("names"), "child")
    return list(
        rows.values_list(
            "child_id", "near", "child__restricted", "child__first_names", "child__family_name", "child__known_as",
            "date_of_birth", "homes",
        )[:MOST_COMPARED]
    )  # fmt: skip


class _Cardinality(Func):
    """How many elements an array has: a record with fewer other names is nearer."""

    function, output_field = "cardinality", IntegerField()


def _has(numbers: list[int]) -> ExpressionWrapper:
    """Whether any of a record's words is one of these."""
    return ExpressionWrapper(Q(names__overlap=numbers), output_field=BooleanField())
