"""The figures of a quarter as they may be shown: counted beforehand (Figure), and without small numbers (suppression).

A page shows each table by month, or for one tool or one agency the quarter alone: see docs/adr/0007.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Sum

from accounts.models import Agency, Membership
from cse_portal.suppression import Counts, Protected, protect
from indicators.models import Indicator
from indicators.wording import TOOLS
from referrals.figure_tables import Quarter, Row, Shown, Split
from referrals.figure_words import QUESTIONS, SCREENINGS, Question, age_band
from referrals.models import Figure
from screening.protocol import Tool

Table = Mapping[str, Counts]
# What Figure holds of a quarter, by question: (answer, tool, month, agency) and how many.
Counted = Mapping[str, list[tuple[str, str, str, str, int]]]
WHOLE = "quarter"
QUARTER = "Quarter"


def tables(member: Membership, quarter: Quarter, part: str, split: Split) -> list[Shown]:
    """The part's tables of a quarter, for whoever may see the area's figures."""
    counted = _counted(member, quarter, {question.counted for question in QUESTIONS[part]} | {"outcome"})
    asked = [question for question in QUESTIONS[part] if _is_asked(question, split)]
    shown = [_shown(question, counted, quarter, split) for question in asked]
    return [*_overall(member, counted, quarter, split), *shown] if part == SCREENINGS else shown


def by_month(member: Membership, quarter: Quarter, quarters: int = 4) -> list[tuple[dt.date, int | None]]:
    """How many screenings each month of the last quarters had, as those quarters' own tables show it."""
    months: list[tuple[dt.date, int | None]] = []
    for _ in range(quarters):
        counts = protect(_table(_counted(member, quarter, {"outcome"})["outcome"], _month, _months(quarter))).columns
        months = [(month, counts[month.isoformat()]) for month in quarter.months] + months
        quarter = quarter.before
    return months


def _is_asked(question: Question, split: Split) -> bool:
    return split.is_whole or (question.has_filters and question.tool in (None, split.tool or question.tool))


def _counted(member: Membership, quarter: Quarter, questions: set[str]) -> Counted:
    found: dict[str, list] = defaultdict(list)
    rows = Figure.objects.visible_to(member).filter(month__in=quarter.months, question__in=questions)
    for question, answer, tool, month, agency, count in rows.values_list(
        "question", "answer", "tool", "month", "agency"
    ).annotate(Sum("count")):
        found[question].append((answer, tool, month.isoformat(), str(agency or ""), count))
    return found


def _month(row) -> str:
    return row[2]


def _tool(row) -> str:
    return row[1]


def _agency(row) -> str:
    return row[3]


def _answer(row) -> str:
    return row[0]


def _months(quarter: Quarter) -> list[str]:
    return [month.isoformat() for month in quarter.months]


def _table(rows: Iterable, column, columns: Iterable[str], answer=_answer, answers: Iterable[str] = ()) -> Table:
    """The rows as a table; with no answers named, those that occur."""
    rows = list(rows)
    names = list(answers) or sorted({answer(row) for row in rows}) or [""]
    table = {name: dict.fromkeys(columns, 0) for name in names}
    for row in rows:
        table.setdefault(answer(row), dict.fromkeys(columns, 0))[column(row)] += row[-1]
    return table


def _shown(question: Question, counted: Counted, quarter: Quarter, split: Split) -> Shown:
    rows = [row for row in counted.get(question.counted, []) if question.tool in (None, row[1])]
    column, columns, wanted, labels = _columns(rows, counted, question, quarter, split)
    closed = _closed(question, counted, column, columns, wanted)
    if question.several:
        cases = _table([row for row in counted.get("outcome", []) if row[1] == question.tool], column, columns)
        shown = _shown_several(question, _table(rows, column, columns), cases, wanted, labels)
        if question.counted == "theme":
            said = _table([row for row in counted.get("indicator", []) if row[1] == question.tool], column, columns)
            shown = _without_telling(shown, question, _hidden_themes(question, said, cases, wanted))
        return _without(closed, shown)
    if question.counted == "age" and question.tool:
        tool = question.tool
        rows = [(age_band(answer, tool), *rest) for answer, *rest in rows]
    protected = protect(_table(rows, column, columns, answers=question.answers))
    shown = [Row(label, _of_row(protected, answer, wanted)) for answer, label in question.answers.items()]
    in_short = _in_short(question, protected, wanted)
    return _without(closed, Shown(question.title, question.says, labels, shown, _total(protected, wanted), in_short))


def _closed(question: Question, counted: Counted, column, columns: list[str], wanted: list[str]) -> list[bool]:
    """For each column, whether one tool's own table must not show it: where the table of both tools hides that tool.

    What the one table gave away, taken from the total of both, would be the other tool's number.
    """
    if question.tool is None:
        return [False] * len(wanted)
    tools = [tool.value for tool in Tool]
    protected = protect(_table(counted.get("outcome", []), column, columns, answer=_tool, answers=tools))
    return [count is None for count in _of_row(protected, question.tool.value, wanted)]


def _without(closed: list[bool], shown: Shown) -> Shown:
    """The table with the closed columns hidden."""
    if not any(closed):
        return shown
    rows = [_hidden_where(closed, row) for row in shown.rows]
    return shown._replace(rows=rows, total=shown.total and _hidden_where(closed, shown.total))


def _hidden_where(closed: list[bool], row: Row) -> Row:
    counts = zip(row.counts, closed, strict=True)
    return row._replace(counts=[None if is_closed else count for count, is_closed in counts])


