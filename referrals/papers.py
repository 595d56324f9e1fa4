"""What the papers about a referral say besides the referral itself: the decision, the letter, what an edition changed.

Everything is frozen in Document.content when a paper is asked for, so that it can be made again as it was.
"""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock, dates
from referrals import content as contents
from referrals.cards import answered
from referrals.decisions import facts
from referrals.models import Referral
from referrals.states import DocumentKind, State
from referrals.what_now import what_now


def content_of(kind: DocumentKind, referral: Referral) -> dict:
    """Everything the next edition of that paper is made from."""
    return {
        **(of_letter(referral) if kind is DocumentKind.LETTER else contents.of_document(referral)),
        "decision": decision(referral),
        "answered": answers(referral),
        "verify_at": verify_at(),
        "as_of": contents.moment(clock.now()),
    }


def decision(referral: Referral) -> dict | None:
    """What the MASH answered: decided, joined or passed on. None while it has not."""
    if not referral.is_answered:
        return None
    return {
        "words": referral.answer_words,
        # Why a referral was joined is about another one, which whoever holds this paper may not know of.
        "reason": "" if referral.state == State.JOINED else referral.reason,
        "decided_at": contents.moment(referral.decided_at),
        "decided_by": referral.decided_by.user.name,
        "needs": [fact._asdict() for fact in facts(referral.mash_outcome, referral.decision_details)],
        "next_step": referral.next_step,
        "feedback": referral.feedback,
        "worker": _worker(referral),
    }


def answers(referral: Referral) -> list[dict]:
    """What the referrer answered. What other agencies told the MASH is not for everybody who holds this paper."""
    return [row for row in answered(referral) if row["of_referrer"]]


def _worker(referral: Referral) -> dict | None:
    """Whom the referrer asks for, and the number: the worker's own, else the agency's."""
    worker = referral.worker or referral.decided_by
    if worker is None:
        return None
    phone = worker.user.phone or worker.agency.phone or worker.user.email
    return {"name": worker.user.name, "agency": worker.agency.name, "phone": phone}


def of_letter(referral: Referral) -> dict:
    """The letter that tells the referrer what was decided."""
    child = referral.child
    return {
        "reference": referral.reference,
        "area": referral.area.name,
        "to": contents.referrer(referral.referrer),
        "child": referral.child_name,
        "born": child.date_of_birth.isoformat() if child and child.date_of_birth else "",
        "sent_at": contents.moment(referral.sent_at),
        "what_now": what_now(referral),
        "leads": [lead.user.name for lead in leads(referral)],
        "calls": contents.calls(referral.area),
    }


def leads(referral: Referral) -> list[Membership]:
    """Who speaks for the agency when it disagrees."""
    members = Membership.objects.with_permission(Permission.SCREENING_COUNTERSIGN)
    return list(members.filter(agency=referral.agency).select_related("user").order_by("user__name")[:3])


def verify_at() -> str:
    """The page that checks a copy, as it is printed: without https:// before it."""
    return f"{settings.PUBLIC_URL}{reverse('referrals:verify')}".split("://")[-1].rstrip("/")


def changed(before: dict, now: dict) -> list[str]:
    """What this edition has that the one before it had not, as the ends of a sentence: "with the decision of …"."""
    found = [change for name, change in _CHANGES.items() if before.get(name) != now.get(name) and now.get(name)]
    return [*filter(None, [change(before, now) for change in found]), *_locked_away(before, now)]


def _screening(before: dict, now: dict) -> str:
    at = dt.datetime.fromisoformat(now["screening"]["submitted_at"])
    word = "corrected" if before.get("screening") else "completed"
    return f"with the screening {word} on {dates.day(at)}"


def _decision(before: dict, now: dict) -> str:
    at = dt.datetime.fromisoformat(now["decision"]["decided_at"])
    if before.get("decision"):
        return f"with the decision as changed on {_as_of(now)}"
    return f"with the decision of {dates.day(at)}"


def _files(before: dict, now: dict) -> str:
    known = _sums(before)
    new = sum(file["sha256"] not in known for file in now["files"])
    return f"with {'a file' if new == 1 else f'{new} files'} added up to {_as_of(now)}" if new else ""


def _locked_away(before: dict, now: dict) -> list[str]:
    """Nobody takes a file away: what is listed no more was found harmful."""
    gone = len(_sums(before) - _sums(now))
    return [f"without {'a file' if gone == 1 else f'{gone} files'} found to be harmful"] if gone else []


def _sums(content: dict) -> set[str]:
    return {file["sha256"] for file in content.get("files", [])}


def _as_of(now: dict) -> str:
    return dates.day(dt.datetime.fromisoformat(now["as_of"]))


_CHANGES = {
    "screening": _screening,
    "added_at": lambda before, now: f"with what the referrer added by {_as_of(now)}",
    "answered": lambda before, now: f"with the referrer’s answers up to {_as_of(now)}",
    "files": lambda before, now: _files(before, now),
    "decision": _decision,
}
