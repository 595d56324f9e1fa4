"""A draft: started, saved as it comes, moved to the other tool, deleted. Only its practitioner sees it."""

import datetime as dt

from django.db import transaction

from accounts.access import require
from accounts.models import Area, Membership
from accounts.permissions import Permission
from audit.events import EventType
from cse_portal import clock
from cse_portal.reference import screening_reference
from indicators.models import Edition, Section
from screening.actions.earlier import last_screening, offer
from screening.actions.locking import locked, record_on
from screening.actions.signalling import signal
from screening.models import Answer, Child, Screening
from screening.protocol import AgeRoute, Presence, Tool, age_route
from screening.states import Action, NotPossible, Status

EVIDENCE = ("what", "recent", "earlier", "period", "source_type", "source_detail", "strength", "harm_happened")


def route_of(child: Child, day: dt.date) -> AgeRoute:
    """Where the child's age on that day leads, and why (rules 3 to 6)."""
    return age_route(date_of_birth=child.date_of_birth, estimated_age=child.estimated_age_on(day), on=day)


def tool_now(child: Child, on: dt.date | None = None) -> Tool | None:
    """The tool for this child today (rules 3 to 7); None for an adult, who is not screened (rule 5)."""
    return route_of(child, on or clock.today()).tool


def day_of(screening: Screening) -> dt.date:
    """The day a draft is decided for: today, or for a correction the day of the version it corrects."""
    return screening.corrects.screening_date if screening.corrects else clock.today()


@transaction.atomic
def start(
    *,
    by: Membership,
    area: Area,
    child: Child | None,
    danger: bool = False,
    stub: Screening | None = None,
    reference: str = "",
) -> Screening:
    """A new draft with the edition in force today; `child` is None for the stub of a call in danger (rule 1).

    `stub` is such a stub, which becomes the draft. Raises NotPossible for an adult (rule 5).
    """
    require(by, Permission.SCREENING_WRITE)
    today, now = clock.today(), clock.now()
    screening = stub or Screening(
        reference=reference or screening_reference(), area=area, agency=by.agency, practitioner=by, started_at=now,
        danger=danger,
    )  # fmt: skip
    screening.child, screening.area, screening.screening_date, screening.saved_at = child, area, today, now
    if child:
        tool = tool_now(child, today)
        if tool is None:
            raise NotPossible("This young person is 18 or over, so there is no screening. Use the adult routes.")
        screening.tool, screening.edition = tool, Edition.objects.in_force(tool, today)
        screening.previous = last_screening(child, by)
    screening.save()
    record_on(screening, EventType.SCREENING_STARTED, by=by)
    signal(screening, by=by)
    offer(screening)
    return screening


def previous_of(child: Child) -> Screening | None:
    """The child's last completed screening at this agency. A correction keeps the day of what it corrects."""
    return child.screenings.filter(status=Status.COMPLETE).order_by("-screening_date", "-submitted_at", "-id").first()


@transaction.atomic
def note_danger_call(
    *, by: Membership, area: Area, called: str, called_at: dt.datetime, reference: str = ""
) -> Screening:
    """The stub of rule 1: when, and who was called. The screening can be finished later."""
    screening = start(by=by, area=area, child=None, danger=True, reference=reference)
    screening.danger_called, screening.danger_called_at = called.strip(), called_at
    screening.save(update_fields=["danger_called", "danger_called_at"])
    record_on(screening, EventType.DANGER_CALL_NOTED, by=by)
    return screening


@transaction.atomic
def save_section(*, screening: Screening, by: Membership, section: Section, answers: dict[str, dict]) -> list[str]:
    """Keep a section's answers as they come, complete or not. `answers` is indicator code to its fields.

    On a re-screen `affirmed_from_id` among the fields names last time's answer that is still so today.

    Returns the codes whose evidence was dropped because the answer is not suspected or present. Unknown codes and
    presences are refused with ValueError, since no page sends them.
    """
    screening, row = locked(screening, by=by, action=Action.SAVE)
    indicators = {indicator.code: indicator for indicator in section.indicators.all()}
    if section.edition_id != screening.edition_id or set(answers) - set(indicators):
        raise ValueError("an answer names an indicator that is not on this page")
    stored = screening.answers.filter(indicator__section=section).select_related("indicator")
    existing = {answer.indicator.code: answer for answer in stored}
    dropped, changed = [], []
    for code, fields in answers.items():
        values, lost = _values(fields)
        if lost:
            dropped.append(code)
        if _keep(screening, by, indicators[code], existing.get(code), values):
            changed.append(code)
    _touch(screening, section.code)
    if changed:
        record_on(screening, row.event, by=by, detail={"page": section.code})
    return dropped


