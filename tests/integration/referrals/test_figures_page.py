"""The officer's page of figures and its file: what they show, what they hide, and who may see them."""

import csv
import datetime as dt
import html
import io
import re
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from audit.views.lines import detail_of
from cse_portal.clock import LONDON
from indicators.models import Indicator
from indicators.wording import THEMES
from referrals.actions import count_figures
from referrals.figure_words import PARTS, QUESTIONS
from referrals.models import Counting, Figure
from screening.protocol import Theme
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
SMALL = re.compile(r">\s*[1-4]\s*<")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def counting():
    return Counting.objects.create(counted_at=dt.datetime(2026, 11, 19, 14, 32, tzinfo=LONDON), whole_at=THURSDAY)


@pytest.fixture
def figure(cse_officer, school, counting):
    def make(question, answer, count, *, month=NOVEMBER, agency=school, tool="regional", area=cse_officer.area):
        return Figure.objects.create(
            area=area, month=month, question=question, answer=answer, agency=agency, tool=tool, count=count
        )

    return make


def page(client, **query):
    return client.get(reverse("referrals:figures"), query)


def file(client, **query) -> list[list[str]]:
    text = client.get(reverse("referrals:figures_export"), query).content.decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def table(response, title) -> dict[str, list]:
    found = next(table for _, table, _ in response.context["tables"] if table.title == title)
    return {row.label: row.counts for row in found.all_rows}


