"""What each outcome of the MASH comes with, invented."""

import datetime as dt

from cse_portal import clock


def details(outcome: str) -> dict[str, str]:
    """The answers the outcome needs, with days counted from today."""
    today = clock.today()
    meeting = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(10), clock.LONDON)
    return {
        "strategy_discussion": {"held_at": meeting.isoformat(), "attends": "Police, school and social care"},
        "section_17": {"assesses": "Alder Notional", "assesses_from": (today + dt.timedelta(days=1)).isoformat()},
        "early_help": {"leads": "Colm Mockford"},
        "advice": {"advised": "Ring the specialist service."},
        "already_open": {
            "worker_name": "Fern Makebelieve",
            "worker_team": "Demo family team",
            "worker_phone": "01632 960733",
        },
        "no_further_action": {
            "rescreen_on": (today + dt.timedelta(days=28)).isoformat(),
            "support": "The aunt and the school librarian.",
        },
    }[outcome]
