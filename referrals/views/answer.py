"""Whoever was asked answers: just the question, its card where it has one, and a box."""

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.access import allowed
from accounts.models import Membership
from accounts.opening import number_now
from accounts.permissions import Permission
from audit.actions import record_view
from audit.events import EventType
from cse_portal.dates import plain_day_of, when
from cse_portal.held import typed
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.actions.replying import Replied
from referrals.forms.answer import AnswerForm, box_of
from referrals.models import Round
from referrals.states import NotPossible
from referrals.views.questions import late_words
from referrals.views.record import back, identity


@allowed(Permission.REFERRAL_SEND)
def answer(request, ref):
    asked, refusal = found_round(request, ref), NOTHING
    form = AnswerForm(typed(request), asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            replied = actions.answer(round=asked, by=request.member, answers=form.answers)
            if not replied.taken:
                messages.success(request, sent_words(replied.round))
                return redirect("referrals:answer", ref)
            asked, refusal = replied.round, taken(form, replied)
        except NotPossible as sentence:
            refusal = Refusal(str(sentence), form.typed(form.questions))
        except Incomplete as incomplete:
            form.send_back(incomplete)
    context = about(asked) | {"form": form, "refusal": refusal.sentence, "typed": refusal.typed, "back": back(request)}
    context["rows"] = [(question, form[box_of(question)]) for question in asked.questions.all()]
    return render(request, "referrals/answer.html", context, status=409 if refusal.sentence else 200)


class Refusal(NamedTuple):
    """Why something was not saved, and what it was, for its sender to copy."""

    sentence: str
    typed: list[tuple[str, str]]


NOTHING = Refusal("", [])


def taken(form: AnswerForm, replied: Replied) -> Refusal:
    """Somebody else answered some of the questions meanwhile; the other answers were sent."""
    who = [
        f"{each.answered_by.user.name} answered question {each.number} {when(each.answered_at)}; that answer stands."
        for each in replied.taken
    ]
    return Refusal(" ".join(who), form.typed(replied.taken))


def sent_words(asked: Round) -> str:
    left = sum(1 for question in asked.questions.all() if not question.answered_at)
    if not left:
        return "Sent to the MASH. Every question is answered."
    return f"Sent to the MASH. {left} question{'s' if left > 1 else ''} still to answer."


def about(asked: Round) -> dict:
    """The child: all that its own referrer knows, and for another agency what it was told."""
    referral = asked.referral
    return {
        "asked": asked,
        "area": referral.area,
        "identity": identity(referral) if asked.of_referrer else told_identity(asked),
        "referral": referral if asked.of_referrer else None,
        "ended": "" if asked.is_open else actions.ended_words(asked),
        "late": late_words(asked),
        "ring": number_now(referral.area),
    }


def told_identity(asked: Round) -> dict:
    told = asked.told
    facts = [
        ("Known as", told["known_as"]),
        ("Born", plain_day_of(told["date_of_birth"])),
    ]
    if told["age"] is not None and not told["date_of_birth"]:
        facts.append(("Age", f"about {told['age']}, estimated"))
    return {"name": told["name"], "facts": [(label, words) for label, words in facts if words]}


def found_round(request, reference: str) -> Round:
    """The round, its look recorded. Another agency's look is kept under the round, whose reference is all it knows."""
    member: Membership = request.member
    rounds = Round.objects.visible_to(member).filter(reference=reference, agency=member.agency)
    asked = rounds.with_people().select_related("referral__child", "referral__area", "referral__worker__user").first()
    if asked is None:
        raise Http404
    child = asked.referral.child
    record_view(
        EventType.REFERRAL_VIEWED, by=member, child=child.reference if child else "", area_id=asked.referral.area_id,
        reference=asked.referral.reference if asked.of_referrer else asked.reference,
        reason=f"Question {asked.reference} only",
    )  # fmt: skip
    return asked
