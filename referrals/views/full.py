"""The referral in full, as it was sent."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed
from accounts.permissions import Permission
from cse_portal.dates import plain_day
from referrals.views.in_short import in_full, in_parts, narrative_fact
from referrals.views.questions import questions
from referrals.views.record import found, frame


def day_in_words(iso: str) -> str:
    """A day of the frozen plan; what is not a date stays as it was written."""
    try:
        return plain_day(dt.date.fromisoformat(iso))
    except ValueError:
        return iso


def added_at(content: dict) -> dt.datetime | None:
    """When the referrer last told the MASH more."""
    return dt.datetime.fromisoformat(content["added_at"]) if "added_at" in content else None


def names_of(row: dict) -> set[str]:
    """A part of the narrative is written, or it is said why not."""
    return {row["name"], f"{row['name']}_not_obtained"}


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.LOG_VIEW)
def full(request, ref):
    referral = found(request, ref)
    screening, shown = referral.content.get("screening") or {}, in_parts(referral.content)
    context = (
        frame(request, referral, "full")
        | questions(request, referral)
        | {
            "groups": in_full(referral.content),
            "added": added_at(referral.content),
            "plan": [row | {"by": day_in_words(row.get("by", ""))} for row in screening.get("plan", [])],
            "front_sheet": [row for row in screening.get("front_sheet", []) if row["name"] not in shown],
            "narrative": [narrative_fact(row) for row in screening.get("narrative", []) if not shown & names_of(row)],
        }
    )
    return render(request, "referrals/full.html", context)
