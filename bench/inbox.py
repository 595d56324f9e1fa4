"""The pages, filters and orders of the inbox at 1,000,000 children and 200,000 referrals beside page 1 at 1,000."""

from bench.lists import ratio
from bench.setting import fill_mash, make_member
from bench.two_sizes import TwoSizes

LIMIT, UNIT = 1.5, " ×"
CHILDREN = 1_000_000


def measure() -> float:
    practitioners = [make_member("practitioner") for _ in range(23)]
    # The manager sees most: who holds how many, besides the list.
    mash = [make_member(role, agency_kind="mash") for role in ("mash_manager", "mash_worker", "mash_worker")]
    sizes = TwoSizes(practitioners=practitioners, mash=mash, big=CHILDREN, filling=fill_mash)
    return ratio("inbox", mash[0], sizes, practitioners[4].agency.name)
