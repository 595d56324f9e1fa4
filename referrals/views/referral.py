"""One address, two readers: the MASH sees the referral in short, the referrer what became of it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import allowed, has_permission
from accounts.permissions import Permission
from cse_portal import clock
from cse_portal.wording import lower_first
from referrals.actions import about, may_restrict
from referrals.clock_words import by_words, closed_words
from referrals.models import Referral
from referrals.same_child import how_many, others
from referrals.states import STATE_WORDS, State
from referrals.views.answered import answered
from referrals.views.became import became
from referrals.views.clocks import procedure_now, reader
from referrals.views.disagreement import disputed
from referrals.views.elsewhere import elsewhere
from referrals.views.in_short import in_short
from referrals.views.kinds import kind_words
from referrals.views.links import links
from referrals.views.papers import papers_of
from referrals.views.questions import questions
from referrals.views.rate import ratings
from referrals.views.record import found, frame, receives
from referrals.views.timeline import latest


@require_safe
@allowed(Permission.REFERRAL_RECEIVE, Permission.REFERRAL_SEND, Permission.LOG_VIEW)
def referral(request, ref):
    record = found(request, ref)
    if not receives(request.member) and not has_permission(request.member, Permission.LOG_VIEW):
        return became(request, record)
    procedure = procedure_now(record.area)
    context = (
        frame(request, record, "referral")
        | questions(request, record)
        | {
            "short": in_short(record.content),
            "judged": judged(record),
            "kind": kind_words(record.content),
            "links": links(record, request.member),
            "tone": STATE_WORDS[State(record.state)].tone,
            "answer": answered(record),
            "disputed": disputed(record),
            "timeline": latest(record),
            "clock": reader(procedure, [record])(record),
            "due": by_words(record.due_at),
            "ratings": ratings(record),
            "elsewhere": elsewhere(record, request.member),
            "closed": closed_words(procedure, clock.now()),
            "papers": papers_of(record),
            "same_child": matched(record, request.member) if receives(request.member) else None,
        }
    )
    return render(request, "referrals/referral.html", context)


def matched(record: Referral, member) -> dict:
    """Whether the area knows the child already, for the MASH alone."""
    child = about(record)
    own = child if child and may_restrict(child, member) else None
    return {"count": how_many(record), "others": others(record), "own": own}


def judged(record: Referral) -> str:
    """Who judged the outcome, and how it stands to what the tool says."""
    screening = record.content.get("screening")
    if not screening:
        return ""
    if screening["fixed"]:
        return "fixed by the tool’s own rule"
    least, second = screening["least_words"], screening["countersigned_by"]
    words = "judged by the practitioner"
    if least and least != screening["outcome_words"]:
        words += f"; the tool expects at least: {lower_first(least)}"
    return f"{words}; agreed by {second}" if second else words
