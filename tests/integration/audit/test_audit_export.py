"""The auditor's file: the same search, safe to open, capped out loud, and an event itself."""

import csv
import io

import pytest

from audit.actions import record
from audit.events import EventType as E
from audit.models import Event
from audit.views import export
from tests.factories.people import make_agency, make_member

ADDRESS = "/audit/export/"


@pytest.fixture
def file(sign_in, auditor):
    """The rows of the file for a search, as a spreadsheet reads them."""
    client = sign_in(auditor)

    def rows(**query):
        response = client.get(ADDRESS, query)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    return rows


def test_the_file_holds_what_the_search_finds(file, practitioner, lead):
    record(E.SCREENING_VIEWED, by=practitioner, reference="S-0000-0001", child="C-0000-0001", reason="To check, again")
    record(E.CHILD_VIEWED, by=lead, reference="C-0000-0001", child="C-0000-0001")
    head, row = file(who="Priya")
    assert head == list(export.COLUMNS)
    assert row[1:] == ["Priya Sampleton", "Fernleigh Demo School", "practitioner", "Screening looked at",
                       "S-0000-0001", "", "C-0000-0001", "To check, again", ""]  # fmt: skip


def test_taking_the_file_out_is_an_event_with_the_search_and_the_lines(file, auditor, practitioner):
    for number in range(3):
        record(E.SCREENING_VIEWED, by=practitioner, reference=f"S-0000-000{number}")
    file(kind="screening:viewed")
    event = Event.objects.latest("id")
    assert (event.type, event.user_id) == ("audit:exported", auditor.user_id)
    assert event.detail == {"filter": ["Screening looked at"], "rows": 3}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(file, school, start):
    somebody = make_member(school, name=f"{start}HYPERLINK(\"https://elsewhere.example\")")  # fmt: skip
    record(E.SCREENING_VIEWED, by=somebody, reason=f"{start}1+1")
    row = file(kind="screening:viewed")[1]
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert f"'{start}1+1" in row


def test_any_text_stays_in_its_cell(file, practitioner):
    reason = 'Said "no",\nthen “ملاحظة” 🦔; <b>'
    record(E.SCREENING_VIEWED, by=practitioner, reason=reason)
    assert reason in file(kind="screening:viewed")[1]


def test_the_cap_is_said_on_the_page_and_in_the_file(file, practitioner, monkeypatch, client):
    monkeypatch.setattr(export, "MOST", 2)
    for number in range(3):
        record(E.SCREENING_VIEWED, by=practitioner, reference=f"S-0000-000{number}")
    rows = file(kind="screening:viewed")
    assert [row[5] for row in rows[1:3]] == ["S-0000-0002", "S-0000-0001"]
    assert rows[3] == [export.MORE]
    assert Event.objects.latest("id").detail["rows"] == 2
    assert "the newest 10,000 at most" in client.get("/audit/").content.decode()


def test_another_areas_events_are_not_in_the_file(file, walsall):
    record(E.SCREENING_VIEWED, by=make_member(make_agency(walsall)), reference="S-0000-0009")
    assert len(file()) == 1


def test_the_link_of_the_page_keeps_the_search(file, client, practitioner):
    record(E.SCREENING_VIEWED, by=practitioner, reference="S-0000-0001")
    assert 'href="/audit/export/?who=Priya"' in client.get("/audit/", {"who": "Priya"}).content.decode()


def test_a_search_that_cannot_be_read_gives_no_file_and_no_event(sign_in, auditor):
    page = sign_in(auditor).get(ADDRESS, {"about": "Wren"})
    assert page["Content-Type"].startswith("text/html")
    assert "enter it whole" in page.content.decode()
    assert not Event.objects.filter(type="audit:exported").exists()


def test_the_files_name_says_nothing_of_a_child(sign_in, auditor):
    name = sign_in(auditor).get(ADDRESS)["Content-Disposition"]
    assert name.startswith('attachment; filename="views-and-changes-solihull-20')
