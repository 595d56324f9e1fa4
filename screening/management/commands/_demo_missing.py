"""The demo's missing episodes: one whose interview was held in time, one child who came back a few days ago."""

import datetime as dt
from collections.abc import Callable

from accounts.models import Membership
from cse_portal import clock
from referrals.models import Interview
from screening import actions
from screening.models import Child

SAID = "Was with friends at the retail park and did not want to go home. Names nobody. Will talk again with her tutor."


def seed_missing(members: dict[str, list[Membership]], *, at: Callable) -> None:
    """Recorded by the CSE officer, on whose list the second interview waits."""
    (nia,) = members["nia"]
    teasel, cedar = (Child.objects.get(first_names=name, agency__area=nia.area) for name in ("Teasel", "Cedar"))
    with at(36, "09:30"):
        held = actions.record_missing(child=teasel, by=nia, values=_away(hours=11, where="The retail park"))
    with at(34, "16:20"):
        interview = {
            "interview": Interview.HELD, "interview_offered": clock.now() - dt.timedelta(days=1),
            "interview_held": clock.now() - dt.timedelta(hours=1), "interview_said": SAID,
            "interviewer": "Ada Invented, return interview service",
        }  # fmt: skip
        values = {name: getattr(held, name) for name in ("missing_from", "found_at", "found_where", "found_with")}
        actions.change_missing(episode=held, by=nia, values=values | interview)
    with at(3, "08:10"):
        actions.record_missing(child=cedar, by=nia, values=_away(hours=9, where="A bus shelter near the canal"))


def _away(*, hours: int, where: str) -> dict:
    back = clock.now() - dt.timedelta(hours=1)
    return {
        "missing_from": back - dt.timedelta(hours=hours), "found_at": back, "found_where": where,
        "found_with": "Nobody known", "interview": Interview.NOT_YET,
    }  # fmt: skip
