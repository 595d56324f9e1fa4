"""What waits for one person, most pressing first: each with its name, link, tag and a line of why."""

import datetime as dt
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from cse_portal import clock, dates
from referrals.actions import unsent
from referrals.clock_words import days_words, open_clock
from referrals.fields import missing_words
from referrals.models import Referral
from referrals.states import Kind
from screening.models import Rescreen, Screening
from screening.states import Status
from screening.views import answers, concerns, panel_duties, plan_duties
from screening.views.items import MOST, SOON, Item
from screening.views.written_due import written_due


def of(member: Membership) -> list[Item]:
    return [*_calls(member), *_rescreens(member), *_unanswered(member), *answers.decisions(member),
            *answers.disagreements(member), *answers.to_screen(member, soon=True), *plan_duties.of(member),
            *panel_duties.of(member), *concerns.of(member), *_rest(member), *_drafts(member)]  # fmt: skip


def to_countersign(member: Membership) -> list[Item]:
    waiting = Screening.objects.filter(second_person=member, status=Status.WAITING).with_people().order_by("saved_at")
    return [
        Item(
            f"Agree or disagree with the screening of {screening.child.name}",
            reverse("screening:countersign", args=[screening.reference]),
            f"{screening.practitioner.user.name} asked you {dates.when(screening.saved_at)}.",
            "Waits for you", "amber",
        )
        for screening in waiting[:MOST]
    ]  # fmt: skip


def overdue_in_agency(member: Membership) -> list[Item]:
    """For a lead: colleagues' re-screens whose date has passed."""
    # Their numbers first: then the few of an agency are read, not all that is late anywhere.
    colleagues = Membership.objects.filter(agency=member.agency).exclude(user=member.user)
    late = Rescreen.objects.open().filter(owner__in=list(colleagues), due_on__lt=clock.today())
    return [_rescreen(each, f"With {each.owner.user.name}.") for each in _ordered(late)]


def coming(member: Membership) -> list[Item]:
    """Re-screens further away than those to do now, soonest first."""
    later = Rescreen.objects.open().filter(owner=member, due_on__gt=clock.today() + dt.timedelta(days=SOON))
    dated = [replace(each, line=f"{each.tag}.", tag="") for each in map(_rescreen, _ordered(later)[:5])]
    return [*dated, *answers.to_screen(member, soon=False)]


def _rescreens(member: Membership) -> list[Item]:
    near = Rescreen.objects.open().filter(owner=member, due_on__lte=clock.today() + dt.timedelta(days=SOON))
    return [
        _rescreen(each, "Starts from what you know of the child; earlier answers stand beside it.")
        for each in _ordered(near)
    ]


def _ordered(rescreens):
    return rescreens.select_related("child", "screening", "owner__user").order_by("due_on", "id")[:MOST]


def _rescreen(rescreen: Rescreen, line: str = "") -> Item:
    words, late = days_words(rescreen.due_on, clock.today()), rescreen.due_on < clock.today()
    was = f"Was due on {dates.short_day(rescreen.due_on)}." if late else ""
    return Item(
        f"Screen {rescreen.child.name} again", reverse("screening:rescreen", args=[rescreen.screening.reference]),
        " ".join(filter(None, [was, line])), words, "red" if late else "amber",
    )  # fmt: skip


def _unanswered(member: Membership) -> list[Item]:
    """Rule 25: no decision by the due time, so the referrer rings and asks."""
    now = clock.now()
    late = Referral.objects.overdue().read_by(member).select_related("child").order_by("due_at")
    return [
        Item(
            f"Ask the MASH about {referral.child_name}", _referral(referral),
            f"No decision yet. {open_clock(referral.due_at, now=now, procedure=None).sub}.",
            open_clock(referral.due_at, now=now, procedure=None).text, "red",
        )
        for referral in late[:MOST]
    ]  # fmt: skip


def _referral(referral: Referral) -> str:
    return reverse("referrals:referral", args=[referral.reference])


def _rest(member: Membership) -> list[Item]:
    """What was written and not sent; and of an urgent alert what the MASH always needs and has not got."""
    mine = Referral.objects.open().filter(~Q(additions={}) | Q(kind=Kind.ALERT), referrer=member)
    items = [_rest_of(referral) for referral in mine.select_related("child").order_by("sent_at")[:MOST]]
    return [item for item in items if item]


def _rest_of(referral: Referral) -> Item | None:
    url, name = (
        reverse("referrals:parts", args=[referral.reference]),
        f"Tell the MASH the rest about {referral.child_name}",
    )
    if unsent(referral):
        return Item(name, url, "You have written more. The MASH has it when you send it.", "Not sent yet", "amber")
    missing = missing_words(referral.content).split("; ")
    if missing == [""]:
        return None
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return Item(
        name, url, f"It works on your alert and needs {', '.join(missing[:3])}{more}.", "Answers missing", "grey"
    )


def _calls(member: Membership) -> list[Item]:
    """Calls that are not followed in writing yet (rule 26), the longest ago first."""
    drafts = Screening.objects.drafts_of(member).called_only().with_people().order_by("danger_called_at")
    return [_written(draft) for draft in drafts[:MOST]]


def _written(draft: Screening) -> Item:
    due = written_due(draft)
    clock_ = open_clock(due, now=clock.now(), procedure=None) if due else None
    about = f", about {draft.child.name}" if draft.child else ""
    return Item(
        f"Tell the MASH in writing: {_call(draft)}{about}", reverse("screening:tasks", args=[draft.reference]),
        f"A call is followed in writing. {clock_.sub}".strip() + ("." if clock_ and clock_.late else ""),
        clock_.text if clock_ else "Not written yet", "red" if clock_ and clock_.late else "amber",
    )  # fmt: skip


def _drafts(member: Membership) -> list[Item]:
    """What the second person sent back, then the stubs of alerts, then the other drafts, the latest first."""
    drafts = Screening.objects.drafts_of(member).with_people().select_related("referral").order_by("-saved_at", "-id")
    # A call that is still to be written of stands above, until the draft is about a child.
    items = [(_urgency(draft), _draft(draft)) for draft in drafts[:MOST] if draft.child or hasattr(draft, "referral")]
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _urgency(draft: Screening) -> int:
    return 0 if draft.returned_reason else 1 if draft.child is None else 2


def _draft(draft: Screening) -> Item:
    url = reverse("screening:tasks", args=[draft.reference])
    saved = f"Saved {dates.when(draft.saved_at)}. Only you can see a draft."
    if draft.child is None:
        return Item(
            f"Screen later: {_call(draft)}",
            url,
            "Nothing is asked of you before the child is safe.",
            "Screen later",
            "grey",
        )
    if draft.returned_reason:
        name, line = (
            f"Look again at the screening of {draft.child.name}",
            "The second person sent it back with a reason.",
        )
        return Item(name, url, line, "Sent back to you", "amber")
    if draft.corrects_id:
        return Item(f"Finish the correction about {draft.child.name}", url, saved, "Draft", "grey")
    return Item(f"Continue the screening of {draft.child.name}", url, saved, "Draft", "grey")


def _call(stub: Screening) -> str:
    if hasattr(stub, "referral"):
        return f"your alert of {dates.when(stub.referral.sent_at)}"
    return f"your call of {dates.when(stub.danger_called_at or stub.started_at)}"
