"""Any page and filter of the worklist and the log at 100,000 screenings beside their first page at 1,000."""

import gc
import itertools
import statistics
from collections import defaultdict
from urllib.parse import parse_qsl

from bench.cost import cost_of
from bench.list_pages import LISTS, Look, looks, pages, reader
from bench.requests import Visitor
from bench.setting import make_member
from bench.two_sizes import TwoSizes

LIMIT, UNIT = 1.5, " ×"
ROUNDS, AGAIN = 3, 4
# From this ratio on a page is asked again: well below the limit, so that it is not the limit that ends the asking.
SLOW = 1.25


def measure() -> float:
    # 23 of them, a number that shares no factor with those by which screenings differ.
    practitioners = [make_member(role) for role in 21 * ["practitioner"] + 2 * ["safeguarding_lead"]]
    mash = [make_member("mash_worker", agency_kind="mash") for _ in range(3)]
    people = {
        "practitioner": practitioners[0],
        "safeguarding_lead": practitioners[-1],
        "mash_worker": mash[0],
        "cse_officer": make_member("cse_officer", agency_kind="social_care"),
    }
    sizes = TwoSizes(practitioners=practitioners, mash=mash)
    agency = practitioners[4].agency.name
    return max(ratio(name, people[LISTS[name].role], sizes, agency) for name in LISTS)


def ratio(name: str, member, sizes: TwoSizes, agency: str) -> float:
    """The slowest filter's pages beside the first page of the small database.

    Each look at a page is followed by one at the first page of the small database, and what counts is the middle one of
    their ratios: whatever slows the machine slows both. Pages that seem slow are asked again. The p95 is over the pages
    of one filter, so that no slow filter hides behind quick ones.
    """
    first, wanted = LISTS[name].path, looks(name, agency)
    readers = {words: reader(member, first, words) for words in {look.words for look in wanted}}
    found = {look: [(page, look.words) for page in pages(readers[look.words], look.address)] for look in wanted}
    with sizes.small():
        of_few = reader(member, first, "")
        of_few.get(first)
    asked, ratios, floor = list(itertools.chain(*found.values())), defaultdict(list), []
    for _ in range(AGAIN):
        for page, words in asked * ROUNDS:
            spent = _seconds(readers[words], page)
            with sizes.small():
                floor.append(_seconds(of_few, first))
            ratios[page, words].append(spent / floor[-1])
        middle = {page: statistics.median(each) for page, each in ratios.items()}
        asked = [page for page in middle if middle[page] > SLOW]
    slowest = {look: p95([middle[page] for page in each]) for look, each in found.items()}
    print(
        f"{name}: first page of few {statistics.median(floor) * 1000:.0f} ms; of many {middle[first, '']:.2f} ×; "
        f"{len(middle)} pages of {len(found)} filters",
        flush=True,
    )
    for worst in _worst_of_each(name, slowest):
        print(f"  p95 of the slowest filter or search: {slowest[worst]:.2f} ×, {worst}", flush=True)
    return max(slowest.values())


def _worst_of_each(name: str, slowest: dict[Look, float]) -> list[Look]:
    """The slowest look at each part of the list, by the filter that names its parts; the slowest of all first."""
    part, found = next(iter(LISTS[name].filters), ""), {}
    for look in sorted(slowest, key=slowest.get, reverse=True):
        found.setdefault(dict(parse_qsl(look.address.partition("?")[2])).get(part), look)
    return list(found.values())


def p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _seconds(visitor: Visitor, url: str) -> float:
    """What a page costs."""
    ask = visitor.asking(url)
    gc.collect(0)
    return cost_of(ask)
