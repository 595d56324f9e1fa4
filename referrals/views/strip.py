"""Each indicator of a child screen by screen, six screenings side by side."""

from urllib.parse import urlencode

from referrals.views.screened import TOOL_WORDS, Screened, numbered
from screening.models import Answer
from screening.protocol import PRESENCE_WORDS, Presence, Tool

# So many screenings stand side by side; links lead to the earlier ones.
ACROSS = 6
SEEN = (Presence.SUSPECTED, Presence.PRESENT)


def strip_of(standing: list[Screened], query) -> dict | None:
    """Indicators ever suspected or present in one tool, six screenings side by side, the newest on the right."""
    if not standing:
        return None
    tools = list(dict.fromkeys(Tool(each.tool) for each in standing))
    tool = next((each for each in tools if each == query.get("tool")), tools[0])
    numbers = numbered(standing)
    rows = [(numbers[each.pk], each) for each in standing if each.tool == tool]
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
    """One row an indicator that was suspected or present, with what each screening (its number, its key) said of it."""
    answers = Answer.objects.filter(screening__in=[pk for _, pk in columns])
    seen = answers.filter(presence__in=[presence.value for presence in SEEN])
    answers = answers.filter(indicator__in=seen.values("indicator")).order_by(
        "indicator__section__position", "indicator_id"
    )
    fields = ("indicator__code", "indicator__label", "indicator__weight", "screening_id", "presence")
    found: dict[str, dict] = {}
    for code, label, weight, screening, presence in answers.values_list(*fields):
        row = found.setdefault(code, {"label": label, "weight": weight, "said": {}})
        row["said"][screening] = Presence(presence)
    for row in found.values():
        row["cells"] = [(number, *cell(row["said"].get(pk))) for number, pk in columns]
    return list(found.values())


def cell(presence: Presence | None) -> tuple[str, bool]:
    """What one screening said, and whether it weighs."""
    return (PRESENCE_WORDS[presence].capitalize() if presence else "Not asked", presence in SEEN)
