"""A child is found in the area's records however the name and the birth date were written down."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.actions import change_child
from screening.likeness import Identity, Kind
from screening.matching import found
from screening.models import ChildKey, NamePart
from tests.factories.screenings import make_child

pytestmark = pytest.mark.django_db
BORN = dt.date(2012, 4, 3)
SWAPPED, SLIP = dt.date(2012, 3, 4), dt.date(2012, 4, 8)
# First names, family name and known as of the record; first and family name as somebody else wrote them.
WRITTEN = [
    (("Muhammad Bilal", "Khan", ""), ("Mohammed", "Khan")),
    (("Muhammad", "Chaudhry", ""), ("Mohd", "Choudhury")),
    (("Aisha", "Ul-Haq", ""), ("Ayesha", "Ulhaq")),
    (("Siobhán", "O’Brien", ""), ("Siobhan", "OBrien")),
    (("Siobhán", "O’Brien", ""), ("Siobhan", "O Brien")),
    (("Łucja", "Wójcik-Nowak", ""), ("Lucja", "Nowak")),
    (("Małgorzata", "Szczęsny", ""), ("Gosia", "Szczesny")),
    (("Ann-Marie", "Fairweather", ""), ("Annmarie", "Fairwether")),
    (("Alexander", "Mackenzie", "Sandy"), ("Sandy", "McKenzie")),
    (("William", "Oakenshaw", ""), ("Billy", "Oakenshaw")),
    (("Wren Amber", "Testerby", ""), ("Testerby", "Wren")),
    (("Wren", "Testerby", ""), ("Wern", "Testterby")),
    (("Jonathan", "Higginbotham", ""), ("Jonathon", "Higinbottham")),
]


@pytest.mark.parametrize(("record", "written"), WRITTEN)
def test_a_child_is_found(practitioner, record, written):
    first, family, known_as = record
    child = make_child(practitioner, first_names=first, family_name=family, known_as=known_as, date_of_birth=BORN)
    make_child(practitioner, first_names="Robin", family_name="Otherly", date_of_birth=BORN)
    for born in (BORN, SWAPPED, SLIP, None):
        answers = found(practitioner.area, Identity(*written, date_of_birth=born))
        assert [(each.child, each.likeness.kind) for each in answers] == [(child.pk, Kind.SAME_CHILD)], born


def test_a_record_without_a_birth_date_is_found_by_its_name(practitioner):
    child = make_child(practitioner, date_of_birth=None, estimated_age=14, age_source="School year")
    assert [each.child for each in found(practitioner.area, Identity("Wren", "Testerby", "", BORN))] == [child.pk]


@pytest.mark.parametrize("who", [Identity(), Identity("-", "’"), Identity("", "", "", BORN), Identity("李", "王")])
def test_hardly_a_name_finds_nobody_and_breaks_nothing(practitioner, who):
    make_child(practitioner, date_of_birth=BORN)
    assert found(practitioner.area, who) == []


def test_names_in_other_scripts_are_found_as_they_are_written(practitioner):
    child = make_child(practitioner, first_names="مریم", family_name="احمد", date_of_birth=BORN)
    assert [each.child for each in found(practitioner.area, Identity("مریم", "احمد", "", BORN))] == [child.pk]


def test_a_very_long_name_is_kept(practitioner):
    child = make_child(practitioner, first_names="W" * 200, family_name="T" * 200, date_of_birth=BORN)
    assert [each.child for each in found(practitioner.area, Identity("W" * 200, "T" * 200, "", BORN))] == [child.pk]


def test_a_child_whose_record_is_older_than_the_keys_is_found_after_the_next_start(practitioner):
    child = make_child(practitioner, date_of_birth=BORN)
    ChildKey.objects.all().delete()
    NamePart.objects.all().delete()
    assert found(practitioner.area, Identity("Wren", "Testerby")) == []
    assert ChildKey.objects.write_missing() == 1
    assert ChildKey.objects.write_missing() == 0
    assert [each.child for each in found(practitioner.area, Identity("Wren", "Testerby"))] == [child.pk]


def test_a_name_put_right_within_its_family_is_found_by_how_it_is_written_now(practitioner):
    """Thompson and Thomson are one name to the number it goes by; a slip of the pen is near the one that is written."""
    child = make_child(practitioner, first_names="Wren", family_name="Thompson", date_of_birth=BORN)
    change_child(
        child=child, by=practitioner, first_names="Wren", family_name="Thomson", known_as="", date_of_birth=BORN
    )
    assert [each.child for each in found(practitioner.area, Identity("Wren", "Thosmon"))] == [child.pk]


def test_what_is_known_already_is_not_written_again(practitioner):
    child = make_child(practitioner, date_of_birth=BORN)
    with CaptureQueriesContext(connection) as asked:
        ChildKey.objects.write(child, area=practitioner.area)
    assert not [query["sql"] for query in asked if "INSERT" in query["sql"]]
