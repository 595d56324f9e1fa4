"""The two editions the portal ships are complete."""

from collections import Counter
from pathlib import Path

import pytest

from indicators.edition_file import read_edition
from indicators.wording import NATURES, THEMES, TOOLS
from screening.protocol import TOOL_WEIGHTS, Nature, Theme, Tool

EDITIONS = sorted(Path("fixtures/editions").glob("*.yaml"))
COUNTS = {
    "petch-provisional-2026": {"amber": 15, "red": 14, "alert": 6},
    "regional-early-2026": {"significant": 8, "risk": 25, "vulnerability": 19},
}
# Rule 8: under 13, suspected or present means the MASH and the police.
SEXUAL_ACT_OR_ASSAULT = {
    "petch-provisional-2026": {"px-sexual-health", "px-exchange", "px-disclosure"},
    "regional-early-2026": {"rs-repeat-sexual-health", "rr-sexual-health", "rr-assaulted", "rr-account-withdrawn"},
}


@pytest.fixture(params=EDITIONS, ids=lambda path: path.stem)
def content(request):
    return read_edition(request.param)


def test_there_is_an_edition_of_each_tool():
    assert sorted(read_edition(path)["tool"] for path in EDITIONS) == sorted(Tool)


def test_the_file_is_named_after_the_edition():
    for path in EDITIONS:
        assert read_edition(path)["edition"] == path.stem


def test_every_indicator_is_there_once(content):
    codes = [indicator["id"] for indicator in content["indicators"]]
    assert len(codes) == len(set(codes)) == sum(COUNTS[content["edition"]].values())
    assert Counter(indicator["weight"] for indicator in content["indicators"]) == COUNTS[content["edition"]]


def test_every_weight_of_the_tool_is_used(content):
    assert {indicator["weight"] for indicator in content["indicators"]} == set(TOOL_WEIGHTS[Tool(content["tool"])])


def test_every_theme_and_nature_has_an_indicator(content):
    assert {indicator["theme"] for indicator in content["indicators"]} == set(Theme)
    assert {indicator["nature"] for indicator in content["indicators"]} == set(Nature)


def test_the_indicators_of_rule_8_are_marked(content):
    marked = {indicator["id"] for indicator in content["indicators"] if indicator.get("sexual_act_or_assault")}
    assert marked == SEXUAL_ACT_OR_ASSAULT[content["edition"]]


def test_it_says_that_it_is_provisional(content):
    assert content["status"] == "provisional"
    assert content["provisional_note"].startswith("Provisional content, not the authorised edition.")
    assert content["approved_by"] is None


def test_every_word_table_is_complete():
    assert list(THEMES) == list(Theme)
    assert set(NATURES) == set(Nature)
    assert list(TOOLS) == list(Tool)
