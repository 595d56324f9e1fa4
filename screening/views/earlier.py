"""What the screening before says beside today's: its answers, and what has changed since."""

from indicators.models import Correspondence, Indicator
from screening.actions import day_of, last_screening
from screening.comparing import Change, Compared, Said, compare
from screening.models import Answer, Screening
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
    """The screening beside which this draft is answered: the newest version there is. None for a first screening."""
    if draft.previous_id is None:
        return None
    if draft.corrects_id:
        return Screening.objects.select_related("edition").get(pk=draft.previous_id)
    return last_screening(draft.child, draft.practitioner)


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
    earlier = draft.previous
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
    return {"earlier": earlier, "today": day_of(draft), "lines": shown, "mark": mark(draft, earlier)}


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
