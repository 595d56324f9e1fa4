"""Finding the rows about children of some name: the same rows, however many have the name and whoever asked before."""

import pytest

from screening.models import Child, Screening, by_name, of_children
from tests.factories.screenings import make_completed, make_draft

pytestmark = pytest.mark.django_db
SEARCH = "testerby"


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(by_name, "_common", set())


@pytest.fixture
def three(practitioner) -> list[Screening]:
    make_draft(practitioner, family_name="Otherby")
    return [make_draft(practitioner, first_names=f"Wren {number}") for number in range(3)]


def found(text: str) -> list[Screening]:
    return list(of_children(Screening.objects.all(), text).order_by("pk"))


@pytest.mark.parametrize("common", [1, 3, 4, 3000])
def test_the_same_is_found_whether_the_name_is_common_or_not(three, monkeypatch, common):
    monkeypatch.setattr(by_name, "COMMON", common)
    assert found(SEARCH) == three
    assert found(SEARCH) == three
    assert found("Nobody") == []


def test_a_common_name_is_looked_for_once(three, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(by_name, "COMMON", 3)
    with django_assert_num_queries(2):
        found(SEARCH)
    with django_assert_num_queries(1):
        assert found(SEARCH) == three


def test_a_name_that_few_have_is_looked_for_each_time(three, practitioner):
    assert found(SEARCH) == three
    make_completed(practitioner)
    assert len(found(SEARCH)) == 4


def test_a_restricted_child_stays_out_once_the_name_is_known_to_be_common(three, monkeypatch):
    monkeypatch.setattr(by_name, "COMMON", 2)
    found(SEARCH)
    Child.objects.filter(pk=three[0].child_id).update(restricted=True)
    assert found(SEARCH) == three[1:]


def test_only_so_many_names_are_remembered(three, monkeypatch):
    monkeypatch.setattr(by_name, "COMMON", 1)
    monkeypatch.setattr(by_name, "_REMEMBERED", 2)
    for text in ("wren", "testerby", "test", "otherby"):
        found(text)
    assert by_name._common == {"test", "otherby"}
