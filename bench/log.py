"""The pages, lists, filters and searches of the log at 1,000,000 screenings beside page 1 at 1,000."""

import os

from bench.lists import ratio
from bench.setting import make_member
from bench.two_sizes import TwoSizes

LIMIT, UNIT = 1.5, " ×"
# BENCH_SCREENINGS=100000 gives a shorter trial.
SCREENINGS = int(os.environ.get("BENCH_SCREENINGS") or 1_000_000)


def measure() -> float:
    print(f"log: {SCREENINGS:,} screenings", flush=True)
    practitioners = [make_member("practitioner") for _ in range(23)]
    mash = [make_member("mash_worker", agency_kind="mash") for _ in range(3)]
    officer = make_member("cse_officer", agency_kind="social_care")
    sizes = TwoSizes(practitioners=practitioners, mash=mash, big=SCREENINGS)
    return ratio("log", officer, sizes, practitioners[4].agency.name)
