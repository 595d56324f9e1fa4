from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from audit.models import Event
from indicators.actions import load_edition
from indicators.edition_yaml import EditionError
from indicators.models import Edition, Indicator, OutcomeWording, Section

PETCH = Path("fixtures/editions/petch-provisional-2026.yaml")

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    """Writes the Petch edition under an id of its own, with changes."""

    def write(old="", new="", name="petch-test"):
        text = PETCH.read_text().replace("edition: petch-provisional-2026", f"edition: {name}")
        assert old in text
        path = tmp_path / "changed.yaml"
        path.write_text(text.replace(old, new, 1))
        return path

    return write


def loading_events():
    return Event.objects.filter(type="edition:loaded", detail__edition="petch-test")


def test_everything_in_the_file_is_in_the_portal(file):
    edition = load_edition(file())
    assert edition.code == "petch-test"
    assert edition.is_provisional
    assert (edition.sections.count(), edition.indicators.count(), edition.outcomes.count()) == (6, 35, 3)
    alert = edition.indicators.get(code="px-exchange")
    assert (alert.weight, alert.nature, alert.theme) == ("alert", "sign_of_harm", "rewards")
    assert alert.sexual_act_or_assault
    assert alert.section.code == "people-places"
    assert [wording.outcome for wording in edition.outcomes.all()] == [
        "universal", "potentially-vulnerable", "vulnerable",
    ]  # fmt: skip


def test_loading_is_an_event(file):
    edition = load_edition(file())
    assert loading_events().get().detail["content_hash"] == edition.content_hash


def test_loading_the_same_content_again_changes_nothing(file):
    first = load_edition(file())
    assert load_edition(file()) == first
    assert loading_events().count() == 1


def test_other_content_under_the_same_id_is_refused(file):
    load_edition(file())
    with pytest.raises(EditionError, match="An edition can't change; give it a new id"):
        load_edition(file("Abuse or neglect at home", "Neglect or abuse at home"))
    stored = Indicator.objects.get(edition__code="petch-test", code="pa-home-abuse-neglect")
    assert stored.label.startswith("Abuse")


def test_a_corrected_edition_stands_beside_the_first(file):
    load_edition(file())
    later = load_edition(file("in_force_from: 2016-01-01", "in_force_from: 2026-12-01", name="petch-test-2"))
    assert later.indicators.count() == Edition.objects.get(code="petch-test").indicators.count() == 35


@pytest.mark.parametrize("model", [Edition, Section, Indicator, OutcomeWording])
def test_what_is_loaded_can_neither_change_nor_go(file, model):
    edition = load_edition(file())
    row = edition if model is Edition else model.objects.filter(edition=edition).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.filter(pk=row.pk)._raw_delete("default")


def test_a_mistake_loads_nothing(file):
    models = (Edition, Section, Indicator, OutcomeWording, Event)
    before = [model.objects.count() for model in models]
    with pytest.raises(EditionError):
        load_edition(file("weight: alert", "weight: blue"))
    assert [model.objects.count() for model in models] == before


def test_the_command_tells_the_mistake_with_its_file_and_code(file):
    with pytest.raises(CommandError, match=r"changed\.yaml, line \d+, indicator px-sexual-health: weight is 'blue'"):
        call_command("load_edition", file("weight: alert", "weight: blue"))


def test_the_command_loads(file, capsys):
    call_command("load_edition", file())
    assert capsys.readouterr().out == "petch-test: in the portal, 35 indicators\n"
