"""The rounds of questions of a referral, as its pages show them: each by itself, and each question under its card."""

from dataclasses import dataclass

from accounts.access import has_permission
from accounts.models import Membership
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.dates import short_day, when
from referrals.actions import who_answers
from referrals.models import Question, Referral, Round
from referrals.views.record import receives


@dataclass(frozen=True)
class Shown:
    """One round: where it stands in a word and a tone, when it was asked and is due, and how it ended."""

    round: Round
    tag: str
    tone: str
    lines: list[str]


def questions(request, referral: Referral) -> dict:
    """For a page's context: the rounds this person may read, the questions by their card, and whether they may ask."""
    rounds = list(readable(referral, request.member))
    by_card: dict[str, list[Question]] = {}
    for asked in rounds:
        for question in asked.questions.all():
            by_card.setdefault(question.about, []).append(question)
    return {
        "rounds": [shown(asked) for asked in rounds],
        "questions_on": by_card,
        "may_ask": receives(request.member) and referral.is_open,
        "waits": any(asked.is_open for asked in rounds),
    }


def readable(referral: Referral, member: Membership):
    """The MASH and the CSE officer read every round; the referrer and their lead those that were put to them."""
    rounds = referral.rounds.with_people().order_by("-asked_at", "-id")
    if receives(member) or has_permission(member, Permission.LOG_VIEW):
        return rounds
    return rounds.filter(of_referrer=True)


def put_to_referrer(referral: Referral) -> list[Shown]:
    """The questions that were put to whoever sent it, for the page that says what became of it."""
    return [
        shown(asked) for asked in referral.rounds.filter(of_referrer=True).with_people().order_by("-asked_at", "-id")
    ]


def shown(asked: Round) -> Shown:
    tag, tone = state_of(asked)
    lines = [f"Asked {when(asked.asked_at)} by {asked.asked_by.user.name}."]
    if asked.due_on:
        lines.append(f"Answer due {short_day(asked.due_on)}.")
    if not asked.is_open and not asked.is_answered:
        lines.append(f"Ended {when(asked.ended_at)} by {asked.ended_by.user.name}. {asked.ended_reason}".strip())
    if asked.is_open and not who_answers(asked):
        lines.append("Nobody there can answer here any more. Ring them.")
    return Shown(asked, tag, tone, lines)


def state_of(asked: Round) -> tuple[str, str]:
    if asked.is_answered:
        return "Answered", "green"
    if not asked.is_open:
        return "Ended without the answers", "grey"
    return (late_words(asked), "red") if late_words(asked) else ("Waiting", "amber")


def late_words(asked: Round) -> str:
    """2 days late; nothing while there is time, and nothing any more once the round has ended."""
    days = (clock.today() - asked.due_on).days if asked.due_on and asked.is_open else 0
    return f"{days} day{'s' if days > 1 else ''} late" if days > 0 else ""