class TestPage:
    def test_it_says_as_of_when_and_of_what(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 7)
        text = page(sign_in(cse_officer)).content.decode()
        assert "As of today at 14:32" in text
        assert "October to December 2026" in text

    def test_months_and_quarter_beside_each_other(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 7)
        figure("outcome", "level-0", 9, month=OCTOBER)
        figure("outcome", "level-2", 6, month=OCTOBER)
        rows = table(page(sign_in(cse_officer)), "Outcome: 12 to 17 tool")
        assert rows["Level 0, no current CSE risk"] == [9, 7, 0, 16]
        assert rows["Level 2, significant risk"] == [6, 0, 0, 6]
        assert rows["All"] == [15, 7, 0, 22]

    def test_one_tools_own_table_gives_the_other_tools_small_number_away_nowhere(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 11)
        figure("outcome", "universal", 3, tool="petch")
        figure("age", "14", 11)
        figure("theme", "missing", 11)
        client = sign_in(cse_officer)
        assert table(page(client), "Tool")["All"][-1] == 14
        for part in PARTS:
            shown = page(client, part=part).context["tables"]
            own = [each for _, each, _ in shown if each.title.endswith("12 to 17 tool")]
            assert all(row.counts[-1] is None for each in own for row in each.all_rows)
        assert table(page(client), "Outcome: 12 to 17 tool")["All"] == [None] * 4

    def test_a_theme_tells_nothing_of_an_indicator_that_is_hidden(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 50)
        codes = dict(Indicator.objects.filter(edition__tool="regional").values_list("code", "theme"))
        first, second = [code for code, theme in codes.items() if theme == "missing"][:2]
        figure("indicator", first, 6)
        figure("indicator", second, 4)
        figure("theme", "missing", 10)
        figure("theme", "education", 9)
        rows = table(page(sign_in(cse_officer), part="indicators"), "Themes: 12 to 17 tool")
        assert rows[THEMES[Theme.MISSING].title][-1] is None
        assert rows[THEMES[Theme.EDUCATION].title][-1] == 9

    def test_one_tools_own_table_is_shown_where_the_other_tool_has_enough(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 11)
        figure("outcome", "universal", 5, tool="petch")
        client = sign_in(cse_officer)
        assert table(page(client), "Outcome: 12 to 17 tool")["All"] == [0, 11, 0, 11]
        assert table(page(client), "Outcome: Under 12 tool")["All"] == [0, 5, 0, 5]

    def test_a_small_number_is_hidden_and_drawn_hatched(self, sign_in, cse_officer, figure):
        figure("gender", "female", 30)
        figure("gender", "male", 9)
        figure("gender", "not_recorded", 3)
        response = page(sign_in(cse_officer), part="children")
        rows = table(response, "Sex and gender")
        assert rows["Not recorded"][-1] is None and rows["Male"][-1] is None
        assert rows["Female"][-1] == 30 and rows["All"][-1] == 42
        text = response.content.decode()
        assert "portal-bars__hidden" in text and "<desc" in text
        assert not SMALL.search(text)

    def test_five_is_shown(self, sign_in, cse_officer, figure):
        figure("gender", "female", 5)
        assert table(page(sign_in(cse_officer), part="children"), "Sex and gender")["Female"][-1] == 5

    def test_not_recorded_and_written_are_rows_of_their_own(self, sign_in, cse_officer, figure):
        figure("ethnicity", "not_recorded", 8)
        figure("ethnicity", "written", 6)
        rows = table(page(sign_in(cse_officer), part="children"), "Ethnicity")
        assert rows["Not recorded"][-1] == 8 and rows["Written in words"][-1] == 6

    def test_all_but_three_is_hidden_too(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 20)
        figure("indicator", "rs-missing-repeat", 17)
        rows = table(page(sign_in(cse_officer), part="indicators"), "Indicators: 12 to 17 tool")
        assert list(rows.values()) == [[None, None, None, None]]

    def test_ages_are_banded_by_tool(self, sign_in, cse_officer, figure):
        figure("age", "14", 6)
        figure("age", "15", 5)
        figure("age", "10", 7, tool="petch")
        response = page(sign_in(cse_officer), part="children")
        assert table(response, "Age at the screening: 12 to 17 tool")["14 or 15"][-1] == 11
        assert table(response, "Age at the screening: Under 12 tool")["10 or 11"][-1] == 7

    def test_times_are_said_in_words(self, sign_in, cse_officer, figure):
        for answer, count in (("1", 6), ("5", 9), ("more", 5), ("open", 7)):
            figure("to_decision", answer, count)
        text = page(sign_in(cse_officer), part="followed").content.decode()
        assert "Middle: 2 to 5 working days. Longest: more than 10 working days." in text

    def test_no_middle_of_a_few_cases(self, sign_in, cse_officer, figure):
        figure("to_decision", "1", 6)
        figure("to_decision", "5", 1)
        text = page(sign_in(cse_officer), part="followed").content.decode()
        assert "Middle: " not in text
        assert "not given, because some of the numbers are hidden" in text

    def test_it_says_why_judgement_is_set_beside_one_tool_only(self, sign_in, cse_officer, figure):
        figure("judgement", "at", 6, tool="petch")
        text = page(sign_in(cse_officer)).content.decode()
        assert "No published rule turns the answers of the 12 to 17 tool into a level" in text

    def test_the_last_twelve_months_are_drawn(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 7, month=dt.date(2026, 2, 1))
        chart = page(sign_in(cse_officer)).context["months"]
        assert [bar.label for bar in chart.bars][0] == "Jan 26" and chart.bars[-1].label == "Nov 26"
        assert {bar.label: bar.count for bar in chart.bars}["Feb 26"] == 7

    def test_a_quarter_with_nothing_says_so(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 7, month=dt.date(2026, 5, 1))
        response = page(sign_in(cse_officer), period="2026-Q3")
        assert "Nothing was counted in July to September 2026" in response.content.decode()

    def test_before_the_first_count_it_says_so(self, sign_in, cse_officer):
        assert "Not counted yet" in page(sign_in(cse_officer)).content.decode()

    def test_looking_is_recorded(self, sign_in, cse_officer):
        page(sign_in(cse_officer))
        assert Event.objects.filter(type="figures:viewed", membership_id=cse_officer.pk).count() == 1


