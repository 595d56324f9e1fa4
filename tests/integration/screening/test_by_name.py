"""Finding the rows about children of some name: the same rows, however many children have it."""

import pytest

from screening.models import Child, Screening, by_name, of_children
from tests.factories.screenings import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(practitioner) -> list[Screening]:
    make_draft(practitioner, family_name="Otherby")
    return [make_draft(practitioner, first_names=f"Wren {number}") for number in range(3)]


def found(text: str) -> list[Screening]:
    return list(of_children(Screening.objects.all(), text).order_by("pk"))


@pytest.mark.parametrize("common", [1, 3, 4, 3000])
def test_the_same_is_found_whether_the_name_is_common_or_not(three, monkeypatch, common):
    monkeypatch.setattr(by_name, "COMMON", common)
    assert found("testerby") == three
    assert found("wren test") == three
    assert found("Nobody") == []
    Child.objects.filter(pk=three[0].child_id).update(restricted=True)
    assert found("testerby") == three[1:]


@pytest.mark.parametrize(
    ("children", "common"), [(-1, 100), (0, 100), (33_300, 100), (100_000, 300), (1_000_000, 3000), (9_000_000, 3000)]
)
def test_what_is_common_depends_on_how_many_children_there_are(children, common):
    assert by_name.common_among(children) == common
