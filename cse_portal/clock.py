"""The one clock of the business. Everything that asks what day or time it is asks here.

`CSE_CLOCK_SHIFT` (seconds) moves it for training and tests; production refuses to start with it. Sessions, locks and
message retries are not the business and keep the machine's own clock.
"""

import datetime as dt
import os
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present moment, aware, in London time (so that .date() is the day people mean)."""
    return (dt.datetime.now(dt.UTC) + shift()).astimezone(LONDON)


def shift() -> dt.timedelta:
    """How far the business clock stands before the machine's: what is kept in machine time is shown moved by it."""
    return dt.timedelta(seconds=int(os.environ.get("CSE_CLOCK_SHIFT") or 0))


def today() -> dt.date:
    """Today's date in London."""
    return now().date()
