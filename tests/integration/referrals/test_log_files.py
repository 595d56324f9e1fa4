"""The log as a file of exactly what is shown; saved views, columns, and how the list comes back."""

import csv
import datetime as dt
import io
import tracemalloc
import zipfile

import pytest
import time_machine
from django.urls import reverse

from audit.models import Event
from cse_portal.clock import LONDON
from cse_portal.dates import plain_day
from cse_portal.problems import Incomplete
from cse_portal.spreadsheet import csv_lines, xlsx_parts
from referrals.actions import MOST_VIEWS, restrict, save_view
from referrals.models import ListSetting, LogEntry, SavedView
from referrals.views import log_files
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
LOG = "/log/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(sign_in, cse_officer):
    return sign_in(cse_officer)


def file(client, kind: str = "csv", query: str = "?show=all") -> list[list[str]]:
    """The rows of the file of a look, as a spreadsheet reads them."""
    whole = b"".join(client.get(f"{reverse(f'referrals:log_{kind}')}{query}").streaming_content)
    return list(csv.reader(io.StringIO(whole.decode("utf-8-sig")))) if kind == "csv" else sheet(whole)


def sheet(whole: bytes) -> list[list[str]]:
    """The texts of a workbook's only sheet. Nothing in it may be calculated."""
    from xml.etree import ElementTree

    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    tree = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml"))
    assert not list(tree.iter(f"{space}f"))
    return [["".join(cell.itertext()) for cell in row] for row in tree.iter(f"{space}row")]


def address_of(client, kind: str = "csv", query: str = "?show=all") -> str:
    """The query of the link on the page that leads to its file."""
    import html
    import re

    text = client.get(LOG + query).content.decode()
    return html.unescape(re.search(rf'href="/log/file\.{kind}(\?[^"]*)"', text)[1])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
class TestBothKinds:
    def test_the_rows_of_the_page_in_its_columns(self, officer, practitioner, kind):
        make_completed(practitioner, "level-2", family_name="Two")
        make_completed(practitioner, "level-0", family_name="Nought")
        query = address_of(officer, kind, "?show=open&outcome=level-2&columns=next&columns=references")
        rows = file(officer, kind, query)
        assert rows[0] == ["Child", "Age", "Next step", "With", "Screening", "Referral"]
        assert [row[0] for row in rows[1:]] == ["Two, Wren"]
        assert rows[1][1:4] == ["Age 14", "MASH decision due tomorrow 14:41", "MASH, nobody yet"]

    def test_all_pages_in_the_order_of_the_page(self, officer, practitioner, thursday, kind):
        for minute in range(27):
            thursday.move_to(THURSDAY + dt.timedelta(minutes=minute))
            make_completed(practitioner, "level-0", family_name=f"Number{minute:02}")
        rows = file(officer, kind, address_of(officer, kind))
        assert [row[0] for row in rows[1:]] == [f"Number{minute:02}, Wren" for minute in range(26, -1, -1)]

    def test_the_search_is_in_it_and_never_in_the_event_or_the_name(self, officer, practitioner, kind):
        make_completed(practitioner, "level-2", family_name="Two")
        make_completed(practitioner, "level-2", family_name="Other")
        officer.post(f"{LOG}?show=all", {"q": "two"})
        query = address_of(officer, kind, "?show=all&search=on")
        assert [row[0] for row in file(officer, kind, query)[1:]] == ["Two, Wren"]
        event = Event.objects.get(type="log:exported")
        assert (event.detail["rows"], event.detail["searched"], event.detail["kind"]) == (1, True, kind)
        assert "two" not in str(event.detail).lower()
        name = officer.get(f"/log/file.{kind}{query}")["Content-Disposition"]
        assert f"cse-log-solihull-2026-11-19.{kind}" in name

    def test_a_restricted_child_goes_by_reference(self, officer, cse_officer, practitioner, kind):
        child = make_completed(practitioner, "level-0").child
        restrict(child=child, by=cse_officer, reason="A relative works here.")
        assert file(officer, kind)[1][0] == f"Restricted record {child.reference}"

    def test_no_birthday_and_no_age_of_a_restricted_child(self, officer, cse_officer, practitioner, kind):
        child = make_completed(practitioner, "level-0").child
        birthday, query = plain_day(LogEntry.objects.get().turns_on), "?show=all&columns=turns"
        assert file(officer, kind, query)[1][1:3] == ["Age 14", birthday]
        restrict(child=child, by=cse_officer, reason="A relative works here.")
        assert file(officer, kind, query)[1][1:] == ["", "", ""]
        page = officer.get(LOG + query).content.decode()
        assert birthday not in page
        assert "Age 14" not in page

    def test_another_areas_officer_takes_nothing_out(self, sign_in, walsall, practitioner, kind):
        make_completed(practitioner, "level-2")
        other = make_member(make_agency(walsall, "social_care"), "cse_officer")
        assert len(file(sign_in(other), kind)) == 1

    @pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"], ids=["=", "+", "-", "@", "tab", "return"])
    def test_nothing_is_calculated(self, kind, begins):
        text = f"{begins}cmd|' /C calc'!A0"
        rows = [["Head"], [text]]
        if kind == "csv":
            [_, written] = csv.reader(io.StringIO("".join(csv_lines(rows)).removeprefix("\ufeff"), newline=""))
            assert written == [f"'{text}"]
        else:
            [_, [written]] = sheet(b"".join(xlsx_parts(rows, title="T")))
            assert written.replace("_x000D_", "\r") == text


