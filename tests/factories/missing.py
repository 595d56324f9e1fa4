"""Invented times when a child was missing, recorded through the action."""

import datetime as dt

from accounts.models import Membership
from cse_portal import clock
from referrals.models import Interview, MissingEpisode
from screening import actions
from screening.models import Child


def make_episode(child: Child, by: Membership, *, began: dt.datetime | None = None, **values) -> MissingEpisode:
    """Missing for nine hours since yesterday, found at a bus station; `values` says otherwise."""
    began = began or clock.now() - dt.timedelta(days=1)
    usual = {
        "missing_from": began,
        "found_at": began + dt.timedelta(hours=9),
        "found_where": "At the bus station",
        "interview": Interview.NOT_YET,
    }
    return actions.record_missing(child=child, by=by, values=usual | values)
