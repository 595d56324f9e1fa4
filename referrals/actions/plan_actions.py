"""The actions of a plan: added, changed, and how they go. Two people at once never undo each other unseen."""

import datetime as dt

from django.db import transaction
from django.http import Http404

from accounts.models import Membership
from cse_portal import clock
from cse_portal.dates import plain_day
from cse_portal.problems import Incomplete
from indicators.models import Indicator
from referrals.actions.planning import locked, may_own, refuse_closed, tell, written
from referrals.actions.standing import stand
from referrals.models import Plan, PlanAction, PlanNote, Progress
from referrals.states import NotPossible

_ENDED = (Progress.DONE, Progress.NOT_DONE)
FIELDS = ("indicator", "what", "owner", "owner_name", "agency_name", "due_on")
_LABELS = {"indicator": "About", "what": "What", "who": "Who", "due_on": "By"}


@transaction.atomic
def add_action(*, plan: Plan, by: Membership, values: dict) -> PlanAction:
    """Put one more action in the plan. `values` are FIELDS; an owner is a person here or a name. Tells the owner.

    The same action a second time, as a double press sends it, is given again. Raises Incomplete, NotPossible, Http404.
    """
    plan = locked(plan, by=by)
    values = _checked(plan, values, before=None)
    if already := plan.actions.filter(**values, ended_at=None).first():
        return already
    action = PlanAction.objects.create(plan=plan, **values)
    written(plan, "action_added", by=by, action=action, text=_words(action))
    tell(plan, by=by, new=action.owner)
    stand(plan.child_id)
    return action


@transaction.atomic
def change_action(*, action: PlanAction, by: Membership, values: dict, seen: int | None = None) -> PlanAction:
    """Change what is done, by whom or by when. `seen` is the action's last note as the person saw it.

    Raises NotPossible when somebody else has changed it since, Incomplete, or Http404.
    """
    plan = locked(action.plan, by=by)
    action = _fresh(plan, action)
    values = _checked(plan, values, before=action)
    if all(getattr(action, name) == value for name, value in values.items()):
        return action
    _refuse_unseen(action, seen)
    before, had = _facts(action), action.owner
    for name, value in values.items():
        setattr(action, name, value)
    action.save()
    written(plan, "action_changed", by=by, action=action, text=_difference(before, _facts(action)))
    tell(plan, by=by, new=action.owner if action.owner != had else None)
    stand(plan.child_id)
    return action


@transaction.atomic
def progress_action(
    *, action: PlanAction, by: Membership, progress: str, result: str = "", seen: int | None = None
) -> PlanAction:
    """Say how an action goes: its owner, or who may change the plan. "Will not be done" needs the reason.

    Raises NotPossible when somebody else has changed it since, Incomplete, or Http404.
    """
    plan = Plan.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=action.plan_id).first()
    if plan is None or not may_progress(action, by):
        raise Http404
    refuse_closed(plan)
    action, result = _fresh(plan, action), result.strip()
    if progress not in Progress.values:
        raise Incomplete({"progress": "Choose how it is going"})
    if progress == Progress.NOT_DONE and not result:
        raise Incomplete({"result": "Say why it will not be done"})
    if (action.progress, action.result) == (progress, result):
        return action
    _refuse_unseen(action, seen)
    action.progress, action.result = progress, result
    ended = progress in _ENDED
    action.ended_at, action.ended_by = (clock.now(), by) if ended else (None, None)
    action.save()
    words = Progress(progress).label
    written(plan, "progress", by=by, action=action, text=f"{words}. {result}" if result else words)
    tell(plan, by=by)
    stand(plan.child_id)
    return action


def may_progress(action: PlanAction, member: Membership) -> bool:
    """The action's owner, by person, and everyone who may change the plan."""
    owner = action.owner
    own = owner is not None and owner.user_id == member.user_id and owner.ended_on is None
    return own or Plan.objects.run_by(member).filter(pk=action.plan_id).exists()


def last_note(action: PlanAction) -> int:
    """The number of the last thing written about the action, by which a form knows whether it has been overtaken."""
    return action.notes.order_by("-id").values_list("pk", flat=True).first() or 0


def _fresh(plan: Plan, action: PlanAction) -> PlanAction:
    rows = PlanAction.objects.select_for_update(of=("self",)).select_related("plan__child", "owner__user")
    return rows.get(pk=action.pk, plan=plan)


def _refuse_unseen(action: PlanAction, seen: int | None) -> None:
    if seen is None or seen == last_note(action):
        return
    note = PlanNote.objects.filter(action=action).select_related("written_by__user").latest("id")
    raise NotPossible(
        f"{note.written_by.user.name} changed this action at the same time. Look at it as it stands now, and change it "
        "again if that is still right."
    )


def _checked(plan: Plan, values: dict, *, before: PlanAction | None) -> dict:
    values = {name: values.get(name) for name in FIELDS}
    for name in ("indicator", "what", "owner_name", "agency_name"):
        values[name] = str(values[name] or "").strip()
    problems = {
        name: sentence
        for name, sentence in (
            ("indicator", _about_problem(values["indicator"])),
            ("what", "" if values["what"] else "Say what will be done"),
            ("owner", _owner_problem(plan, values)),
            ("due_on", _day_problem(values["due_on"], before)),
        )
        if sentence
    }
    if problems:
        raise Incomplete(problems)
    return values


def _about_problem(code: str) -> str:
    known = not code or Indicator.objects.filter(code=code).exists()
    return "" if known else "Choose an indicator of the tool, or none"


def _owner_problem(plan: Plan, values: dict) -> str:
    owner, name = values["owner"], values["owner_name"]
    if owner is None:
        return "" if name else "Choose who does it, or enter a name"
    if name:
        return "Choose a person or enter a name, not both"
    works = may_own(plan.area, plan.agency).filter(pk=owner.pk).exists()
    return "" if works else f"{owner.user.name} does not work here any more. Choose somebody who does"


def _day_problem(day: dt.date | None, before: PlanAction | None) -> str:
    if day is None:
        return "Enter the date by which it is done"
    kept = before is not None and before.due_on == day
    return "" if kept or day >= clock.today() else "The date by which it is done must be today or later"


def _facts(action: PlanAction) -> dict[str, str]:
    return {
        "indicator": label_of(action.indicator),
        "what": action.what,
        "who": ", ".join(filter(None, [action.who, action.where])),
        "due_on": plain_day(action.due_on),
    }


def _words(action: PlanAction) -> str:
    return ". ".join(f"{_LABELS[name]}: {value}" for name, value in _facts(action).items() if value)


def _difference(before: dict[str, str], after: dict[str, str]) -> str:
    return ". ".join(
        f"{_LABELS[name]}: {after[name] or 'nothing'}, before: {before[name] or 'nothing'}"
        for name in after
        if after[name] != before[name]
    )


def label_of(code: str) -> str:
    """An indicator's words in the newest edition that has it; the code itself where none has."""
    if not code:
        return ""
    return Indicator.objects.filter(code=code).order_by("-edition").values_list("label", flat=True).first() or code