class TestFilters:
    def test_a_tool_by_quarter(self, sign_in, cse_officer, figure):
        figure("gender", "female", 12)
        figure("gender", "female", 8, tool="petch")
        response = page(sign_in(cse_officer), part="children", of="petch")
        assert table(response, "Sex and gender")["Female"] == [8]
        assert "Age at the screening: 12 to 17 tool" not in [shown.title for _, shown, _ in response.context["tables"]]

    def test_an_agency_by_quarter(self, sign_in, cse_officer, figure, school):
        other = make_agency(cse_officer.area, name="Another agency")
        figure("gender", "female", 12)
        figure("gender", "female", 8, agency=other)
        figure("outcome", "level-0", 12)
        figure("outcome", "level-0", 8, agency=other)
        client = sign_in(cse_officer)
        assert table(page(client, part="children", of="Another agency"), "Sex and gender")["Female"] == [8]
        assert table(page(client, of="Another agency"), "Tool")["12 to 17 tool"] == [8]
        assert "Return interviews" not in page(client, part="followed", of="Another agency").content.decode()

    def test_a_small_agency_cannot_be_had_from_the_others(self, sign_in, cse_officer, figure, school):
        """All are 20, one agency 17: the other's 3 are hidden, and so is the 17."""
        other = make_agency(cse_officer.area, name="Another agency")
        figure("outcome", "level-0", 17)
        figure("outcome", "level-0", 3, agency=other)
        figure("gender", "female", 17)
        figure("gender", "female", 3, agency=other)
        client = sign_in(cse_officer)
        agencies = table(page(client), "Agency")
        assert agencies == {"Another agency": [None], school.name: [None], cse_officer.agency.name: [0], "All": [20]}
        for agency in (other, school):
            rows = table(page(client, part="children", of=agency.name), "Sex and gender")
            assert rows["Female"] == [None] and rows["All"] == [None]

    @pytest.mark.parametrize(
        "query",
        [
            {"period": "2026-Q9"}, {"period": "0"}, {"period": "2026-Q4' or 1=1"}, {"of": "Nobody's agency"},
            {"of": "x" * 5000}, {"part": "../children"}, {"part": ""}, {"period": "1999-Q1"},
        ],
        ids=["no fifth quarter", "a number", "a quotation mark", "an unknown agency", "a long text", "a path",
             "an empty part", "before the first count"],
    )  # fmt: skip
    def test_what_is_not_a_choice_is_left_out_and_said(self, sign_in, cse_officer, figure, query):
        figure("outcome", "level-0", 7)
        response = page(sign_in(cse_officer), **query)
        assert response.status_code == 200
        assert "It was left out" in response.content.decode()
        assert response.context["asked"].part == "screenings"
        assert table(response, "Outcome: 12 to 17 tool")["All"] == [0, 7, 0, 7]

    def test_an_agency_of_another_area_is_no_choice(self, sign_in, cse_officer, figure, practitioner_elsewhere):
        response = page(sign_in(cse_officer), of=practitioner_elsewhere.agency.name)
        assert "It was left out" in response.content.decode()


@pytest.fixture
def practitioner_elsewhere(cse_officer):
    from accounts.models import Area

    return make_member(make_agency(Area.objects.exclude(pk=cse_officer.area.pk).first(), name="Elsewhere school"))


class TestAreas:
    def test_another_areas_figures_are_not_in_it(self, sign_in, cse_officer, figure, practitioner_elsewhere):
        elsewhere = practitioner_elsewhere.agency
        figure("outcome", "level-0", 50, area=elsewhere.area, agency=elsewhere)
        figure("outcome", "level-0", 7)
        response = page(sign_in(cse_officer))
        assert table(response, "Outcome: 12 to 17 tool")["All"][-1] == 7
        assert elsewhere.name not in response.content.decode()

    def test_whoever_may_not_sees_no_figure(self, practitioner, cse_officer, figure):
        figure("outcome", "level-0", 7)
        assert not Figure.objects.visible_to(practitioner).exists()
        assert not Figure.objects.visible_to(None).exists()
        assert Figure.objects.visible_to(cse_officer).count() == 1


