"""The answers to a round of questions, and the MASH going on without them."""

from typing import NamedTuple

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import Membership
from cse_portal import clock, outbox
from cse_portal.dates import when
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from referrals.actions.asking import LONGEST_TEXT
from referrals.actions.locking import locked
from referrals.actions.papers import ask_for_document
from referrals.actions.standing import stand_about
from referrals.actions.telling import path_of, record_on, who_has
from referrals.actions.waiting import stop_waiting
from referrals.models import Question, Referral, Round
from referrals.states import Action, NotPossible, State, Transition, transition


class Replied(NamedTuple):
    """What became of answers that were sent: the round, and the questions somebody else had answered meanwhile."""

    round: Round
    taken: list[Question]


@transaction.atomic
def answer(*, round: Round, by: Membership, answers: dict[int, str]) -> Replied:
    """Answer some or all questions of a round, by number. With the last answer the clock goes on.

    A question that has an answer keeps it and is handed back, so that nothing typed is lost. Raises Incomplete when
    nothing was written, NotPossible when the round has ended, and Http404 for whoever was not asked.
    """
    referral, asked = _locked_round(round, by=by)
    questions = {question.number: question for question in asked.questions.all()}
    given = {number: text.strip() for number, text in answers.items() if text.strip()}
    if given and all(n in questions and questions[n].answer == text for n, text in given.items()):
        return Replied(asked, [])
    if not asked.is_open:
        raise NotPossible(ended_words(asked))
    row = transition(referral.state, Action.ANSWER)
    require(by, row.permission)
    if problems := _problems(given, questions):
        raise Incomplete(problems)
    fresh = [questions[n] for n in given if not questions[n].answered_at]
    if fresh:
        _keep(referral, asked, row, {question: given[question.number] for question in fresh}, by=by)
    return Replied(asked, [questions[n] for n, text in given.items() if questions[n].answer != text])


@transaction.atomic
def go_on(*, referral: Referral, by: Membership, reason: str) -> Referral:
    """Go on without the answers that are still out, and say why. Raises Incomplete without a reason."""
    try:
        referral, row = locked(referral, by=by, action=Action.RESUME)
    except NotPossible:
        if Referral.objects.filter(pk=referral.pk, state=State.ACKNOWLEDGED).exists():
            raise NotPossible("Nothing is waited for any more: no question is open.") from None
        raise
    if not reason.strip():
        raise Incomplete({"reason": "Say why the MASH goes on without the answers"})
    if len(reason) > LONGEST_TEXT:
        raise Incomplete({"reason": f"The reason must be {LONGEST_TEXT:,} characters or fewer"})
    is_told_more = referral.rounds.open().filter(of_referrer=True, questions__answered_at__isnull=False).exists()
    _resume(referral, row, by=by, reason=reason.strip())
    if is_told_more:
        ask_for_document(referral)
    return referral


def ended_words(asked: Round) -> str:
    """Why a round takes no more answers. Another agency reads nothing of what became of the referral."""
    if asked.is_answered:
        last = max(asked.questions.all(), key=lambda question: question.answered_at)
        words = f"Every question is answered, the last by {last.answered_by.user.name} {when(last.answered_at)}."
        return f"{words} If there is more to say, ring the MASH."
    if asked.of_referrer and asked.referral.state == State.WITHDRAWN:
        return f"The referral was withdrawn {when(asked.ended_at)}, so the MASH needs no answer."
    return f"The MASH went on without this {when(asked.ended_at)}. You can still ring."


def _locked_round(round: Round, *, by: Membership) -> tuple[Referral, Round]:
    """The referral locked before its round, as everybody does, so that no two wait for each other; both fresh."""
    if not Round.objects.visible_to(by).filter(pk=round.pk, agency=by.agency).exists():
        raise Http404
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=round.referral_id)
    return referral, Round.objects.with_people().select_related("referral").get(pk=round.pk)


def _problems(given: dict[int, str], questions: dict[int, Question]) -> dict[str, str]:
    if not given:
        first = min(n for n, question in questions.items() if not question.answered_at)
        return {f"answer_{first}": "Write an answer. “I do not know”, with who may know, is one"}
    unknown = {f"answer_{n}": "This question is not among those you were asked" for n in given if n not in questions}
    return unknown | {
        f"answer_{n}": f"The answer must be {LONGEST_TEXT:,} characters or fewer"
        for n, text in given.items()
        if len(text) > LONGEST_TEXT
    }


def _keep(
    referral: Referral, asked: Round, row: Transition, fresh: dict[Question, str], *, by: Membership
) -> None:  # fmt: skip
    for question, text in fresh.items():
        question.answer, question.answered_at, question.answered_by = text, clock.now(), by
        question.save(update_fields=["answer", "answered_at", "answered_by"])
    numbers = [question.number for question in fresh]
    detail = {"round": asked.reference, "of_referrer": asked.of_referrer, "questions": numbers}
    record_on(row.event, referral, by=by, detail=detail)
    outbox.send(
        MessageKind.QUESTION_ANSWERED, to=who_has(referral), reference=referral.reference,
        path=path_of(referral),
    )  # fmt: skip
    if asked.is_answered:
        asked.ended_at, asked.ended_by = clock.now(), by
        asked.save(update_fields=["ended_at", "ended_by"])
    if not referral.rounds.open().exists():
        _resume(referral, transition(referral.state, Action.RESUME), by=by)
    if asked.is_answered and asked.of_referrer:
        ask_for_document(referral)


def _resume(referral: Referral, row: Transition, *, by: Membership, reason: str = "") -> None:
    stop_waiting(referral, by=by, reason=reason)
    referral.state = row.to
    referral.save()
    record_on(row.event, referral, by=by, reason=reason)
    stand_about(referral)
