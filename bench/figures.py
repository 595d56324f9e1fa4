"""The pages of the figures with every filter, of 1,000,000 screenings in 150 areas: p95 by the clock."""

import itertools
import time
from urllib.parse import urlencode

from django.db import connection

from accounts.models import Area
from bench.list_pages import YEARS
from bench.requests import Visitor
from bench.setting import fill, make_member, signed_in
from cse_portal import clock
from referrals.actions import count_figures
from referrals.figure_tables import Quarter
from referrals.figure_words import PARTS
from referrals.models import Figure

LIMIT, UNIT = 300.0, " ms"
SCREENINGS, AREAS, AGENCIES = 1_000_000, 150, 4
ROUNDS = 5
SIGNS = 3
# What each child's front sheet says, and a few indicators of each screening: what `fill` has no use for. Completed
# screenings are read-only to the portal, so this is written past its triggers.
_SHEETS = """
    update screening_screening set front_sheet = jsonb_build_object(
        'gender', (array['female', 'male', 'another', 'not_recorded'])[id % 4 + 1],
        'ethnicity', (array['asian', 'black', 'mixed', 'white', 'other', ''])[id % 6 + 1],
        'care_status', (array['none', 'none', 'section_20', 'care_order', ''])[id % 5 + 1],
        'disability', (array['', 'None', 'Autism', 'Not known'])[id / 4 % 4 + 1])
"""
_ANSWERS = """
    insert into screening_answer (screening_id, indicator_id, presence, what, recent, earlier, period, source_type,
        source_detail, strength, harm_happened, recorded_by_id, recorded_at)
    select s.id, i.ids[(s.id * 7 + g * 11) %% cardinality(i.ids) + 1], 'present', 'Invented', true, false, '',
           'observed_by_me', '', 'clear', '', s.practitioner_id, s.submitted_at
    from screening_screening s cross join generate_series(1, %s) g
    cross join (select array_agg(id order by id) as ids from indicators_indicator
                where edition_id = (select max(edition_id) from screening_screening)) i
    on conflict do nothing
"""


def measure() -> float:
    officer = make_member("cse_officer", agency_kind="social_care")
    areas = [officer.area, *(_area(number) for number in range(2, AREAS + 1))]
    # One more than there are agencies otherwise: a number that shares no factor with those by which screenings differ.
    practitioners = [make_member("practitioner", area=area.slug) for area in [areas[0], *areas * AGENCIES]]
    fill(SCREENINGS, practitioners=practitioners)
    with connection.cursor() as cursor:
        for table in ("screening_screening", "screening_answer"):
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(_SHEETS)
        cursor.execute(_ANSWERS, [SIGNS])
        cursor.execute("vacuum analyze")
    whole = _seconds(lambda: count_figures(everything=True))
    again = _seconds(count_figures)
    print(f"counting everything: {whole:.1f} s; what has changed in the last hour: {again:.2f} s", flush=True)
    print(f"{Figure.objects.count():,} counts", flush=True)
    return _pages(officer, practitioners[0].agency.name)


def _area(number: int) -> Area:
    return Area.objects.create(slug=f"area-{number}", name=f"Invented area {number}")


def _pages(officer, agency: str) -> float:
    visitor, latest = Visitor(signed_in(officer)), Quarter.of(clock.today())
    quarters = [latest.code, latest.before.code, Quarter(latest.year - YEARS // 365 + 1, 1).code]
    looks = itertools.product(quarters, PARTS, ["", "petch", "regional", agency])
    found = {}
    for period, part, of in looks:
        address = "/figures/?" + urlencode({"period": period, "part": part, "of": of})
        # Every screening here is of the 12 to 17 tool, so that the other tool's own pages are empty.
        assert of == "petch" or b"portal-figure__table" in visitor.get(address), f"{address} shows no figures"
        visitor.get(address)
        found[address] = [_seconds(lambda address=address: visitor.get(address)) * 1000 for _ in range(ROUNDS)]
    slowest = max(found, key=lambda address: sorted(found[address])[ROUNDS // 2])
    times = sorted(itertools.chain(*found.values()))
    print(f"{len(found)} pages; the slowest: {sorted(found[slowest])[ROUNDS // 2]:.0f} ms, {slowest}", flush=True)
    return times[int(0.95 * len(times))]


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
