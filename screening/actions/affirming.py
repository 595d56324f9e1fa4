"""What is still so: last time's answer taken over for one day, and what no longer counts as affirmed (rule 21)."""

import datetime as dt
from collections.abc import Iterable

from cse_portal import dates
from indicators.models import Correspondence
from screening.actions.drafts import EVIDENCE, day_of
from screening.actions.earlier import beside
from screening.models import Answer, Screening, Source
from screening.protocol.rescreen import add_months

AFFIRM_AGAIN = "affirm it again for today, or answer afresh"
_RECENT_MONTHS = 6
_SAID = ("presence", *EVIDENCE)


def affirmed_today(then: Answer, day: dt.date) -> dict:
    """Last time's answer as it is taken over when somebody says that it is still so.

    Saying so does not make the evidence younger. Once it was first recorded more than six months ago, "in the last 6
    months" would be untrue, and it moves to "before that"; who has seen something since answers afresh.
    """
    first = then.origin
    values = {name: getattr(then, name) for name in _SAID} | {"affirmed_from_id": first.pk}
    if then.recent and first.screening.screening_date < add_months(day, -_RECENT_MONTHS):
        values |= {"recent": False, "earlier": True}
    return values | (_told_by(then) if then.told_by and then.source_type else {})


def _told_by(then: Answer) -> dict:
    """Another agency's "I saw it myself" is not what this one saw: it is told with who told it."""
    how = ", ".join(filter(None, [then.get_source_type_display(), then.source_detail]))
    limit = Answer._meta.get_field("source_detail").max_length
    return {"source_type": Source.OTHER_PROFESSIONAL, "source_detail": f"{then.told_by}: {how}"[:limit]}


def answers_last_time(draft: Screening, earlier: Screening | None, codes: Iterable[str]) -> dict[str, Answer]:
    """What was answered then, by today's codes; what today's tool asks for the first time has no entry."""
    if earlier is None:
        return {}
    known = {code: code for code in codes}
    if earlier.edition_id != draft.edition_id:
        same = Correspondence.objects.codes_of(draft.edition, earlier.edition)
        known = {code: same[code] for code in known if code in same}
    rows = Answer.objects.filter(screening=earlier, indicator__code__in=known.values())
    rows = rows.select_related("indicator", "affirmed_from__screening")
    then = {answer.indicator.code: answer for answer in rows}
    for answer in then.values():
        answer.screening = earlier
        answer.told_by = earlier.agency.name if earlier.agency_id != draft.agency_id else ""
    return {code: then[old] for code, old in known.items() if old in then}


def is_affirmed(answer: Answer, then: Answer | None, day: dt.date, *, any_day: bool = False) -> bool:
    """Whether an affirmation holds: said on that day, of what last time's answer says by now.

    Words, not rows, are compared: a correction of something else copies the answer and changes nothing about it.
    """
    said_then = any_day or dates.local(answer.recorded_at).date() == day
    if then is None or not answer.affirmed_from_id or not said_then:
        return False
    return all(getattr(answer, name) == value for name, value in affirmed_today(then, day).items() if name in _SAID)


def to_affirm_again(screening: Screening, answers: Iterable[Answer]) -> list[Answer]:
    """The affirmations of a draft that no longer hold. A correction keeps those of the day that it corrects."""
    affirmed = [] if screening.corrects_id else [answer for answer in answers if answer.affirmed_from_id]
    if not affirmed:
        return []
    day = day_of(screening)
    earlier = beside(screening, screening.previous)
    then = answers_last_time(screening, earlier, [answer.indicator.code for answer in affirmed])
    return [answer for answer in affirmed if not is_affirmed(answer, then.get(answer.indicator.code), day)]
