"""The drawing of a child’s course: outcomes, referrals, missing episodes and the plan along one line of time."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from accounts.models import Membership
from cse_portal import clock
from cse_portal.dates import local, plain_day
from referrals import shapes
from referrals.models import MissingEpisode, Plan, PlanNote
from referrals.standing import birthday
from referrals.trajectory import Box, Course, Drawing, Point, draw, path
from referrals.views.screened import TOOL_WORDS, Screened
from referrals.views.sent import Sent
from screening.models import Child
from screening.protocol import OUTCOME_WORDS, Outcome, Tool

MOST = 200
# So many screenings can be told apart along a line; the table has all.
DRAWN = 60
WIDE = Box(begin=120, end=980, low=200, high=50)
# On a phone time runs down the page, and a screening needs so much of it.
EACH, SHORTEST = 44, 320
ROWS = {"referrals": (246, "Referrals"), "missing": (276, "Missing"), "plan": (306, "Plan")}
COLUMNS = {"referrals": 266, "missing": 291, "plan": 316}
RING, DOT, SMALL_RING = 12, 4, 6


def course_of(record: Child, same, standing: list[Screened], sent: list[Sent], member: Membership) -> dict:
    """The drawing of the completed screenings (newest first), referrals, missing episodes and the plan."""
    if not standing:
        return {}
    missing = MissingEpisode.objects.of_opened(same).order_by("-missing_from")
    course = Course(
        points=points(standing)[:DRAWN],
        today=max(clock.today(), day(standing[0].submitted_at)),
        twelfth=birthday(record.date_of_birth, 12) if record.date_of_birth else None,
        referrals=[day(each.sent_at) for each in sent],
        missing=[day(at) for at in missing.values_list("missing_from", flat=True)[:MOST]],
        plan=plan_of(same, member),
    )
    length = max(SHORTEST, 60 + EACH * len(course.points))
    return {
        "wide": wide(draw(course, WIDE)),
        "tall": tall(draw(course, Box(begin=56, end=length, low=80, high=230))),
        "rows": _named(ROWS.values()),
        "height": length + 66,
        "title": title(course),
        "words": words(course),
        "besides": besides(course),
        "drawn": DRAWN if len(standing) > DRAWN else None,
    }


def plan_of(same, member: Membership) -> list[tuple[dt.date, str]]:
    """When each plan started, was reviewed and was closed."""
    plans = Plan.objects.visible_to(member).filter(child__in=same).order_by("pk")
    found = plans.values_list("pk", "started_at", "closed_at")[:MOST]
    events = [(at, what) for _, *both in found for at, what in zip(both, ("started", "closed"), strict=True) if at]
    if events:
        notes = PlanNote.objects.filter(plan__in=[pk for pk, *_ in found], kind="reviewed").order_by("-pk")
        events += [(at, "reviewed") for at in notes.values_list("written_at", flat=True)[:MOST]]
    return [(day(at), what) for at, what in events]


def day(at: dt.datetime) -> dt.date:
    return local(at).date()


def points(standing: list[Screened]) -> list[Point]:
    """Numbered from the first screening on, as the table numbers them."""
    last = len(standing)
    return [Point(last - n, day(each.submitted_at), Outcome(each.outcome)) for n, each in enumerate(standing)]


def wide(drawing: Drawing) -> dict:
    """Time runs along the page."""
    rows = {name: [(at, ROWS[name][0]) for at in places] for name, places in _events(drawing).items()}
    return _shapes(drawing, rows, [(mark.at, mark.level, mark.text) for mark in drawing.marks]) | {
        "lines": "".join(path(line) for line in drawing.lines),
        "months": _named((month.at, month.text) for month in drawing.months),
        "grid": shapes.along((begin, end, at) for _, begin, end, scale in drawing.parts for at, _ in scale),
        "late_turn": bool(drawing.breaks) and drawing.breaks[0] > 640,
    }


def tall(drawing: Drawing) -> dict:
    """Time runs down the page; a month that the words at a break would cover is left out."""
    rows = {name: [(COLUMNS[name], at) for at in places] for name, places in _events(drawing).items()}
    return _shapes(drawing, rows, [(mark.level, mark.at, mark.text) for mark in drawing.marks]) | {
        "lines": "".join(path(line, tall=True) for line in drawing.lines),
        "months": _named(
            (month.at, month.text) for month in drawing.months if all(abs(month.at - at) > 34 for at in drawing.breaks)
        ),
        "grid": shapes.down((begin, end, at) for _, begin, end, scale in drawing.parts for at, _ in scale),
        "end": drawing.box.end,
    }


def _events(drawing: Drawing) -> dict[str, list[float]]:
    """The places of each kind; those of the plan by what happened to it, all on the plan’s own row."""
    return {"referrals": drawing.referrals, "missing": drawing.missing, "plan": [at for at, _ in drawing.plan]}


def _shapes(drawing: Drawing, rows: dict, marks: list[tuple[float, float, str]]) -> dict:
    """What both ways have: every kind of mark is one path, so that many cost a page little."""
    plan = list(zip(rows["plan"], [what for _, what in drawing.plan], strict=True))
    return {
        "referrals": shapes.diamonds(rows["referrals"]),
        "missing": shapes.squares(rows["missing"]),
        "started": shapes.triangles_up(place for place, what in plan if what == "started"),
        "closed": shapes.triangles_down(place for place, what in plan if what == "closed"),
        "reviewed": shapes.rings((place for place, what in plan if what == "reviewed"), SMALL_RING),
        "circles": shapes.rings(((x, y) for x, y, text in marks if text), RING),
        "dots": shapes.rings(((x, y) for x, y, text in marks if not text), DOT),
        "numbers": shapes.numbers(marks),
        **_parts(drawing),
    }


def _parts(drawing: Drawing) -> dict:
    """The tools’ parts one after the other: the first one’s scale is named at one side, the last one’s at the other."""
    tools, scales = [part[0] for part in drawing.parts], [part[3] for part in drawing.parts]
    several = len(tools) > 1
    return {
        "shaded": [(f"{begin:g}", f"{end - begin:g}") for tool, begin, end, _ in drawing.parts if tool is Tool.PETCH],
        "first": {"words": TOOL_WORDS[tools[0]], "scale": _named(scales[0])},
        "last": {"words": TOOL_WORDS[tools[-1]], "scale": _named(scales[-1])} if several else None,
        "breaks": [f"{at:g}" for at in drawing.breaks],
        "turned": f"{drawing.breaks[0]:g}" if several else "",
        "turn_words": "Turned 12: tool changed" if drawing.birthday else "Tool changed",
        "birthday": drawing.birthday,
    }


def _named(scale: Iterable[tuple[float, str]]) -> list[tuple[str, str]]:
    return [(f"{at:g}", name) for at, name in scale]


def title(course: Course) -> str:
    count = len(course.points)
    first, last = (f"{point.day:%B %Y}" for point in (course.points[-1], course.points[0]))
    months = first if first == last else f"{first} to {last}"
    return f"Outcome of one screening, {months}" if count == 1 else f"Outcomes of {count} screenings, {months}"


def words(course: Course) -> str:
    """The drawing in sentences, for whoever hears it."""
    told = [OUTCOME_WORDS[outcome] for outcome, _ in groupby(point.outcome for point in reversed(course.points))]
    said = [f"In order: {', then '.join(told)}."]
    for name, days in (("Referrals", course.referrals), ("Missing episodes", course.missing)):
        if days:
            said.append(f"{name} in {', '.join(dict.fromkeys(f'{each:%B %Y}' for each in sorted(days)))}.")
    said += [f"Plan {what} in {each:%B %Y}." for each, what in sorted(course.plan)]
    return " ".join([*said, "The table below says the same."])


def besides(course: Course) -> list[tuple[str, str]]:
    """What is drawn below the line of outcomes, with the day of each."""
    told = [
        ("Referrals to the MASH", [plain_day(each) for each in sorted(course.referrals)]),
        ("Missing episodes from", [plain_day(each) for each in sorted(course.missing)]),
        ("Plan", [f"{what} {plain_day(each)}" for each, what in sorted(course.plan)]),
    ]
    return [(label, "; ".join(days)) for label, days in told if days]
