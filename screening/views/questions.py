"""The MASH's questions that wait for one person: before anything else on their home page."""

from django.urls import reverse

from accounts.models import Membership
from cse_portal.dates import short_day, when
from referrals.models import Round
from referrals.views.questions import late_words
from screening.views.duties import MOST, Item


def to_answer(member: Membership) -> list[Item]:
    """Late ones first, then as they were asked."""
    waiting = Round.objects.waiting_for(member).select_related("referral__child", "asked_by__user", "agency")
    rounds = waiting.prefetch_related("questions").order_by("due_on", "asked_at", "id")[:MOST]
    return [_item(asked) for asked in rounds]


def _item(asked: Round) -> Item:
    child = asked.referral.child_name if asked.of_referrer else asked.told["name"][:80]
    left = sum(1 for question in asked.questions.all() if not question.answered_at)
    line = f"{left} question{'s' if left > 1 else ''}, asked {when(asked.asked_at)} by {asked.asked_by.user.name}."
    if asked.due_on:
        line += f" Answer by {short_day(asked.due_on)}."
    late = late_words(asked)
    return Item(
        f"Answer the MASH about {child}", reverse("referrals:answer", args=[asked.reference]), line,
        f"The MASH is waiting, {late}" if late else "The MASH is waiting", "red" if late else "amber",
    )  # fmt: skip
