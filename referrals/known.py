"""What nobody has to be asked again, because the screening, the child's record or an earlier page has it."""

import datetime as dt

from cse_portal import dates
from cse_portal.clock import LONDON
from referrals.fields import QUESTIONS
from referrals.states import Kind
from screening import authorities
from screening.models import Screening


def known(content: dict, screening: Screening | None = None) -> dict:
    """What nobody has to be asked again: the child's record, the referrer, the screening, the questions before it."""
    child = (content["screening"] or content).get("child") or {}
    details = content["details"]
    values = {
        **of_draft(screening),
        **call_noted(screening),
        "danger": "yes" if content["kind"] == Kind.ALERT or (screening and screening.danger) else "no",
        "referral_reason": "" if content["kind"] == Kind.SCREENING else "significant_harm",
        "child_names": child.get("name"),
        "other_names": child.get("known_as"),
        "born": _born(child),
        "worried_about": details.get("what"),
        "phone": content["referrer"]["phone"],
        "consulted": details.get("lead_name"),
    }
    return {name: value for name, value in values.items() if value}


def of_draft(screening: Screening | None) -> dict:
    """What the front sheet and the narrative already answer."""
    sheet, narrative = (screening.front_sheet, screening.narrative) if screening else ({}, {})
    values = {**sheet, **narrative, "where": sheet.get("where_now"), "placing_authority": _placed(sheet)}
    return {name: value for name, value in values.items() if value and name in QUESTIONS}


def _placed(sheet: dict) -> str:
    """The two authorities (rule 30), where they are said, before what was written of the placement."""
    lives, comes = (authorities.said(sheet, question) for question in (authorities.HOST, authorities.HOME))
    words = [f"Home authority {comes}" if comes else "", f"Lives in {lives}" if lives else ""]
    return ". ".join(filter(None, [*words, sheet.get("placing_authority")]))


def call_noted(screening: Screening | None) -> dict:
    """A call that was noted before anything was written (rule 26)."""
    if screening is None or screening.danger_called_at is None:
        return {}
    at = screening.danger_called_at.astimezone(LONDON)
    return {
        "phoned": "yes", "phoned_on": at.date().isoformat(), "phoned_at": f"{at:%H:%M}",
        "phoned_to": screening.danger_called,
    }  # fmt: skip


def _born(child: dict) -> str:
    if child.get("date_of_birth"):
        return dates.plain_day(dt.date.fromisoformat(child["date_of_birth"]))
    if child.get("age") is None:
        return ""
    return ": ".join(filter(None, [f"About {child['age']}, estimated", child.get("age_source")]))