class TestFile:
    @pytest.mark.parametrize("part", PARTS)
    @pytest.mark.parametrize("of", ["", "regional", "Demo school"])
    def test_it_equals_the_page(self, sign_in, cse_officer, figure, school, part, of):
        type(school).objects.filter(pk=school.pk).update(name="Demo school")
        for question in {question.counted for question in QUESTIONS[part]} | {"outcome"}:
            for count, answer in enumerate(_answers(question), 3):
                figure(question, answer, count * 2, tool="regional")
        client = sign_in(cse_officer)
        written = [line for line in file(client, part=part, of=of)[1:] if line and not line[0].startswith("Middle:")]
        shown = []
        for _, each, _ in page(client, part=part, of=of).context["tables"]:
            shown.append([each.title, *each.columns])
            shown += [[row.label, *("hidden" if count is None else str(count) for count in row.counts)]
                      for row in each.all_rows]  # fmt: skip
        assert [line for line in written if not line[0].startswith("The middle")] == shown
        assert shown

    def test_no_cell_is_a_formula(self, sign_in, cse_officer, figure, counting):
        risky = make_agency(cse_officer.area, name="=HYPERLINK(1)")
        figure("outcome", "level-0", 9, agency=risky)
        cells = [text for line in file(sign_in(cse_officer)) for text in line]
        assert "'=HYPERLINK(1)" in cells
        assert not [text for text in cells if text.startswith(("=", "+", "-", "@"))]

    def test_the_workbook_holds_the_same_as_text(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 9, agency=make_agency(cse_officer.area, name="=HYPERLINK(1)"))
        client = sign_in(cse_officer)
        book = client.get(reverse("referrals:figures_export"), {"file": "xlsx"})
        assert book["Content-Disposition"].endswith('.xlsx"')
        with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
            written = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
        texts = {html.unescape(text) for text in re.findall(r"<t[^>]*>([^<]*)</t>", written)}
        assert "<f>" not in written and "=HYPERLINK(1)" in texts
        assert {text.removeprefix("'") for line in file(client) for text in line if text} == texts

    def test_taking_it_out_is_recorded_without_a_number(self, sign_in, cse_officer, figure):
        figure("outcome", "level-0", 9)
        lines = file(sign_in(cse_officer), part="children", of="regional")
        event = Event.objects.get(type="figures:exported")
        assert event.membership_id == cse_officer.pk
        assert event.detail == {
            "filter": ["Children", "October to December 2026", "The 12 to 17 tool"], "rows": len(lines),
        }  # fmt: skip
        assert detail_of(event).startswith(f"{len(lines)} lines: Children; October")


def _answers(question: str) -> list[str]:
    if question == "age":
        return ["13", "14", "16"]
    if question == "indicator":
        return ["rs-missing-repeat"]
    asked = next(
        each
        for part in QUESTIONS.values()
        for each in part
        if each.counted == question and (each.tool in (None, "regional") or question == "judgement")
    )
    return list(asked.answers)


def test_no_name_and_no_child_is_in_the_figures(sign_in, cse_officer, practitioner):
    screening = make_completed(practitioner, "level-2", first_names="Unseen", family_name="Nowherelist")
    count_figures()
    client = sign_in(cse_officer)
    for part in PARTS:
        text = page(client, part=part).content.decode() + str(file(client, part=part))
        for kept in ("Unseen", "Nowherelist", screening.child.reference, screening.reference):
            assert kept not in text


def test_more_cases_take_no_more_queries(sign_in, cse_officer, figure):
    client = sign_in(cse_officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, part="children")
        return len(asked)

    figure("gender", "female", 9)
    page(client)
    few = queries()
    for number in range(8):
        figure("gender", "male", 9, agency=make_agency(cse_officer.area, name=f"Agency {number}"))
    assert queries() == few
