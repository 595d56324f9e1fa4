"""What the MASH answered, as duties of whoever reads it: decisions to read, replies to a disagreement, days to keep."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.text import Truncator

from accounts.models import Membership
from cse_portal import clock, dates
from referrals.clock_words import days_words, open_clock
from referrals.decisions import rescreen_on
from referrals.models import Disagreement, DisagreementStage, Referral
from referrals.states import MashOutcome, State
from referrals.what_now import what_now
from screening.models import Rescreen, Screening
from screening.states import Status
from screening.views.items import MOST, SOON, Item

# Of what the MASH wrote; the whole stands on the referral's page.
TEXT_LENGTH = 240
# For so long after its date a screening is asked for that no child's record can show as done.
WITHOUT_RECORD = dt.timedelta(days=14)


def decisions(member: Membership) -> list[Item]:
    """Answers that nobody has marked as read. They stay until somebody does."""
    unread = Referral.objects.unread_answers().read_by(member).select_related("child", "referrer__user")
    return [_decision(referral, member) for referral in unread.order_by("decided_at")[:MOST]]


def _decision(referral: Referral, member: Membership) -> Item:
    told = Truncator(referral.feedback).chars(TEXT_LENGTH)
    left = "" if referral.referrer.user_id == member.user_id else f"{referral.referrer.user.name} has left. "
    waits = referral.unread_told_at is not None
    return Item(
        f"Read the decision about {referral.child_name}", _page("referral", referral),
        f"{left}{referral.answer_words}, decided {dates.when(referral.decided_at)}. {told}".strip(),
        "Decision still to read" if waits else "New decision to read", "amber" if waits else "blue",
        next_words(referral),
    )  # fmt: skip


def next_words(referral: Referral) -> str:
    """What happens next, and what the referrer does."""
    step = Truncator(referral.next_step).chars(TEXT_LENGTH)
    do = f"What you do now: {what_now(referral)}"
    return f"Next: {step} {do}" if step else do


def disagreements(member: Membership) -> list[Item]:
    """Replies to read, and replies that are late (rule 28)."""
    latest = DisagreementStage.objects.filter(disagreement=OuterRef("pk")).order_by("-begun_at", "-id")
    theirs = Q(referral__in=Referral.objects.read_by(member)) | Q(opened_by=member)
    rows = Disagreement.objects.open().filter(theirs)
    rows = rows.annotate(replied=Subquery(latest.values("replied_at")[:1]), due=Subquery(latest.values("due_at")[:1]))
    pressing = rows.filter(Q(replied__isnull=False) | Q(due__lt=clock.now())).order_by(F("due").asc(nulls_last=True))
    return [_disagreement(each) for each in pressing.select_related("referral__child")[:MOST]]


def _disagreement(disagreement: Disagreement) -> Item:
    referral, url = disagreement.referral, _page("disagreement", disagreement.referral)
    if disagreement.replied:
        line = f"Replied {dates.when(disagreement.replied)}. Take it further, or end it when both sides agree."
        return Item(f"Read the reply about {referral.child_name}", url, line, "Reply to your disagreement", "blue")
    late = open_clock(disagreement.due, now=clock.now(), procedure=None)
    line = f"No reply to your disagreement yet. {late.sub}. Ring and ask, or take it further."
    return Item(f"Ask for the reply about {referral.child_name}", url, line, late.text, "red")


def to_screen(member: Membership, *, soon: bool) -> list[Item]:
    """Rule 29: the day on which the MASH asked for a screening, where no screening holds that day as a re-screen.

    It ends when the child is screened. Of an alert without a child's record nobody can tell, so it ends by its date.
    """
    today = clock.today()
    last, ended = (today + dt.timedelta(days=SOON)).isoformat(), (today - WITHOUT_RECORD).isoformat()
    of_child = {"child": OuterRef("child"), "child__isnull": False}
    screened = Screening.objects.filter(**of_child, status=Status.COMPLETE, submitted_at__gt=OuterRef("decided_at"))
    decided = Referral.objects.read_by(member).annotate(day=KT("decision_details__rescreen_on")).filter(
        Q(day__lte=last) if soon else Q(day__gt=last), Q(child__isnull=False) | Q(day__gte=ended),
        ~Exists(screened), ~Exists(Rescreen.objects.open().filter(**of_child)), state=State.DECIDED,
        mash_outcome=MashOutcome.NO_FURTHER_ACTION, feedback_read_at__isnull=False,
    )  # fmt: skip
    return [_to_screen(each, soon=soon) for each in decided.select_related("child").order_by("day", "pk")[:MOST]]


def _to_screen(referral: Referral, *, soon: bool) -> Item:
    day, today = rescreen_on(referral.decision_details), clock.today()
    words, name, url = days_words(day, today), f"Screen {referral.child_name}", _page("referral", referral)
    ends = "" if referral.child else (
        f" It has no child’s record, so this stays until {dates.short_day(day + WITHOUT_RECORD)}, "
        "or until the screening begun with the alert is complete."
    )  # fmt: skip
    if not soon:
        return Item(name, url, f"{words}. The MASH asked for it.{ends}")
    tone = "red" if day < today else "amber"
    return Item(name, url, f"The MASH asked for it when it decided.{ends}", words, tone)


def _page(name: str, referral: Referral) -> str:
    return reverse(f"referrals:{name}", args=[referral.reference])
