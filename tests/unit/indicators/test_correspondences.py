"""Which indicators of two editions ask the same: stated in a file, checked, loaded once, read in both directions."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from indicators.actions import load_edition
from indicators.edition_file import content_hash, read_edition
from indicators.edition_yaml import EditionError
from indicators.models import Correspondence, Edition

REGIONAL = Path("fixtures/editions/regional-early-2026.yaml")

# The editions are there also after a test with real transactions emptied the tables.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def file(tmp_path):
    """A copy of the regional edition under another id, with changes."""

    def write(*changes):
        text = REGIONAL.read_text().replace("edition: regional-early-2026", "edition: regional-test")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "changed.yaml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def regional():
    return Edition.objects.get(code="regional-early-2026")


@pytest.fixture
def petch():
    return Edition.objects.get(code="petch-provisional-2026")


def test_the_twelfth_birthday_maps_only_what_is_plainly_the_same(regional, petch):
    codes = Correspondence.objects.codes_of(regional, petch)
    assert codes["rs-unexplained-items"] == "pr-unexplained-gifts"
    assert codes["rr-unexplained-injury"] == "pr-injury"
    assert "rr-sexual-health" not in codes
    assert len(codes) == 9


def test_every_pair_is_of_one_nature_and_theme():
    pairs = Correspondence.objects.select_related("indicator", "same_as")
    assert pairs
    for pair in pairs:
        assert (pair.indicator.nature, pair.indicator.theme) == (pair.same_as.nature, pair.same_as.theme)


def test_the_pairs_hold_in_both_directions(regional, petch):
    there, back = (Correspondence.objects.codes_of(*each) for each in ((regional, petch), (petch, regional)))
    assert back == {theirs: ours for ours, theirs in there.items()}


def test_an_edition_corresponds_to_itself_by_code(petch):
    assert Correspondence.objects.codes_of(petch, petch) == {each.code: each.code for each in petch.indicators.all()}


def test_a_new_edition_of_the_same_tool_keeps_its_codes_and_may_state_a_renamed_one(file, regional):
    stated = "corresponds:\n  - edition: regional-early-2026\n    pairs:\n      rr-telephone: rr-phone-concern\n"
    renamed = load_edition(file(("id: rr-phone-concern", "id: rr-telephone"), ("corresponds:\n", stated)))
    codes = Correspondence.objects.codes_of(renamed, regional)
    assert codes["rr-telephone"] == "rr-phone-concern"
    assert codes["rr-alcohol"] == "rr-alcohol"
    assert "rr-phone-concern" not in codes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("rv-isolated: pa-isolated", "rv-nowhere: pa-isolated", "there is no indicator rv-nowhere in this",
                     id="ours is unknown"),
        pytest.param("rv-isolated: pa-isolated", "rv-isolated: pa-nowhere",
                     "there is no indicator pa-nowhere in petch-provisional-2026", id="theirs is unknown"),
        pytest.param("rv-isolated: pa-isolated", "rv-isolated: pa-disability", "pa-disability stands twice",
                     id="theirs twice"),
        pytest.param("  - edition: petch-provisional-2026", "  - edition: petch-1999",
                     "there is no edition petch-1999. Load it first", id="no such edition"),
        pytest.param("  - edition: petch-provisional-2026", "  - edition: regional-test", "names this edition itself",
                     id="itself"),
        pytest.param("    pairs:\n      rs-unknown", "    couples:\n      rs-unknown", "pairs is missing",
                     id="no pairs"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_nothing_is_loaded(file, old, new, said):
    with pytest.raises(EditionError, match=said):
        load_edition(file((old, new)))
    assert not Edition.objects.filter(code="regional-test").exists()


def test_what_corresponds_may_be_added_to_an_edition_that_is_loaded(file):
    """What a tool asks never changes; which of it another tool asks too may be found out later."""
    pair = "      rv-isolated: pa-isolated\n"
    before = load_edition(file((pair, "")))
    after = load_edition(file())
    assert after == before
    assert Correspondence.objects.filter(indicator__edition=after).count() == 9
    assert content_hash(read_edition(file((pair, "")))) == after.content_hash


def test_what_is_stated_can_neither_change_nor_go():
    with pytest.raises(DatabaseError), transaction.atomic():
        Correspondence.objects.first().save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Correspondence.objects.all()._raw_delete("default")
