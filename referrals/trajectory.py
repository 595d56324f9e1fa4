"""A child's course as a drawing: where each mark and line stands, worked out once and drawn wide or tall.

Along runs the time, across the outcomes of one tool, one tool's part after the other: their scales do not compare, so
the line breaks where the tool changes. Nothing here asks the database; the values come from views.course.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from screening.protocol import TOOL_OUTCOMES, Outcome, Tool

SHORT = {
    Outcome.UNIVERSAL: "Universal",
    Outcome.POTENTIALLY_VULNERABLE: "Potentially",
    Outcome.VULNERABLE: "Vulnerable",
    Outcome.LEVEL_0: "Level 0",
    Outcome.LEVEL_1: "Level 1",
    Outcome.LEVEL_2: "Level 2",
    Outcome.LEVEL_3: "Level 3",
}
# Two circles closer than this could not be told apart.
APART = 26
HALF = APART / 2
# A month and the word "Today" at the end of the axis, side by side.
TODAY = 118


@dataclass(frozen=True)
class Point:
    """One screening: its number in the table, its day and its outcome."""

    number: int
    day: dt.date
    outcome: Outcome


@dataclass(frozen=True)
class Course:
    """What is drawn. Events are days; `plan` says of each what happened: started, reviewed or closed."""

    points: Sequence[Point]
    today: dt.date
    twelfth: dt.date | None = None
    referrals: Sequence[dt.date] = ()
    missing: Sequence[dt.date] = ()
    plan: Sequence[tuple[dt.date, str]] = ()


@dataclass(frozen=True)
class Box:
    """The size of a drawing: the length of time's axis from `begin` to `end`, and of the outcomes' from `low`."""

    begin: float
    end: float
    low: int
    high: int


@dataclass(frozen=True)
class Mark:
    at: float
    level: float
    text: str = ""


@dataclass
class Drawing:
    """Numbers only, along and across; the template turns them into shapes."""

    box: Box
    marks: list[Mark] = field(default_factory=list)
    lines: list[list[tuple[float, float]]] = field(default_factory=list)
    parts: list[tuple[Tool, float, float, list[tuple[float, str]]]] = field(default_factory=list)
    breaks: list[float] = field(default_factory=list)
    birthday: bool = False
    months: list[Mark] = field(default_factory=list)
    referrals: list[float] = field(default_factory=list)
    missing: list[float] = field(default_factory=list)
    plan: list[tuple[float, str]] = field(default_factory=list)


def draw(course: Course, box: Box) -> Drawing | None:
    """Everything placed within the box; None without a screening."""
    if not course.points:
        return None
    points = sorted(course.points, key=lambda point: (point.day, point.number))
    scale = _scale(course, points, box)
    drawing = Drawing(box)
    # The first and the last circle are whole, and touch no word beside the box.
    places = spread([scale(point.day) for point in points], replace(box, begin=box.begin + HALF, end=box.end - HALF))
    drawing.breaks = _breaks(course, points, places, scale)
    drawing.marks = [
        Mark(at, across(point.outcome, box), text)
        for point, at, text in zip(points, places, _numbers(points, places, drawing.breaks), strict=True)
    ]
    drawing.birthday = bool(drawing.breaks) and course.twelfth is not None
    _run(drawing, points, box)
    drawing.months = _months(min(_days(course, points)), course.today, scale, box)
    drawing.referrals = spread([scale(day) for day in sorted(course.referrals)], box, apart=18)
    drawing.missing = spread([scale(day) for day in sorted(course.missing)], box, apart=15)
    plan = sorted(course.plan)
    at_days = spread([scale(day) for day, _ in plan], box, apart=20)
    drawing.plan = [(at, what) for at, (_, what) in zip(at_days, plan, strict=True)]
    return drawing


def _numbers(points: list[Point], places: list[float], breaks: list[float]) -> list[str]:
    """The number of each screening that has room for its circle, from the newest back; the others are dots."""
    kept: list[str] = []
    free = float("inf")
    for point, at in zip(reversed(points), reversed(places), strict=True):
        has_room = at <= free and all(abs(at - turned) >= HALF - 0.1 for turned in breaks)
        kept.append(str(point.number) if has_room else "")
        free = at - APART if has_room else free
    return kept[::-1]


def across(outcome: Outcome, box: Box) -> float:
    """The place of an outcome on its own tool's scale, from no concern to most."""
    share = outcome.rank / (len(TOOL_OUTCOMES[outcome.tool]) - 1)
    return round(box.low + (box.high - box.low) * share, 1)


