"""The MASH asks the referrer about a card, or another agency for information; the clock stands still meanwhile."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from accounts.models import Agency, Membership
from audit.events import EventType
from cse_portal import clock
from cse_portal.models import MessageKind
from cse_portal.problems import Incomplete
from cse_portal.reference import is_reference
from referrals.actions.answering import open_first_time
from referrals.actions.asked import able_to_answer, people_of, tell_asked
from referrals.actions.locking import locked
from referrals.actions.standing import stand_about
from referrals.actions.telling import record_on, tell_referrer
from referrals.cards import Card, cards
from referrals.models import Question, Referral, Round
from referrals.models.questions import round_reference
from referrals.states import Action, NotPossible, State, Transition

MOST_QUESTIONS = 20
LONGEST_TEXT = 10_000
LONGEST_NAME = 400
# An agency is asked for an answer within so many days; the MASH has one working day in all.
LATEST_DAYS = 90


class Asked(NamedTuple):
    """One question as the MASH typed it: which card it is about, empty for none in particular, and its text."""

    about: str
    text: str


@transaction.atomic
def ask(*, referral: Referral, by: Membership, questions: Sequence[Asked], reference: str = "") -> Round:
    """Ask the referrer: several questions are one round, and the clock stands still until their answers are in.

    `reference` is the one the page gave this round, so that pressing twice asks once. Raises Incomplete for what is
    missing, and NotPossible, saying who did what, on a referral that is closed, or where nobody is left to answer.
    """
    referral, row = locked(referral, by=by, action=Action.ASK)
    if already := _asked_before(referral, reference):
        return already
    if not able_to_answer(referral.agency, referral.referrer, of_referrer=True):
        raise NotPossible(f"Nobody at {referral.agency.name} can answer here any more. Ring them.")
    known = cards(referral.content)
    if problems := _problems(questions, known):
        raise Incomplete(problems)
    _stand_still(referral, row, by=by)
    asked = _open(referral, by=by, reference=reference, agency=referral.agency, to=referral.referrer, of_referrer=True)
    _write(asked, questions, known)
    _tell(MessageKind.QUESTION_ASKED, asked, row, by=by, about=[each.about for each in questions if each.about])
    return asked


@transaction.atomic
def ask_agency(
    *, referral: Referral, by: Membership, agency: Agency, questions: Sequence[str], due_on: dt.date | None,
    to: Membership | None = None, who: str = "", reference: str = "",
) -> Round:  # fmt: skip
    """Ask another agency for information by a day. It is told the child's name and birth date, and nothing else.

    `to` is a person there by name; without one its safeguarding leads are asked. `who` says who a child without a
    record is, where the words of the alert would tell more than the agency needs. Raises as `ask` does.
    """
    referral, row = locked(referral, by=by, action=Action.ASK)
    if already := _asked_before(referral, reference):
        return already
    wanted = [Asked("", text) for text in questions]
    if problems := _problems(wanted, {}) | _problems_of_agency(referral, agency, to, due_on):
        raise Incomplete(problems)
    _stand_still(referral, row, by=by)
    asked = _open(
        referral, by=by, reference=reference, agency=agency, to=to, of_referrer=False, due_on=due_on,
        told=told_of(referral, who),
    )  # fmt: skip
    _write(asked, wanted, {})
    _tell(MessageKind.INFORMATION_ASKED, asked, row, by=by, about=[])
    return asked


def told_of(referral: Referral, who: str = "") -> dict:
    """What another agency is told of the child, without which nobody can look them up: name and birth date, or age."""
    child = referral.child
    if child is None:
        return {
            "name": who.strip()[:LONGEST_NAME] or referral.child_as_known,
            "known_as": "",
            "date_of_birth": "",
            "age": None,
        }
    return {
        "name": child.name,
        "known_as": child.known_as,
        "date_of_birth": child.date_of_birth.isoformat() if child.date_of_birth else "",
        "age": child.age(clock.today()),
    }


def _asked_before(referral: Referral, reference: str) -> Round | None:
    """The round that an earlier press of the same page asked."""
    return Round.objects.filter(referral=referral, reference=reference).first() if reference else None


def _problems(questions: Sequence[Asked], known: dict[str, Card]) -> dict[str, str]:
    """Field name to sentence; the questions are numbered from 1, as on the page."""
    if len(questions) > MOST_QUESTIONS:
        return {"text_1": f"Ask {MOST_QUESTIONS} questions or fewer in one round"}
    problems = {}
    for number, question in enumerate(questions or [Asked("", "")], 1):
        if not question.text.strip():
            problems[f"text_{number}"] = "Write the question"
        elif len(question.text) > LONGEST_TEXT:
            problems[f"text_{number}"] = f"The question must be {LONGEST_TEXT:,} characters or fewer"
        if question.about and question.about not in known:
            problems[f"about_{number}"] = "Choose what the question is about from the list"
    return problems


def _problems_of_agency(
    referral: Referral, agency: Agency, to: Membership | None, due_on: dt.date | None
) -> dict[str, str]:
    problems, people, today = {}, people_of(agency), clock.today()
    if agency.pk == referral.agency_id:
        # A colleague there may not open the referral, and would learn here which child it is about.
        problems["agency"] = f"{agency.name} sent this referral. Ask the referrer instead"
    elif not people:
        problems["agency"] = f"Nobody at {agency.name} can answer here. Ring them, or choose another agency"
    elif to is not None and to not in people:
        problems["to"] = f"Choose a person who works at {agency.name} now"
    if due_on is None:
        problems["due_on"] = "Enter the day by which you need the answer"
    elif not today <= due_on <= today + dt.timedelta(days=LATEST_DAYS):
        problems["due_on"] = f"The day must be today or within the next {LATEST_DAYS} days"
    return problems


def _stand_still(referral: Referral, row: Transition, *, by: Membership) -> None:
    """Who asks about a new referral has taken it. The clock stops now, unless it stands still already."""
    now = clock.now()
    if referral.state == State.NEW:
        open_first_time(referral=referral, by=by)
        referral.acknowledged_at, referral.acknowledged_by = now, by
        referral.worker = referral.worker or by
        record_on(EventType.REFERRAL_ACKNOWLEDGED, referral, by=by)
        tell_referrer(MessageKind.REFERRAL_ACKNOWLEDGED, referral)
    referral.state, referral.paused_at = row.to, referral.paused_at or now
    referral.save()


def _open(referral: Referral, *, by: Membership, reference: str, **fields) -> Round:
    free = is_reference(reference) and not Round.objects.filter(reference=reference).exists()
    reference = reference if free else round_reference()
    return Round.objects.create(referral=referral, reference=reference, asked_at=clock.now(), asked_by=by, **fields)


def _write(asked: Round, questions: Iterable[Asked], known: dict[str, Card]) -> None:
    for number, question in enumerate(questions, 1):
        card = known.get(question.about)
        Question.objects.create(
            round=asked, number=number, about=question.about, text=question.text.strip(),
            label=card.label[:300] if card else "", card=card.frozen if card else {},
        )  # fmt: skip


def _tell(kind: MessageKind, asked: Round, row: Transition, *, by: Membership, about: list[str]) -> None:
    detail = {
        "round": asked.reference, "to": asked.whom, "of_referrer": asked.of_referrer, "about": about,
        "questions": asked.questions.count(),
    }  # fmt: skip
    record_on(row.event, asked.referral, by=by, detail=detail)
    tell_asked(kind, asked)
    stand_about(asked.referral)
