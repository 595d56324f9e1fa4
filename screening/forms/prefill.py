"""What was typed elsewhere and is offered on the check page, so that nobody types it twice."""

import datetime as dt

from cse_portal import dates
from screening.forms.pathway import Prospect
from screening.models import Screening
from screening.protocol import Duty

_CARERS_KNOW = "You recorded that parents or carers know about this screening. Do they know about the referral?"
_CHILD_KNOWS = "You recorded that the child knows about this screening. Do they know about the referral?"


def initial_judgement(screening: Screening) -> dict:
    """The judgement as it was saved; on a first visit, what other pages and the screening before it already say.

    Somebody who does not know of the screening has not been told of a referral. The reverse is asked, never assumed.
    """
    if screening.judgement:
        return screening.judgement
    front, before = screening.front_sheet, screening.previous.judgement if screening.previous else {}
    offered = {
        "worried_about": screening.narrative.get("analysis"),
        "asked_of_mash": before.get("asked_of_mash"),
        "done_already": before.get("done_already") or _planned(screening),
        "safe_contact": front.get("contact_number") or before.get("safe_contact"),
        "carers_told": "no" if front.get("parent_aware") == "no" else None,
        "child_told_of_referral": "no" if front.get("child_aware") == "no" else None,
        "plan": [{**row, "by": None} for row in before.get("plan", ())],
    }
    return {name: value for name, value in offered.items() if value}


def _planned(screening: Screening) -> str:
    """What the last screening planned, with its day, for the practitioner to say what came of it."""
    rows = screening.previous.judgement.get("plan", ()) if screening.previous else ()
    lines = [f"{row['action']} ({row['owner']})" for row in rows if row.get("action")]
    return f"Planned on {dates.plain_day(screening.previous.screening_date)}: {'; '.join(lines)}." if lines else ""


def hints_of(screening: Screening, prospects: list[Prospect]) -> dict[str, str]:
    """Hints that know this child: what was recorded, and the area's date for the next screening."""
    hints = {}
    if screening.front_sheet.get("parent_aware") == "yes":
        hints["carers_told"] = _CARERS_KNOW
    if screening.front_sheet.get("child_aware") == "yes":
        hints["child_told_of_referral"] = _CHILD_KNOWS
    due = next((each.due for each in prospects if each.asks(Duty.EARLY_HELP_PLAN) and each.due), None)
    if due:
        hints["rescreen_on"] = _rescreen_hint(due)
    return hints


def _rescreen_hint(due: dt.date) -> str:
    return f"Not later than the area’s date, {dates.plain_day(due)}. Leave blank to use that date."
