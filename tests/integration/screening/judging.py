"""What a browser sends from the check page."""

import datetime as dt

from django.urls import reverse

from screening.models import Screening
from tests.factories.screenings import judgement


def check_url(draft: Screening) -> str:
    return reverse("screening:check", args=[draft.reference])


def sent_url(draft: Screening) -> str:
    return reverse("screening:sent", args=[draft.reference])


def boxes(outcome: str, **fields) -> dict:
    """The boxes of a whole judgement: dates in three, the plan by indicator."""
    values = {"plan": [], "what_changed": "", **judgement(outcome, **fields)}
    plan = values.pop("plan")
    for name in ("lead_on", "cse_on", "rescreen_on"):
        values |= _date(name, values.pop(name, ""))
    for row in plan:
        code = row["code"]
        values |= {f"plan-{code}-action": row["action"], f"plan-{code}-owner": row["owner"]}
        values |= _date(f"plan-{code}-by", row["by"])
    return {name: value for name, value in values.items() if value not in (None, False)}


def _date(name: str, iso: str) -> dict:
    if not iso:
        return {}
    day = dt.date.fromisoformat(iso)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
