"""Missing episodes (rule 31): recorded, changed later, and each new thing about one is a reason to screen again."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.access import require
from accounts.models import LocalProcedure, Membership
from accounts.permissions import Permission
from audit.actions import record
from audit.events import EventType
from cse_portal import clock
from cse_portal.dates import plain_day
from referrals.models import Interview, MissingEpisode, PromptKind
from referrals.reach import home_area, reached_by
from screening.actions.drafts import tool_now
from screening.actions.locking import hold_children
from screening.actions.problems import Incomplete
from screening.actions.prompting import prompt
from screening.models import Child
from screening.states import NotPossible

FACTS = ("missing_from", "found_at", "found_where", "found_with")
INTERVIEW = ("interview", "interview_offered", "interview_held", "interviewer", "interview_said")


@transaction.atomic
def record_missing(*, child: Child, by: Membership, values: dict) -> MissingEpisode:
    """Write down an episode; everyone with an open case is asked to screen again (rule 21).

    `values` is by the names in FACTS and INTERVIEW. The same again gives the episode that is there. Raises Incomplete
    for times that cannot be and for another account of an episode that is there, Http404 for a child not reached.
    """
    require(by, Permission.RESCREEN_ASK)
    if not reached_by(by).filter(pk=child.pk).exists():
        raise Http404
    # Every record of the child, because the prompt holds them all: two agencies never wait for each other in a circle.
    hold_children(child)
    episode = MissingEpisode(child=child, area=home_area(child) or by.area, recorded_at=clock.now(), recorded_by=by)
    _fill(episode, values)
    already = MissingEpisode.objects.filter(child=child, missing_from=episode.missing_from).first()
    if already and _values(already) != _values(episode):
        raise Incomplete({"missing_from_on": "This episode is recorded already. Open that one and change it"})
    if already:
        return already
    episode.save()
    _recorded(episode, EventType.MISSING_RECORDED, by=by)
    _ask_again(episode, by=by)
    return episode


@transaction.atomic
def change_missing(*, episode: MissingEpisode, by: Membership, values: dict, seen: str | None = None) -> MissingEpisode:
    """Say what is known later: that the child is back, and what became of the interview. No change, no event.

    `seen` is the episode's `version` as the person saw it. Raises NotPossible when somebody changed it since.
    """
    require(by, Permission.RESCREEN_ASK)
    rows = MissingEpisode.objects.visible_to(by).select_for_update(of=("self",)).select_related("child")
    episode = rows.filter(pk=episode.pk).first()
    if episode is None:
        raise Http404
    before = _values(episode)
    _fill(episode, values)
    after = _values(episode)
    if before == after:
        return episode
    _refuse_unseen(episode, seen)
    same_start = MissingEpisode.objects.filter(child=episode.child, missing_from=episode.missing_from)
    if same_start.exclude(pk=episode.pk).exists():
        raise Incomplete({"missing_from_on": "Another episode begins at this time. Change that one"})
    episode.changed_at, episode.changed_by = clock.now(), by
    episode.save()
    _recorded(episode, EventType.MISSING_CHANGED, by=by)
    # That the child is back, and what the interview brought out, is new; a corrected spelling is not.
    news = ("found_at", "interview_held", "interview_said")
    if any(before[name] != after[name] and after[name] for name in news):
        _ask_again(episode, by=by)
    return episode


def _refuse_unseen(episode: MissingEpisode, seen: str | None) -> None:
    if seen is None or seen == episode.version:
        return
    at = episode.changed_at.astimezone(clock.LONDON)
    raise NotPossible(
        f"{episode.changed_by.user.name} changed this episode on {plain_day(at)} at {at:%H:%M}, after you opened it. "
        "What you entered is still here and not saved. Look at the episode as it stands now, and save again if yours "
        "is still right."
    )


def overlapping(episode: MissingEpisode) -> MissingEpisode | None:
    """Another episode of the child at the same time: possible when two people reported it, so it is only pointed out.

    The time an episode ends is not part of it.
    """
    others = MissingEpisode.objects.filter(child=episode.child_id).exclude(pk=episode.pk)
    others = others.exclude(found_at__lte=episode.missing_from)
    if episode.found_at:
        others = others.filter(missing_from__lt=episode.found_at)
    return others.order_by("missing_from").first()


def _values(episode: MissingEpisode) -> dict:
    return {name: getattr(episode, name) for name in (*FACTS, *INTERVIEW)}


def _fill(episode: MissingEpisode, values: dict) -> None:
    for name in (*FACTS, *INTERVIEW):
        value = values.get(name)
        # Python compares two London moments by the clock on the wall, which is wrong in the night the clocks go back.
        value = value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value
        setattr(episode, name, value.strip() if isinstance(value, str) else value)
    episode.found_where, episode.found_with = episode.found_where or "", episode.found_with or ""
    episode.interviewer, episode.interview_said = episode.interviewer or "", episode.interview_said or ""
    episode.interview = episode.interview or Interview.NOT_YET
    if problems := _problems(episode, clock.now()):
        raise Incomplete(problems)
    episode.interview_due = interview_due(episode)


def interview_due(episode: MissingEpisode) -> dt.datetime | None:
    """So many hours after the return as the area's procedure says: real hours, also in a night the clocks change."""
    if episode.found_at is None:
        return None
    day = episode.found_at.astimezone(clock.LONDON).date()
    rows = LocalProcedure.objects.filter(area=episode.area)
    # An episode long ago may be older than the area's first procedure.
    procedure = rows.filter(in_force_from__lte=day).order_by("in_force_from").last() or rows.earliest("in_force_from")
    return episode.found_at.astimezone(dt.UTC) + dt.timedelta(hours=procedure.return_interview_hours)


