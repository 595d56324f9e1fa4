"""Any page and filter of the worklist and the log at 100,000 screenings beside their first page at 1,000."""

import gc
import statistics
import time
from collections import defaultdict

from bench.list_pages import LISTS, addresses, pages
from bench.requests import Visitor
from bench.setting import make_member, signed_in
from bench.two_sizes import TwoSizes

LIMIT, UNIT = 1.5, " ×"
ROUNDS = 5


def measure() -> float:
    practitioners = [make_member("practitioner") for _ in range(21)] + [make_member("safeguarding_lead") for _ in range(2)]
    mash = [make_member("mash_worker", agency_kind="mash") for _ in range(3)]
    people = {
        "practitioner": practitioners[0],
        "safeguarding_lead": practitioners[-1],
        "mash_worker": mash[0],
        "cse_officer": make_member("cse_officer", agency_kind="social_care"),
    }
    visitors = {role: Visitor(signed_in(member)) for role, member in people.items()}
    sizes = TwoSizes(practitioners=practitioners, mash=mash)
    agency = practitioners[4].agency.name
    return max(_ratio(name, visitors[LISTS[name].role], sizes, agency) for name in LISTS)


def _ratio(name: str, visitor: Visitor, sizes: TwoSizes, agency: str) -> float:
    """The slowest filter's pages beside the first page of the small database.

    A page's time is the median of its rounds: what the machine does meanwhile is no part of it. The p95 is over the
    pages of one filter, so that no slow filter hides behind many quick ones.
    """
    wanted = {address: pages(visitor, address) for address in addresses(name, agency)}
    taken, first = defaultdict(list), []
    with sizes.small():
        visitor.get(LISTS[name].path)
    for _ in range(ROUNDS):
        for page in (page for found in wanted.values() for page in found):
            with sizes.small():
                first.append(_seconds(visitor, LISTS[name].path))
            taken[page].append(_seconds(visitor, page))
    times = {page: statistics.median(each) for page, each in taken.items()}
    slowest = {address: p95([times[page] for page in found]) for address, found in wanted.items()}
    worst, floor = max(slowest, key=slowest.get), statistics.median(first)
    print(
        f"{name}: first page of few {floor * 1000:.1f} ms; of many {times[LISTS[name].path] * 1000:.1f} ms; "
        f"p95 of the slowest of {len(wanted)} filters ({len(times)} pages) {slowest[worst] * 1000:.1f} ms, {worst}"
    )
    return slowest[worst] / floor


def p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _seconds(visitor: Visitor, url: str) -> float:
    ask = visitor.asking(url)
    gc.collect(0)
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun
