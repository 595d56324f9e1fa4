"""What the screening before says beside today's: its answers, and what has changed since."""

from accounts.models import Membership
from audit.actions import record_view
from audit.events import EventType
from indicators.models import Correspondence, Indicator
from screening.actions import beside, day_of, last_screening
from screening.comparing import Change, Compared, Said, compare
from screening.models import Answer, Screening, SharedAnswers
from screening.protocol import PRESENCE_WORDS, STRENGTH_WORDS, Presence, Strength

CHANGE_WORDS = {
    Change.NEW: ("New", "blue"),
    Change.STRONGER: ("Stronger", "blue"),
    Change.WEAKER: ("Weaker", "grey"),
    Change.GONE: ("Not present now", "grey"),
    Change.UNKNOWN: ("Not known now", "amber"),
    Change.UNCHANGED: ("Unchanged", "grey"),
}


def last_of(draft: Screening) -> Screening | None:
    """The screening beside whose answers this draft is answered: the newest version there is of its agency's own, or
    what another agency shared where that is newer. None for a first screening.
    """
    own = None
    if draft.previous_id and draft.corrects_id:
        own = Screening.objects.select_related("edition").get(pk=draft.previous_id)
    elif draft.previous_id:
        own = last_screening(draft.child, draft.practitioner)
    return beside(draft, own)


def shared_as(draft: Screening, earlier: Screening | None) -> SharedAnswers | None:
    """By whom and when the earlier answers were shared, where they are another agency's."""
    is_shared = earlier is not None and earlier.agency_id != draft.agency_id
    return SharedAnswers.objects.with_people().get(pk=draft.beside_id) if is_shared else None


def look(share: SharedAnswers | None, by: Membership) -> None:
    """Looking at another agency's answers is an event on the screening that they are from."""
    if share:
        record_view(
            EventType.ANSWERS_VIEWED, by=by, reference=share.screening.reference,
            child=share.screening.child.reference, area_id=share.screening.area_id,
        )  # fmt: skip


def mark(draft: Screening, earlier: Screening | None) -> str:
    """That another tool, or another edition of it, asked last time; empty when it was the same."""
    if earlier is None or earlier.edition_id == draft.edition_id:
        return ""
    if earlier.tool != draft.tool:
        return (
            f"Last time it was the {earlier.edition.name}. Its answers stand beside the signs that both tools ask "
            "about; everything else is asked afresh. The two scales do not compare."
        )
    return f"Last time it was another edition, {earlier.edition.version}. What is new in this one is asked afresh."


def changes(draft: Screening, rows: list[dict]) -> dict | None:
    """The comparison of the check page, or None for a first screening. `rows` is every indicator with its answer."""
    earlier = beside(draft, draft.previous)
    if earlier is None:
        return None
    then = {answer.indicator.code: answer for answer in earlier.answers.select_related("indicator")}
    compared = compare(
        {code: said(answer) for code, answer in then.items()},
        {row["indicator"].code: said(row["answer"]) for row in rows if row["answer"]},
        codes=Correspondence.objects.codes_of(draft.edition, earlier.edition),
        asked=[row["indicator"].code for row in rows],
    )
    today = {row["indicator"].code: row for row in rows}
    shown = [
        _line(each, today[each.code]["indicator"] if each.asked_today else then[each.code].indicator, today)
        for each in compared
        if each.change is not Change.NEITHER
    ]
    return {
        "earlier": earlier, "today": day_of(draft), "lines": shown, "mark": mark(draft, earlier),
        "shared": shared_as(draft, earlier),
    }  # fmt: skip


def said(answer: Answer) -> Said:
    strength = Strength(answer.strength) if answer.strength else None
    return Said(Presence(answer.presence), strength, affirmed=answer.affirmed_from_id is not None)


def _line(each: Compared, indicator: Indicator, today: dict[str, dict]) -> dict:
    words, tone = CHANGE_WORDS[each.change]
    return {
        "indicator": indicator, "then": _in_words(each.then), "now": _in_words(each.now), "change": words, "tone": tone,
        "affirmed": each.now.affirmed, "asked_today": each.asked_today,
        "url": today[each.code]["url"] if each.asked_today else "",
        "open": each.asked_today and each.now.presence is Presence.NOT_ASKED,
    }  # fmt: skip


def _in_words(said: Said) -> str:
    strength = STRENGTH_WORDS.get(said.strength, "") if said.strength else ""
    words = PRESENCE_WORDS[said.presence].capitalize()
    return f"{words}, {strength}" if strength else words
