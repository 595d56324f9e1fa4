"""The columns of the log: what each shows of an entry on the page, and the same as texts for a file."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cse_portal.dates import plain_day, short_day
from referrals.models import LogEntry
from referrals.views.movement import movement_words
from referrals.views.next_step import next_step, referral_of, state_words
from screening import authorities
from screening.protocol import OUTCOME_WORDS, Movement, Outcome


@dataclass(frozen=True)
class Cell:
    """What is read first, and what stands under it. `level` is an outcome, drawn as its tag."""

    label: str
    text: str
    sub: str = ""
    late: bool = False
    level: str = ""


@dataclass(frozen=True)
class Column:
    """`heads` are those of the file, which has a column for each of the two texts."""

    title: str
    heads: tuple[str, str]
    cell: Callable[[LogEntry, dt.datetime], Cell]


def outcome_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    words = OUTCOME_WORDS[Outcome(entry.outcome)]
    if entry.movement == Movement.SAME and entry.since:
        return Cell("Outcome", words, f"Same since {short_day(entry.since)}", level=entry.outcome)
    return Cell("Outcome", words, f"{movement_words(entry)}, {short_day(entry.entered_at)}", level=entry.outcome)


def state_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    return Cell("State", state_words(entry), entry.agency.name)


def next_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    step = next_step(entry, now=now)
    return Cell("Next", step.text, step.who, late=step.late)


def screened_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    return Cell("Screened", short_day(entry.entered_at), entry.screening.practitioner.user.name)


def turns_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    # A restricted child goes by the reference alone, and a birthday would tell who it is.
    if not entry.turns_on or entry.child.veiled:
        return Cell("Turns 12 or 18", "")
    age = entry.child.age(entry.turns_on) if entry.child.date_of_birth else None
    estimated = "" if entry.child.date_of_birth else "By the estimated age"
    return Cell("Turns 12 or 18", plain_day(entry.turns_on), f"Turns {age}" if age else estimated)


def references_cell(entry: LogEntry, now: dt.datetime) -> Cell:
    referral = referral_of(entry)
    return Cell("References", entry.screening.reference, referral.reference if referral else "")


COLUMNS: dict[str, Column] = {
    "outcome": Column("Outcome now, and since when", ("Outcome", "Movement"), outcome_cell),
    "state": Column("State and agency", ("State", "Agency"), state_cell),
    "next": Column("Next step, and with whom", ("Next step", "With"), next_cell),
    "screened": Column("Screened when, and by whom", ("Screened", "By"), screened_cell),
    "turns": Column("Turns 12 or 18", ("Turns 12 or 18 on", "Turns"), turns_cell),
    "references": Column("Screening and referral", ("Screening", "Referral"), references_cell),
}
USUAL = ("outcome", "state", "next")
FIRST = ("Child", "Age")


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The columns of these names, in the order of the list; a name that is none counts for nothing."""
    wanted = set(names)
    return tuple(name for name in COLUMNS if name in wanted)


def cells(entry: LogEntry, columns: Iterable[str], now: dt.datetime) -> list[Cell]:
    return [COLUMNS[name].cell(entry, now) for name in columns]


def heads(columns: Iterable[str]) -> list[str]:
    return [*FIRST, *(head for name in columns for head in COLUMNS[name].heads)]


def texts(entry: LogEntry, columns: Iterable[str], now: dt.datetime) -> list[str]:
    """One row of the file: exactly what the page shows of the entry."""
    shown = [text for cell in cells(entry, columns, now) for text in (cell.text, cell.sub)]
    return [entry.child.list_name, age_words(entry), *shown]


def age_words(entry: LogEntry) -> str:
    """Age 15. Came from another area. Out of area: lives in Walsall, home authority Solihull.

    A restricted child goes by the reference, without an age and without where.
    """
    age = "" if entry.child.veiled else f"Age {entry.child.age()}"
    return ". ".join(filter(None, [age, "Came from another area" if entry.came_id else "", out_of_area_words(entry)]))


def out_of_area_words(entry: LogEntry) -> str:
    """Rule 30: in which authority the child lives, and from which one they come, where it is not the area's own."""
    sheet = {key: getattr(entry, f"said_{key}") for key in authorities.KEYS}
    where = authorities.out_of_area(sheet, own=entry.screening.area.name)
    if not where:
        return ""
    return "Out of area" if entry.child.veiled else f"Out of area: {where}"