def _problems(episode: MissingEpisode, now: dt.datetime) -> dict[str, str]:
    problems, back = {}, episode.found_at
    if episode.missing_from is None:
        problems["missing_from_on"] = "Enter the day and time from which the child was missing"
    elif episode.missing_from > now:
        problems["missing_from_on"] = "The time from which the child was missing must be in the past"
    if back and back > now:
        problems["found_on"] = "The time the child was found must be in the past"
    elif back and episode.missing_from and back < episode.missing_from:
        problems["found_on"] = "The child was found after the time from which they were missing"
    return problems | _interview_problems(episode, now)


def _interview_problems(episode: MissingEpisode, now: dt.datetime) -> dict[str, str]:
    back, problems = episode.found_at, {}
    if episode.interview != Interview.NOT_YET and back is None:
        return {"interview": "Say first when the child was found: the interview follows the return"}
    if episode.interview == Interview.HELD and episode.interview_held is None:
        problems["interview_held_on"] = "Enter the day and time of the interview"
    if episode.interview == Interview.HELD and not episode.interviewer:
        problems["interviewer"] = "Say who held the interview"
    if episode.interview in (Interview.OFFERED, Interview.REFUSED) and episode.interview_offered is None:
        problems["interview_offered_on"] = "Enter the day and time it was offered"
    moments = {"interview_offered_on": episode.interview_offered, "interview_held_on": episode.interview_held}
    for name, at in moments.items():
        if at and at > now:
            problems[name] = "This time must be in the past"
        elif at and back and at < back:
            problems[name] = f"This time must be after the return on {plain_day(back)}"
    return problems


def _recorded(episode: MissingEpisode, event: EventType, *, by: Membership) -> None:
    record(
        event, by=by, reference=episode.reference, child=episode.child.reference, area_id=episode.area_id,
        detail={"interview": episode.interview, "found": episode.found_at is not None},
    )  # fmt: skip


def _ask_again(episode: MissingEpisode, *, by: Membership) -> None:
    """Rule 21. Of somebody who is 18 the episode is kept, and nobody is asked (rule 5)."""
    if tool_now(episode.child) is None:
        return
    began = plain_day(episode.missing_from)
    # One reason a day: what the interview said stands with the episode.
    why = f"missing from {began}, found since" if episode.found_at else f"missing from {began}, not found yet"
    prompt(child=episode.child, by=by, kind=PromptKind.MISSING, why=why, episode=episode)
