"""A return interview in words: by when to offer it, or what became of it and how late (rule 31)."""

import datetime as dt

from cse_portal import clock
from cse_portal.dates import short_day, time24
from referrals.clock_words import lasting
from referrals.models import Interview, MissingEpisode


def interview_words(episode: MissingEpisode) -> str:
    """Offer it by Tue 24 Nov, 21:40; held Tue 24 Nov, 20:00, in time; 3 h late."""
    if episode.interview_due is None:
        return "Not back yet"
    due, held = _at(episode.interview_due), episode.interview_held
    apart = abs((held or clock.now()).astimezone(dt.UTC) - episode.interview_due.astimezone(dt.UTC))
    timely = f"{lasting(apart)} late" if episode.interview_late else "in time"
    if episode.interview == Interview.HELD:
        return f"Held {_at(held)}, {timely}"
    if episode.interview == Interview.REFUSED:
        return "Offered and refused"
    if episode.interview == Interview.OFFERED:
        return f"Offered, not held yet, {timely}" if episode.interview_late else f"Offered. Hold it by {due}"
    return f"Not offered yet, {timely}" if episode.interview_late else f"Offer it by {due}"


def _at(moment: dt.datetime) -> str:
    return f"{short_day(moment)}, {time24(moment)}"
