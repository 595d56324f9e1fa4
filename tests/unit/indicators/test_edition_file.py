"""Every mistake in an edition's file is named with the file, and the line or code."""

from pathlib import Path

import pytest

from indicators.edition_file import content_hash, read_edition
from indicators.edition_yaml import EditionError

PETCH = Path("fixtures/editions/petch-provisional-2026.yaml")
REGIONAL = Path("fixtures/editions/regional-early-2026.yaml")


@pytest.fixture
def edition(tmp_path):
    """Writes a changed copy of the Petch file: each pair is a text found in it once or more, and its replacement."""

    def write(*changes, source=PETCH):
        text = source.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / "changed.yaml"
        path.write_text(text)
        return path

    return write


def problems(path):
    with pytest.raises(EditionError) as caught:
        read_edition(path)
    assert all(problem.startswith(str(path)) for problem in caught.value.problems)
    return str(caught.value)


def line_of(path, text):
    return next(n for n, line in enumerate(path.read_text().splitlines(), 1) if text in line)


def test_bad_yaml_names_the_line(edition):
    path = edition(("    weight: amber", "    weight: [amber"))
    # YAML notices the open bracket at the next key.
    assert f"line {line_of(path, '[amber') + 1}" in problems(path)


def test_a_key_written_twice_names_its_line(edition):
    path = edition(("    weight: amber", "    weight: amber\n    weight: red"))
    assert f"line {line_of(path, 'weight: red')}: the key weight is there twice" in problems(path)


def test_a_day_that_does_not_exist_names_its_line(edition):
    path = edition(("2016-01-01", "2016-02-30"))
    assert f"line {line_of(path, '2016-02-30')}: in_force_from" in problems(path)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([("weight: amber", "weight: blue")], "indicator pa-home-abuse-neglect: weight is 'blue'; choose"),
        ([("nature: context", "nature: guess")], "indicator pa-home-abuse-neglect: nature is 'guess'; choose"),
        ([("theme: coercion_and_control", "theme: money")], "pa-home-abuse-neglect: theme is 'money'; choose"),
        ([("    label: Abuse or neglect", "    labell: Abuse or neglect")], "pa-home-abuse-neglect: the key labell"),
        ([("    label: Abuse or neglect", "    labell: Abuse or neglect")], "pa-home-abuse-neglect: label is missing"),
        ([("label: Abuse or neglect at home now or before", "label: ''")], "pa-home-abuse-neglect: label must be text"),
        ([("label: Abuse or neglect", "label: " + "long " * 50)], "pa-home-abuse-neglect: label has"),
        ([("id: pa-home-abuse-neglect", "id: Pa Home")], "indicator Pa Home: id must be a code"),
        ([("section: family-home", "section: attic")], "indicator pa-home-abuse-neglect: there is no section attic"),
        ([("  - id: online\n    order: 4", "  - id: offline\n    order: 4")], "section offline: no indicator"),
        ([("source: [seraf, occ-2013]", "source: [hearsay]")], "pa-home-abuse-neglect: there is no source hearsay"),
        ([("    order: 1\n    label: Abuse", "    order: 2\n    label: Abuse")], "has the same section and order as"),
        ([("    order: 1\n    label: Abuse", "    order: true\n    label: Abuse")], "order must be a whole number"),
        ([("sexual_act_or_assault: true", "sexual_act_or_assault: maybe")], "must be true or false"),
        ([("  - id: universal", "  - id: level-0")], "outcomes: must be universal, potentially-vulnerable, vulnerable"),
        ([("  - id: universal", "  - id: unlikely")], "outcome unlikely: id is 'unlikely'; choose"),
        ([("tool: petch", "tool: adult")], "the edition: tool is 'adult'; choose petch or regional"),
        ([("status: provisional", "status: authorised")], "an authorised edition says in approved_by"),
        ([("approved_by: null", "approved_by: Wren Testerby")], "approved_by and approved_on stand together"),
        ([("edition: petch-provisional-2026", "")], "the edition: edition is missing"),
        ([("principles:", "principle:")], "the edition: principles is missing"),
        ([("in_force_from: 2016-01-01", "in_force_from: soon")], "in_force_from must be a day"),
    ],
)
def test_a_mistake_is_named(edition, changes, sentence):
    found = problems(edition(*changes))
    assert sentence in found
    assert "line " in found


def test_a_code_used_twice_names_both_places(edition):
    path = edition(("id: pa-home-domestic-abuse", "id: pa-home-abuse-neglect"))
    first = line_of(path, "id: pa-home-abuse-neglect")
    found = problems(path)
    assert "indicator pa-home-abuse-neglect: the same code stands on line" in found
    assert f"line {first}" in found


def test_a_weight_of_the_other_tool_is_refused(edition):
    path = edition(("weight: significant", "weight: alert"), source=REGIONAL)
    assert "indicator rs-missing-repeat: alert is no weight of the regional tool" in problems(path)


def test_every_mistake_is_told_at_once(edition):
    found = problems(edition(("weight: amber", "weight: blue"), ("nature: context", "nature: guess")))
    assert "blue" in found
    assert "guess" in found


@pytest.mark.parametrize("content", [b"", b"- a list", b"just words", b"a: \xff\xfe", b"a: \x00", b"[" * 5000])
def test_something_else_than_an_edition_is_refused(tmp_path, content):
    path = tmp_path / "other.yaml"
    path.write_bytes(content)
    assert "other.yaml" in problems(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "cannot be read" in problems(tmp_path / "nowhere.yaml")


def test_code_in_a_file_is_never_run(tmp_path):
    path = tmp_path / "unsafe.yaml"
    path.write_text("edition: !!python/object/apply:os.getcwd []")
    assert "unsafe.yaml, line 1" in problems(path)


def test_comments_and_layout_do_not_change_the_hash(edition):
    same = edition(("edition: petch", "# A comment.\n\nedition: petch"))
    assert content_hash(read_edition(same)) == content_hash(read_edition(PETCH))


def test_a_changed_word_changes_the_hash(edition):
    other = edition(("Abuse or neglect at home", "Neglect or abuse at home"))
    assert content_hash(read_edition(other)) != content_hash(read_edition(PETCH))