def _values(fields: dict) -> tuple[dict, bool]:
    """The fields to store, and whether evidence typed for another answer is left out."""
    presence = Presence(fields.get("presence", Presence.NOT_ASKED))
    evidence = {name: fields.get(name, "" if name not in ("recent", "earlier") else False) for name in EVIDENCE}
    affirmed = {"affirmed_from_id": fields.get("affirmed_from_id")}
    if presence in (Presence.SUSPECTED, Presence.PRESENT):
        return {"presence": presence, **evidence, **affirmed}, False
    empty = {name: False if name in ("recent", "earlier") else "" for name in EVIDENCE}
    lost = any(evidence[name] for name in ("what", "period", "source_detail"))
    return {"presence": presence, **empty, **affirmed}, lost


def _keep(screening: Screening, by: Membership, indicator, answer: Answer | None, values: dict) -> bool:
    """Store one answer when it differs from what is there. "Not asked" is kept as no row at all.

    What is affirmed is always stored, since the day on which it was said counts.
    """
    if (
        answer
        and not values["affirmed_from_id"]
        and all(getattr(answer, name) == value for name, value in values.items())
    ):
        return False
    if values["presence"] == Presence.NOT_ASKED:
        if answer:
            answer.delete()
        return answer is not None
    answer = answer or Answer(screening=screening, indicator=indicator)
    for name, value in values.items():
        setattr(answer, name, value)
    answer.recorded_by, answer.recorded_at = by, clock.now()
    answer.save()
    return True


def save_front_sheet(*, screening: Screening, by: Membership, values: dict) -> Screening:
    """Keep the front sheet of the tool; `values` is field name to value (pages.FRONT_SHEET)."""
    return _save_part(screening, by, "front_sheet", values, page="about")


def save_narrative(*, screening: Screening, by: Membership, values: dict) -> Screening:
    """Keep what protects, own words, the carer's view and the analysis (rule 20), complete or not."""
    return _save_part(screening, by, "narrative", values, page="narrative")


def save_judgement(*, screening: Screening, by: Membership, values: dict) -> Screening:
    """Keep the judgement as typed, so that leaving the check page loses nothing."""
    return _save_part(screening, by, "judgement", values, page="check")


@transaction.atomic
def _save_part(screening: Screening, by: Membership, part: str, values: dict, *, page: str) -> Screening:
    screening, row = locked(screening, by=by, action=Action.SAVE)
    changed = getattr(screening, part) != values
    setattr(screening, part, values)
    _touch(screening, page, part)
    if changed:
        record_on(screening, row.event, by=by, detail={"page": page})
    return screening


def _touch(screening: Screening, page: str, *parts: str) -> None:
    screening.saved_at = clock.now()
    if page not in screening.sections_seen:
        screening.sections_seen = [*screening.sections_seen, page]
    screening.save(update_fields=["saved_at", "sections_seen", *parts])


@transaction.atomic
def change_tool(*, screening: Screening, by: Membership, carry_over: bool) -> Screening:
    """A draft whose child has crossed a birthday moves to the tool of today (rule 7); nothing is mixed silently.

    With `carry_over` the evidence of suspected and present answers is put into the analysis as text, named by its old
    indicator, since the two tools' indicators are not the same. The old answers are taken off the draft.
    """
    screening, row = locked(screening, by=by, action=Action.CHANGE_TOOL)
    day = day_of(screening)
    tool = tool_now(screening.child, day)
    if tool is None:
        raise NotPossible("This young person is 18 or over, so there is no screening. Use the adult routes.")
    if tool == screening.tool:
        return screening
    if carry_over:
        screening.narrative = {**screening.narrative, "analysis": _carried(screening)}
    screening.answers.all().delete()
    screening.tool, screening.edition = tool, Edition.objects.in_force(tool, day)
    screening.sections_seen = [page for page in screening.sections_seen if page in ("about", "narrative")]
    screening.judgement, screening.screening_date, screening.saved_at = {}, day, clock.now()
    screening.save()
    record_on(screening, row.event, by=by, detail={"to": tool, "carried_over": carry_over})
    return screening


def _carried(screening: Screening) -> str:
    kept = [answer for answer in screening.answers.select_related("indicator") if answer.has_evidence]
    lines = [f"{answer.indicator.label} ({answer.get_presence_display()}): {answer.what}" for answer in kept]
    earlier = screening.narrative.get("analysis", "")
    if not lines:
        return earlier
    heading = f"Carried over from the {screening.edition.name}, {screening.edition.version}:"
    return "\n".join([*([earlier, ""] if earlier else []), heading, *lines])


@transaction.atomic
def delete_draft(*, screening: Screening, by: Membership, reason: str) -> None:
    """Take a draft out of every list. What was typed is cleared; the event says who and why."""
    screening, row = locked(screening, by=by, action=Action.DELETE)
    if hasattr(screening, "referral"):
        raise NotPossible("The MASH has a referral that waits for this screening, so it cannot be deleted.")
    screening.answers.all().delete()
    screening.front_sheet, screening.narrative, screening.judgement = {}, {}, {}
    screening.status, screening.saved_at = row.to, clock.now()
    screening.save()
    record_on(screening, row.event, by=by, reason=reason)
