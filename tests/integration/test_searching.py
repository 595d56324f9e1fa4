"""A search is often a child's name: it is sent, kept in the session, and stands in no address."""

import pytest

from referrals import actions
from referrals.models import Referral
from screening.models import by_name
from tests.factories.screenings import make_completed


@pytest.fixture
def officer(sign_in, cse_officer, practitioner):
    make_completed(practitioner, "level-2", first_names="Wren", family_name="Testerby")
    make_completed(practitioner, "level-0", first_names="Oakley", family_name="Mockham")
    return sign_in(cse_officer)


def families(response) -> list[str]:
    return [entry.child.family_name for entry, *_ in response.context["rows"]]


def test_the_address_after_a_search_holds_no_name(officer):
    response = officer.post("/log/?show=all", {"q": "Testerby"})
    assert response.url == "/log/?show=all&search=on"
    shown = officer.get(response.url)
    assert families(shown) == ["Testerby"]
    assert "q=" not in "".join(part for part in shown.content.decode().split('"') if part.startswith("?"))


def test_a_name_in_the_address_is_not_looked_at(officer):
    assert len(families(officer.get("/log/", {"q": "Testerby"}))) == 2


def test_without_the_mark_in_the_address_the_whole_list_stands(officer):
    officer.post("/log/", {"q": "Testerby"})
    assert len(families(officer.get("/log/"))) == 2


def test_an_empty_search_shows_the_whole_list(officer):
    officer.post("/log/", {"q": "Testerby"})
    response = officer.post("/log/?search=on", {"q": " "})
    assert "search" not in response.url


def test_a_search_of_one_list_is_not_one_of_another(officer):
    officer.post("/log/", {"q": "Testerby"})
    assert officer.get("/rescreens/", {"search": "on"}).status_code == 200


def test_signing_out_forgets_it(officer, sign_in, cse_officer):
    officer.post("/log/", {"q": "Testerby"})
    officer.post("/accounts/logout/")
    again = sign_in(cse_officer)
    assert len(families(again.get("/log/", {"search": "on"}))) == 2


@pytest.mark.parametrize("common", [9, 2], ids=["rare", "common"])
def test_a_name_finds_the_same_rows_however_many_have_it(officer, practitioner, monkeypatch, common):
    monkeypatch.setattr(by_name, "COMMON", common)
    wren = make_completed(practitioner, "level-2", first_names="Ada", family_name="Testerling")
    details = {"who": "Hazel, about 15", "where": "At school", "what": "A man waits outside.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    officer.post("/log/", {"q": "Test"})
    assert sorted(families(officer.get("/log/?search=on"))) == ["Testerby", "Testerling"]
    assert set(Referral.objects.about("Ada test")) == {wren.referral}
    assert list(Referral.objects.about("hazel")) == [alert]