def _columns(rows, counted: Counted, question: Question, quarter: Quarter, split: Split):
    """By what the table is split, all its columns, which of them are shown, and their headings."""
    if split.agency:
        everybody = {_agency(row) for row in [*rows, *counted.get("outcome", [])]} | {str(split.agency.pk)}
        return _agency, sorted(everybody), [str(split.agency.pk)], [QUARTER]
    if split.tool and question.tool is None:
        return _tool, ["", *(tool.value for tool in Tool)], [split.tool.value], [QUARTER]
    if split.tool:
        # The tool's own table: its quarter, as it stands without a filter.
        return _month, _months(quarter), [WHOLE], [QUARTER]
    headings = [f"{month:%B}" for month in quarter.months]
    return _month, _months(quarter), [*_months(quarter), WHOLE], [*headings, QUARTER]


def _of_row(protected: Protected, row: str, wanted: list[str]) -> list[int | None]:
    return [protected.rows[row] if column == WHOLE else protected.cells[row, column] for column in wanted]


def _total(protected: Protected, wanted: list[str]) -> Row:
    return Row("All", [protected.total if column == WHOLE else protected.columns[column] for column in wanted])


def _shown_several(question: Question, said: Table, cases: Table, wanted: list[str], labels: list[str]) -> Shown:
    """Each answer is a table of its own: of so many cases it was said, of so many it was not."""
    names = question.answers or _indicator_labels(question)
    everybody = {column: sum(counts[column] for counts in cases.values()) for column in next(iter(cases.values()))}
    rows = []
    for answer, label in names.items():
        counts = said.get(answer)
        if counts is None and not question.answers:
            continue
        counts = counts or dict.fromkeys(everybody, 0)
        others = {column: max(0, everybody[column] - counts[column]) for column in everybody}
        rows.append(Row(label, _of_row(protect({"said": counts, "not said": others}), "said", wanted)))
    return Shown(question.title, question.says, labels, rows, None, "")


def _hidden_themes(question: Question, said: Table, cases: Table, wanted: list[str]) -> Mapping[str, list[bool]]:
    """For each theme and column, whether one of the theme's indicators is hidden there.

    A theme is counted from its indicators: less those that are shown, it would tell of the one that is not.
    """
    themes = dict(Indicator.objects.filter(edition__tool=question.tool).values_list("code", "theme"))
    everybody = {column: sum(counts[column] for counts in cases.values()) for column in next(iter(cases.values()))}
    found: dict[str, list[bool]] = defaultdict(lambda: [False] * len(wanted))
    for code, counts in said.items():
        if code not in themes:
            continue
        others = {column: max(0, everybody[column] - counts[column]) for column in everybody}
        shown = _of_row(protect({"said": counts, "not said": others}), "said", wanted)
        theme = themes[code]
        found[theme] = [is_hidden or count is None for is_hidden, count in zip(found[theme], shown, strict=True)]
    return found


def _without_telling(shown: Shown, question: Question, hidden: Mapping[str, list[bool]]) -> Shown:
    rows = [
        _hidden_where(hidden[theme], row) if theme in hidden else row
        for theme, row in zip(question.answers, shown.rows, strict=True)
    ]
    return shown._replace(rows=rows)


def _indicator_labels(question: Question) -> dict[str, str]:
    """The tool's indicators in the order of its sections, with the newest edition's words."""
    found = Indicator.objects.filter(edition__tool=question.tool).order_by(
        "edition__in_force_from", "edition_id", "section__position", "position"
    )
    return dict(found.values_list("code", "label"))


def _overall(member: Membership, counted: Counted, quarter: Quarter, split: Split) -> list[Shown]:
    """The screenings by tool and by agency, from the same rows as their outcomes."""
    rows, found = counted.get("outcome", []), []
    if not split.tool:
        tools = Question("outcome", "Tool", {tool.value: TOOLS[tool].title for tool in Tool})
        found.append(_shown(tools, {"outcome": [(tool, tool, *rest) for _, tool, *rest in rows]}, quarter, split))
    if not split.agency:
        agencies = dict(Agency.objects.filter(area=member.area).order_by("name").values_list("pk", "name"))
        column, columns, wanted, labels = (
            (_tool, [tool.value for tool in Tool], [split.tool.value], [QUARTER])
            if split.tool
            else (lambda row: WHOLE, [WHOLE], [WHOLE], [QUARTER])
        )
        # The agencies without any stand there too: were they left out, each that stands there would have one or more.
        names = {str(pk): name for pk, name in agencies.items()}
        protected = protect(_table(rows, column, columns, answer=_agency, answers=names))
        shown = [Row(name, _of_row(protected, pk, wanted)) for pk, name in names.items()]
        found.append(Shown("Agency", "", labels, shown, _total(protected, wanted), ""))
    return found


def _in_short(question: Question, protected: Protected, wanted: list[str]) -> str:
    """The middle and the longest time in words, where no time is hidden; never of a few cases."""
    if not question.times:
        return ""
    counts = [_of_row(protected, answer, wanted)[-1] for answer in question.times]
    if any(count is None for count in counts):
        return "The middle and the longest time are not given, because some of the numbers are hidden."
    known = [(answer, count) for answer, count in zip(question.times, counts, strict=True) if count]
    if not known:
        return ""
    half, so_far, middle = sum(count for _, count in known) / 2, 0, known[-1][0]
    for answer, count in known:
        so_far += count
        if so_far >= half:
            middle = answer
            break
    return f"Middle: {question.answers[middle].lower()}. Longest: {question.answers[known[-1][0]].lower()}."
