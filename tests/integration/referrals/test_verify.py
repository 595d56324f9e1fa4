"""Anybody with a printed copy learns whether it is the current edition, and nothing about a child."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from cse_portal.reference import check_code, check_code_of
from referrals import actions
from referrals.documents import make_waiting
from referrals.models import Document, Referral
from tests.factories.decisions import details
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
ADDRESS = "/verify/"


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def document(referral) -> Document:
    make_waiting()
    return Document.objects.get(referral=referral)


def check(client, code: str) -> str:
    response = client.post(ADDRESS, {"code": code})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_is_open_to_anyone_and_asks_for_the_code(client, portal):
    text = client.get(ADDRESS).content.decode()
    assert reverse("referrals:verify") == ADDRESS
    assert 'name="code"' in text and "Danger now?" in text


def test_a_current_copy_is_called_so_with_its_pages_and_its_sum(client, document):
    text = check(client, document.check_code)
    assert "this is the current edition" in text
    assert f"It is number 1, made on {document.made_at.day} " in text
    assert f"{document.pages} pages" in text
    assert document.sha256 in text


def test_a_superseded_copy_is_called_so_and_the_newest_is_current(client, document, referral, mash_worker):
    actions.decide(referral=referral, by=mash_worker, mash_outcome="advice", reason="Known.", feedback="We rang.",
                   details=details("advice"))  # fmt: skip
    text = check(client, document.check_code)
    assert "a newer edition exists" in text and "The newest is number 2." in text
    assert "this is the current edition" not in text
    make_waiting()
    for newer in Document.objects.filter(referral=referral).exclude(pk=document.pk):
        assert "this is the current edition" in check(client, newer.check_code), newer.kind


def test_an_unknown_code_and_one_of_a_paper_not_made_yet_are_answered_alike(client, referral):
    waiting = Document.objects.get(referral=referral).check_code
    other = check_code()
    pages = [check(client, code).replace(code, "") for code in (waiting, other)]
    assert all("No paper of this portal has the code" in page for page in pages)


def test_it_is_read_as_people_write_it(client, document):
    code = document.check_code
    for written in (
        code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} ", " ".join(code), code.replace("-", "–"),
        code.replace("0", "O").replace("1", "I"), code.replace("0", "o").replace("1", "l"),
    ):  # fmt: skip
        assert "this is the current edition" in check(client, written), written


@pytest.mark.parametrize(
    ("typed", "code"),
    [("7gqx2mpt", "7GQX-2MPT"), ("O1il-0Oo1", "0111-0001"), ("7GQX-2MP", ""), ("7GQX-2MPTT", ""), ("UUUU-UUUU", ""),
     ("", ""), ("٧GQX2MPT", ""), ("<script>", ""), ("7GQX_2MPT", "7GQX-2MPT")],
)  # fmt: skip
def test_a_code_is_eight_letters_of_our_alphabet_or_nothing(typed, code):
    assert check_code_of(typed) == code


@pytest.mark.parametrize("typed", ["", "abc", "U" * 8, "x" * 5000, "'; drop table"])
def test_what_is_no_code_is_said_to_be_none_and_given_back(client, portal, typed):
    text = check(client, typed)
    assert "Type the check code as it is printed" in text
    assert "No paper of this portal" not in text


def test_nothing_about_child_area_agency_or_reference_stands_on_the_page(client, document, referral):
    text = check(client, document.check_code)
    main = text[text.index("<main") : text.index("</main>")]
    for secret in ("Wren", "Testerby", referral.reference, referral.child.reference, "Solihull", "Fernleigh",
                   "Priya", "referral", "Petch"):  # fmt: skip
        assert secret not in main


def test_the_code_stands_in_no_address(client, document):
    response = client.get(ADDRESS, {"code": document.check_code})
    assert "current edition</h2>" not in response.content.decode()
    assert client.post(ADDRESS, {"code": document.check_code}).status_code == 200


def test_as_many_questions_to_the_database_whether_there_is_such_a_paper_or_not(client, document, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(code):
        with CaptureQueriesContext(connection) as queries:
            check(client, code)
        return len(queries)

    asked(document.check_code)
    assert asked(document.check_code) == asked(check_code())


def test_who_tries_sixty_codes_waits_ten_minutes_and_nobody_else_does(client, document):
    cache.clear()
    for _ in range(60):
        check(client, "0000-0000")
    late = client.post(ADDRESS, {"code": document.check_code})
    assert late.status_code == 429 and "Wait 10 minutes" in late.content.decode()
    assert client.get(ADDRESS).status_code == 200
    other = client.post(ADDRESS, {"code": document.check_code}, REMOTE_ADDR="192.0.2.7")
    assert "this is the current edition" in other.content.decode()
