"""A search is often a child's name: it is sent, kept in the session, and stands in no address."""

import pytest

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
