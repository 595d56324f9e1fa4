"""What happened to a referral, newest first, told by its events."""

import datetime as dt

from django.db.models import QuerySet

from audit.events import EventType
from audit.models import Event
from referrals.content import TIMELINE
from referrals.models import Referral
from referrals.states import MASH_OUTCOME_WORDS, MashOutcome

LOOKS = (EventType.REFERRAL_VIEWED, EventType.DOCUMENT_DOWNLOADED)
MOST = 50


def timeline(referral: Referral) -> list[dict]:
    events = about(referral, TIMELINE)[:MOST]
    return [*map(told, events), *submitted(referral.content.get("screening"))]


def about(referral: Referral, types) -> QuerySet:
    return Event.objects.about(referral.reference).filter(type__in=types).order_by("-id")


def told(event: Event) -> dict:
    lines = [f"{event.person}, {event.agency}" if event.agency else "By the portal", event.reason]
    return {"title": title(event), "lines": [line for line in lines if line], "at": event.at}


def title(event: Event) -> str:
    if event.type == EventType.REFERRAL_ASSIGNED and event.detail.get("to"):
        return f"Given to {event.detail['to']}"
    if event.type == EventType.REFERRAL_DECIDED and event.detail.get("outcome"):
        return f"Decided: {MASH_OUTCOME_WORDS[MashOutcome(event.detail['outcome'])]}"
    return event.words


def submitted(screening: dict | None) -> list[dict]:
    """The screening itself stands at the foot; it came before the referral."""
    if not screening:
        return []
    at = dt.datetime.fromisoformat(screening["submitted_at"])
    return [
        {"title": f"Screening completed: {screening['outcome_words']}", "lines": [screening["reference"]], "at": at}
    ]
