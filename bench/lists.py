"""Any page and filter of the worklist and the log at 100,000 screenings beside their first page at 1,000."""

import gc
import itertools
import statistics
import time
from collections import defaultdict
from pathlib import Path

from django.db import connection

from bench.list_pages import LISTS, looks, pages, reader
from bench.requests import Visitor
from bench.setting import make_member
from bench.two_sizes import TwoSizes

LIMIT, UNIT = 1.5, " ×"
ROUNDS, AGAIN = 2, 6
# From this ratio on a page is asked again, well below the limit, so that it is not the limit that ends the asking.
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
    return max(_ratio(name, people[LISTS[name].role], sizes, agency) for name in LISTS)


def _ratio(name: str, member, sizes: TwoSizes, agency: str) -> float:
    """The slowest filter's pages beside the first page of the small database.

    Each page is asked for beside the first page of the small one, and the best of its rounds counts: what else the
    machine does is no part of it. Pages that seem too slow are asked again. The p95 is over the pages of one filter, so
    that no slow filter hides behind quick ones.
    """
    first = LISTS[name].path
    wanted = looks(name, agency)
    readers = {words: reader(member, first, words) for words in {look.words for look in wanted}}
    found = {look: [(page, look.words) for page in pages(readers[look.words], look.address)] for look in wanted}
    with sizes.small():
        of_few = reader(member, first, "")
        of_few.get(first)
    asked = list(itertools.chain(*found.values()))
    few, many = defaultdict(list), defaultdict(list)
    for _ in range(AGAIN):
        for page, words in asked * ROUNDS:
            with sizes.small():
                few[page, words].append(_seconds(of_few, first))
            many[page, words].append(_seconds(readers[words], page))
        best = {page: min(times) for page, times in many.items()}
        floor = statistics.median(min(times) for times in few.values())
        asked = [page for page in best if best[page] > SLOW * floor]
    slowest = {look: p95([best[page] for page in each]) for look, each in found.items()}
    worst = max(slowest, key=slowest.get)
    print(
        f"{name}: first page of few {floor * 1000:.1f} ms, of many {best[first, ''] * 1000:.1f} ms; "
        f"{len(best)} pages of {len(found)} filters, p95 of the slowest {slowest[worst] * 1000:.1f} ms "
        f"= {slowest[worst] / floor:.2f} ×: {worst}",
        flush=True,
    )
    return slowest[worst] / floor


def p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def _seconds(visitor: Visitor, url: str) -> float:
    """What a page costs: processor time of this thread and of the database's process for it.

    On a machine of one's own that is how long the page takes. Where the kernel does not tell, it is the time by the
    clock.
    """
    ask = visitor.asking(url)
    gc.collect(0)
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.get_backend_pid()}/schedstat")
    begun = _spent(server)
    ask()
    return (_spent(server) - begun) / 1e9


def _spent(server: Path) -> int:
    return time.thread_time_ns() + int(server.read_text().split()[0]) if server.exists() else time.perf_counter_ns()
