"""One child among 1,000,000, sought by a name written otherwise, with and without the birth date: times and recall."""

import gc
import io
import random
import statistics
import time
from collections import defaultdict
from functools import partial

from django.db import connection

from bench.child_names import Invented, children
from bench.child_slips import NAMES, swapped_birth
from bench.cost import cost_of
from bench.lists import p95
from bench.setting import make_member
from cse_portal import clock
from screening.likeness import Identity, Kind
from screening.matching import Found, found
from screening.models.finding import name_number, words_of
from screening.names import canonical, home_keys, likes, parts

LIMIT, UNIT = 1.0, " ×"
CHILDREN, ASKED, FIRST = 1_000_000, 2_000, 1_000_000
# Seconds, and the share of children that may be missed.
WITH_BIRTH, WITHOUT = (0.030, 0.02), (0.120, 0.05)


def measure() -> float:
    agency = make_member("practitioner").agency
    begun = time.monotonic()
    every = list(children(CHILDREN, today=clock.today()))
    _write(every, agency)
    with connection.cursor() as cursor:
        cursor.execute("set max_parallel_workers_per_gather = 0")
    print(f"{CHILDREN:,} children written in {time.monotonic() - begun:.0f} s", flush=True)
    draw = random.Random(2)
    asked = [(draw.randrange(CHILDREN), slip) for slip in NAMES for _ in range(ASKED // len(NAMES))]
    draw.shuffle(asked)
    questions = [(number, slip, NAMES[slip](draw, every[number])) for number, slip in asked]
    for _, _, child in questions[:50]:
        found(agency.area, _identity(child))
    dated = [_some_swapped(*each) for each in enumerate(questions)]
    undated = [(number, slip, child._replace(date_of_birth=None)) for number, slip, child in questions]
    return max(
        _ratio("name and birth date", agency.area, every, dated, WITH_BIRTH),
        _ratio("name alone", agency.area, every, undated, WITHOUT),
    )


def _some_swapped(place: int, question: tuple) -> tuple:
    number, slip, child = question
    return (number, slip, swapped_birth(child)) if place % 4 == 0 else question


def _identity(child: Invented) -> Identity:
    return Identity(child.first_names, child.family_name, child.known_as, child.date_of_birth)


def _ratio(what: str, area, every: list[Invented], questions: list[tuple], limits: tuple[float, float]) -> float:
    """The worse of time and recall, each beside its limit.

    Children of exactly the same name cannot be told apart by a name alone, and more of them may live in the area than a
    page offers. So a child counts as found, without a birth date, when somebody of the very same name is offered.
    """
    times, missed, themselves = [], defaultdict(list), 0
    gc.collect()
    for number, slip, child in questions:
        answers: list[Found] = []
        times.append(cost_of(partial(_ask, area, _identity(child), answers)))
        offered = [each.child - FIRST for each in answers if each.likeness.kind is Kind.SAME_CHILD]
        themselves += number in offered
        same = child.date_of_birth is None and any(every[each][:2] == every[number][:2] for each in offered)
        missed[slip].append(not (number in offered or same))
    misses = [each for some in missed.values() for each in some]
    share, slow, (seconds, may_miss) = sum(misses) / len(misses), p95(times), limits
    half = statistics.median(times)
    print(f"{what}: p95 {slow * 1000:.1f} ms (limit {seconds * 1000:.0f}), half within {half * 1000:.1f} ms")
    print(f"  found {_percent(misses)} of {len(misses)} (limit {1 - may_miss:.0%})")
    print(f"  the very record among those offered: {themselves / len(misses):.1%}")
    print("  " + "; ".join(f"{slip} {_percent(some)}" for slip, some in sorted(missed.items())), flush=True)
    return max(slow / seconds, share / may_miss)


def _ask(area, who: Identity, answers: list[Found]) -> None:
    answers += found(area, who)


def _percent(misses: list[bool]) -> str:
    return f"{1 - sum(misses) / len(misses):.1%}"


def _write(every: list[Invented], agency) -> None:
    """The rows that the portal's actions write, by COPY."""
    words: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute("drop index child_key_names, child_key_homes, name_part_likes")
        for table, rows in (
            ("child (id, reference, agency_id, first_names, family_name, known_as, date_of_birth, age_source)",
             _children(every, agency)),
            ("childkey (child_id, area_id, date_of_birth, names, homes)", _keys(every, agency, words)),
            ("namepart (text, likes)", _parts(words)),
        ):  # fmt: skip
            cursor.copy_expert(f"copy screening_{table} from stdin", _Lines(rows))
        cursor.execute("set maintenance_work_mem = '512MB'")
        cursor.execute("create index child_key_names on screening_childkey using gin (names) with (fastupdate = off)")
        cursor.execute("create index child_key_homes on screening_childkey using gin (homes) with (fastupdate = off)")
        cursor.execute("create index name_part_likes on screening_namepart using gin (likes) with (fastupdate = off)")
        cursor.execute("vacuum analyze screening_child, screening_childkey, screening_namepart")


def _children(every: list[Invented], agency):
    for number, child in enumerate(every):
        code = f"C-{number:08X}"
        yield (FIRST + number, code, agency.pk, child.first_names, child.family_name, child.known_as,
               child.date_of_birth, "")  # fmt: skip


def _keys(every: list[Invented], agency, words: set[str]):
    numbers: dict[str, int] = {}
    for number, child in enumerate(every):
        own = words_of([part for name in child[:3] if name for part in parts(name)])
        words |= own
        for word in own:
            if word not in numbers:
                numbers[word] = name_number(agency.area_id, canonical(word))
        names = ",".join(map(str, {numbers[word] for word in own}))
        homes = ",".join(f'"{home}"' for home in home_keys(child.home))
        yield FIRST + number, agency.area_id, child.date_of_birth, f"{{{names}}}", f"{{{homes}}}"


def _parts(words: set[str]):
    for word in words:
        yield word, "{" + ",".join(f'"{like}"' for like in likes(word)) + "}"


class _Lines(io.RawIOBase):
    """Rows as the text that COPY reads, made as it reads them."""

    def __init__(self, rows):
        self.rows, self.rest = ("\t".join(map(str, row)) + "\n" for row in rows), ""

    def read(self, size: int = -1) -> str:
        pieces, held = [self.rest], len(self.rest)
        for line in self.rows:
            pieces.append(line)
            held += len(line)
            if held >= size:
                break
        text = "".join(pieces)
        self.rest = text[size:]
        return text[:size]
