from pathlib import Path

import pytest

from indicators.actions import load_edition
from indicators.checks import editions_fit_the_rules
from indicators.models import Edition

pytestmark = pytest.mark.django_db


def load(tmp_path, *, old="", new=""):
    """A Petch edition that is in force from a later day than the portal's own, with a change."""
    text = Path("fixtures/editions/petch-provisional-2026.yaml").read_text()
    text = text.replace("petch-provisional-2026", "petch-test").replace("2016-01-01", "2020-01-01")
    path = tmp_path / "changed.yaml"
    path.write_text(text.replace(old, new))
    return load_edition(path)


def ids(databases=("default",)):
    return [problem.id for problem in editions_fit_the_rules(databases=databases) if "petch" in problem.msg]


def test_a_complete_edition_fits(tmp_path):
    load(tmp_path)
    assert ids() == []


def test_a_weight_without_an_indicator_is_an_error(tmp_path):
    load(tmp_path, old="weight: alert", new="weight: red")
    (problem,) = [p for p in editions_fit_the_rules(databases=["default"]) if "petch" in p.msg]
    assert problem.id == "indicators.E001"
    assert problem.msg == "Edition petch-test: no indicator has the weight alert."


def test_nothing_marked_for_rule_8_is_an_error(tmp_path):
    load(tmp_path, old="sexual_act_or_assault: true", new="sexual_act_or_assault: false")
    assert ids() == ["indicators.E001"]


def test_no_edition_in_force_is_a_warning(monkeypatch):
    monkeypatch.setattr(type(Edition.objects.all()), "all_in_force", lambda self, on: [])
    assert ids() == ["indicators.W001"]


def test_without_a_database_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ids(databases=None) == []
