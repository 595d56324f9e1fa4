"""What the child's page draws: the course over time, and each indicator screen by screen."""

import datetime as dt
from itertools import groupby
from urllib.parse import urlencode

from accounts.models import Membership
from cse_portal import clock
from cse_portal.dates import local
from referrals.models import MissingEpisode, Plan, PlanNote
from referrals.standing import birthday
from referrals.trajectory import Box, Course, Drawing, Point, draw, path
from screening.models import Answer, Child, Screening
from screening.protocol import OUTCOME_WORDS, PRESENCE_WORDS, Outcome, Presence, Tool

MOST = 200
WIDE = Box(begin=120, end=980, low=200, high=50)
# On a phone time runs down the page, and a screening needs so much of it.
EACH, SHORTEST = 44, 320
ROWS = ((246, "Referrals"), (276, "Missing"), (306, "Plan"))
TOOL_WORDS = {Tool.PETCH: "Under 12 tool", Tool.REGIONAL: "12 to 17 tool"}
# So many screenings stand side by side; links lead to the earlier ones.
ACROSS = 6
SEEN = (Presence.SUSPECTED, Presence.PRESENT)


def course_of(record: Child, same, standing: list[Screening], sent: list[dt.datetime], member: Membership) -> dict:
    """The drawing of the completed screenings (newest first), referrals, missing episodes and the plan."""
    if not standing:
        return {}
    plans = list(Plan.objects.visible_to(member).filter(child__in=same).order_by("pk")[:MOST])
    reviews = PlanNote.objects.filter(plan__in=plans, kind="reviewed").order_by("-pk") if plans else ()
    missing = MissingEpisode.objects.visible_to(member).filter(child__in=same).order_by("-missing_from")
    course = Course(
        points=points(standing),
        today=max(clock.today(), day(standing[0].submitted_at)),
        twelfth=birthday(record.date_of_birth, 12) if record.date_of_birth else None,
        referrals=[day(at) for at in sent],
        missing=[day(at) for at in missing.values_list("missing_from", flat=True)[:MOST]],
        plan=[(day(plan.started_at), "started") for plan in plans]
        + [(day(note.written_at), "reviewed") for note in reviews[:MOST]]
        + [(day(plan.closed_at), "closed") for plan in plans if plan.closed_at],
    )
    length = max(SHORTEST, 60 + EACH * len(standing))
    return {
        "wide": drawn(draw(course, WIDE)),
        "tall": drawn(draw(course, Box(begin=56, end=length, low=80, high=230)), tall=True),
        "rows": ROWS,
        "height": length + 66,
        "title": title(course),
        "words": words(course),
    }


def day(at: dt.datetime) -> dt.date:
    return local(at).date()


def points(standing: list[Screening]) -> list[Point]:
    """Numbered from the first screening on, as the table numbers them."""
    last = len(standing)
    return [Point(last - n, day(each.submitted_at), Outcome(each.outcome)) for n, each in enumerate(standing)]


def drawn(drawing: Drawing, *, tall: bool = False) -> dict:
    parts = [
        {"words": TOOL_WORDS[tool], "begin": begin, "end": end, "length": end - begin, "scale": scale,
         "shaded": tool is Tool.PETCH}
        for tool, begin, end, scale in drawing.parts
    ]  # fmt: skip
    return {
        "drawing": drawing,
        "parts": parts,
        "first": parts[0],
        "last": parts[-1] if len(parts) > 1 else None,
        "lines": [path(line, tall=tall) for line in drawing.lines],
        "turned": drawing.breaks[0] if drawing.breaks else None,
        "late_turn": bool(drawing.breaks) and drawing.breaks[0] > 640,
        "months": [m for m in drawing.months if all(abs(m.at - at) > 26 for at in drawing.breaks)]
        if tall
        else drawing.months,
    }


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


def strip_of(standing: list[Screening], query) -> dict | None:
    """Indicators ever suspected or present in one tool, six screenings side by side, the newest on the right."""
    if not standing:
        return None
    tools = list(dict.fromkeys(Tool(each.tool) for each in standing))
    tool = next((each for each in tools if each == query.get("tool")), tools[0])
    numbered = [(point.number, each) for point, each in zip(points(standing), standing, strict=True)]
    rows = [(number, each) for number, each in numbered if each.tool == tool]
    until = query.get("until", "")
    shown = [row for row in rows if not until.isdecimal() or row[0] <= int(until[:6])][:ACROSS] or rows[:ACROSS]
    earlier = [number for number, _ in rows if number < shown[-1][0]]
    return {
        "tool": TOOL_WORDS[tool],
        "columns": list(reversed(shown)),
        "rows": indicator_rows([(number, each.pk) for number, each in reversed(shown)]),
        "earlier": f"?{urlencode({'tool': tool.value, 'until': earlier[0]})}#strip" if earlier else "",
        "newest": f"?{urlencode({'tool': tool.value})}#strip" if shown[0] != rows[0] else "",
        "others": [(TOOL_WORDS[each], f"?{urlencode({'tool': each.value})}#strip") for each in tools if each != tool],
    }


def indicator_rows(columns: list[tuple[int, int]]) -> list[dict]:
    """One row an indicator with what each screening (its number, its key) said of it."""
    answers = Answer.objects.filter(screening__in=[pk for _, pk in columns]).order_by(
        "indicator__section__position", "indicator_id"
    )
    fields = ("indicator__code", "indicator__label", "indicator__weight", "screening_id", "presence")
    found: dict[str, dict] = {}
    for code, label, weight, screening, presence in answers.values_list(*fields):
        row = found.setdefault(code, {"label": label, "weight": weight, "said": {}})
        row["said"][screening] = Presence(presence)
    for row in found.values():
        row["cells"] = [(number, *cell(row["said"].get(pk))) for number, pk in columns]
    return [row for row in found.values() if any(presence in SEEN for presence in row["said"].values())]


def cell(presence: Presence | None) -> tuple[str, bool]:
    """What one screening said, and whether it weighs."""
    return (PRESENCE_WORDS[presence].capitalize() if presence else "Not asked", presence in SEEN)