def spread(places: Sequence[float], box: Box, apart: float = APART) -> list[float]:
    """The same places, no two closer than `apart` and none outside; where there is no room, evenly over the length.

    The order stays, because what came first must stand first.
    """
    room = box.end - box.begin
    apart = min(apart, room / max(1, len(places) - 1))
    kept: list[float] = []
    for place in places:
        place = min(max(place, box.begin), box.end)
        kept.append(max(place, kept[-1] + apart) if kept else place)
    limit = float(box.end)
    for number in range(len(kept) - 1, -1, -1):
        kept[number] = round(max(min(kept[number], limit), box.begin), 1)
        limit = kept[number] - apart
    return kept


def _scale(course: Course, points: list[Point], box: Box):
    days = _days(course, points)
    first, last = min(days), max(course.today, *days)
    length = max(1, (last - first).days)
    begin, end = box.begin + HALF, box.end - HALF
    return lambda day: begin + (end - begin) * min(max((day - first).days, 0), length) / length


def _days(course: Course, points: list[Point]) -> list[dt.date]:
    """Every day that something stands at."""
    return [point.day for point in points] + [*course.referrals, *course.missing, *(day for day, _ in course.plan)]


def _breaks(course: Course, points: list[Point], places: list[float], scale) -> list[float]:
    """Where one tool's part ends: at the twelfth birthday when it lies there, else half-way between the two."""
    breaks = []
    for number in range(1, len(points)):
        if points[number].outcome.tool is points[number - 1].outcome.tool:
            continue
        between = points[number - 1].day <= (course.twelfth or dt.date.max) <= points[number].day
        middle = (places[number - 1] + places[number]) / 2
        at = scale(course.twelfth) if between and course.twelfth else middle
        inside = places[number - 1] + HALF <= at <= places[number] - HALF
        breaks.append(round(at if inside else middle, 1))
    return breaks


def _run(drawing: Drawing, points: list[Point], box: Box) -> None:
    """The line of each tool's part: level until the next screening, then the step."""
    edges = [*drawing.breaks, float(box.end)]
    line: list[tuple[float, float]] = []
    begun = float(box.begin)
    for number, (point, mark) in enumerate(zip(points, drawing.marks, strict=True)):
        if line:
            line.append((mark.at, line[-1][1]))
        line.append((mark.at, mark.level))
        ends = number + 1 == len(points) or points[number + 1].outcome.tool is not point.outcome.tool
        if ends:
            edge = edges.pop(0)
            drawing.lines.append([*line, (edge, mark.level)])
            drawing.parts.append((point.outcome.tool, begun, edge, scale_of(point.outcome.tool, box)))
            begun, line = edge, []


def scale_of(tool: Tool, box: Box) -> list[tuple[float, str]]:
    return [(across(outcome, box), SHORT[outcome]) for outcome in TOOL_OUTCOMES[tool]]


def _months(first: dt.date, last: dt.date, scale, box: Box, most: int = 6) -> list[Mark]:
    """The names of a few months along the axis, the year with the first and with each January's neighbour."""
    begun, ended = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    step = max(1, -(-(ended - begun + 1) // most))
    marks, year = [], None
    for number in range(begun, ended + 1, step):
        day = dt.date(number // 12, number % 12 + 1, 1)
        words = f"{day:%b}" if day.year == year else f"{day:%b %Y}"
        at = round(scale(max(day, first)), 1)
        if at <= box.end - TODAY and (not marks or at - marks[-1].at >= 70):
            marks.append(Mark(at, 0, words))
            year = day.year
    return marks


def path(line: Iterable[tuple[float, float]], *, tall: bool = False) -> str:
    """An SVG path of straight pieces."""
    return " ".join(f"{'L' if number else 'M'}{_pair(at, level, tall=tall)}" for number, (at, level) in enumerate(line))


def _pair(at: float, level: float, *, tall: bool) -> str:
    return f"{level:g} {at:g}" if tall else f"{at:g} {level:g}"