@pytest.mark.parametrize(("most", "expected"), [(2, 3), (1, 3)], ids=["all fit", "cut, and says so"])
def test_a_file_that_is_cut_says_so(officer, practitioner, monkeypatch, most, expected):
    monkeypatch.setattr(log_files, "MOST", most)
    for number in range(2):
        make_completed(practitioner, "level-0", family_name=f"Number{number}")
    rows = file(officer)
    assert len(rows) == expected
    assert (rows[-1] == [log_files.MORE]) is (most == 1)
    assert Event.objects.get(type="log:exported").detail["rows"] == most


@pytest.mark.parametrize("make", [csv_lines, lambda rows: xlsx_parts(rows, title="T")], ids=["csv", "xlsx"])
def test_fifty_thousand_rows_need_little_memory(make):
    rows = ([f"Row {number}", "Invented text"] for number in range(50_000))
    tracemalloc.start()
    size = sum(len(part) for part in make(rows))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 5_000_000


class TestColumns:
    def test_chosen_once_they_come_back(self, officer, practitioner):
        make_completed(practitioner, "level-2")
        officer.get(f"{LOG}?show=all&columns=&columns=state&columns=screened")
        columns = officer.get(LOG, {"show": "open"}).context["columns"]
        assert [column.title for column in columns] == ["State and agency", "Screened when, and by whom"]

    def test_none_is_a_choice_too_and_what_is_no_column_counts_for_nothing(self, officer, practitioner):
        make_completed(practitioner, "level-2")
        assert officer.get(LOG, {"show": "all", "columns": ["", "<b>"]}).context["columns"] == []
        assert officer.get(LOG, {"show": "all"}).context["columns"] == []

    def test_list_and_filter_come_back_and_the_search_does_not(self, officer, cse_officer):
        officer.post(f"{LOG}?show=at_mash&outcome=level-2", {"q": "Testerby"}, follow=True)
        back = officer.get(LOG)
        assert "show=at_mash" in back.url
        assert "outcome=level-2" in back.url
        assert "search" not in back.url
        assert "estby" not in ListSetting.objects.get(member=cse_officer, page="log").query.lower()


class TestSavedViews:
    def save(self, client, name, query="?show=at_mash&outcome=level-2"):
        return client.post(reverse("referrals:saved_views") + query, {"name": name}, follow=True)

    def test_saved_opened_and_deleted(self, officer, cse_officer):
        self.save(officer, "  Level 2   at the MASH ", "?show=at_mash&outcome=level-2&search=on&after=x")
        [view] = officer.get(f"{LOG}?show=all").context["views"]
        assert view["name"] == "Level 2 at the MASH"
        opened = officer.get(view["url"])
        assert opened.context["filter"].settings == {"outcome": "level-2"}
        assert opened.context["listing"] == "at the mash"
        assert "search" not in view["url"]
        officer.post(reverse("referrals:saved_view_delete"), {"view": view["id"]})
        officer.post(reverse("referrals:saved_view_delete"), {"view": view["id"]})
        assert not SavedView.objects.filter(member=cse_officer).exists()

    def test_pressing_twice_saves_once(self, officer):
        for _ in range(2):
            self.save(officer, "Mine")
        assert SavedView.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            (" ", "Enter a name for this view"),
            ("x" * 61, "The name must be 60 characters or fewer"),
            ("MINE", "You have a view called Mine already"),
        ],
        ids=["blank", "too long", "taken"],
    )
    def test_a_name_that_will_not_do(self, officer, name, said):
        self.save(officer, "Mine")
        assert said in self.save(officer, name, "?show=open").content.decode()
        assert SavedView.objects.count() == 1

    def test_at_most_twenty(self, cse_officer):
        for number in range(MOST_VIEWS):
            save_view(by=cse_officer, page="log", name=f"View {number}", query="show=open")
        with pytest.raises(Incomplete, match="20 saved views"):
            save_view(by=cse_officer, page="log", name="One more", query="show=open")

    def test_what_is_no_list_or_filter_is_not_kept(self, officer, cse_officer):
        self.save(officer, "Odd", "?show=<b>&outcome=level-9&columns=x&next=//elsewhere")
        assert SavedView.objects.get(member=cse_officer).query == "show=open&columns="

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40])
    def test_a_number_that_is_none_deletes_nothing(self, officer, number):
        self.save(officer, "Mine")
        assert officer.post(reverse("referrals:saved_view_delete"), {"view": number}).status_code == 302
        assert SavedView.objects.count() == 1

    def test_somebody_elses_is_not_there(self, officer, sign_in, solihull):
        self.save(officer, "Mine")
        other = sign_in(make_member(make_agency(solihull, "social_care"), "cse_officer"))
        assert other.get(f"{LOG}?show=all").context["views"] == []
        view = SavedView.objects.get()
        assert other.post(reverse("referrals:saved_view_delete"), {"view": view.pk}).status_code == 404
        assert SavedView.objects.filter(pk=view.pk).exists()
