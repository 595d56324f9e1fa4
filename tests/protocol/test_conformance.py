"""Every case of fixtures/conformance, which a council can add to."""

import json
from pathlib import Path

import pytest

from screening.protocol.cases import OUTPUT_KEYS, decide_line
from screening.protocol.rule_book import RuleBook

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "conformance"
CASES = [
    (path.stem, json.loads(line))
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
EXPECTED_KEYS = {*OUTPUT_KEYS, "reasons_absent", "error"}


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{group}:{row['id']}") for group, row in CASES])
def test_case(row: dict, book: RuleBook) -> None:
    line = row.get("line") or json.dumps(row["case"])
    expect = dict(row["expect"])
    if "error" in expect:
        with pytest.raises(ValueError) as refused:
            decide_line(line, book)
        assert expect["error"] in str(refused.value)
        return
    decision = decide_line(line, book)
    rules = {reason["rule"] for reason in decision["reasons"]}
    assert set(expect.pop("reasons", [])) <= rules
    assert not set(expect.pop("reasons_absent", [])) & rules
    assert {key: decision[key] for key in expect} == expect


def test_there_are_at_least_150_cases_and_each_rule_of_the_decision_has_some() -> None:
    assert len(CASES) >= 150
    rules = {row.get("rule") for _, row in CASES}
    assert {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 23, 24} <= rules


def test_each_case_is_well_formed() -> None:
    for group, row in CASES:
        assert set(row) <= {"id", "rule", "case", "line", "expect"}, (group, row["id"])
        assert set(row["expect"]) <= EXPECTED_KEYS, (group, row["id"])
        assert row["expect"], (group, row["id"])
    ids = [(group, row["id"]) for group, row in CASES]
    assert len(set(ids)) == len(ids)
