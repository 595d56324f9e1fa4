"""The printed rule tables."""

from screening.protocol import Duty, Outcome, Step
from screening.protocol.tables import rule_tables


def test_the_page_names_every_outcome_duty_and_step() -> None:
    page = rule_tables()
    for word in (*Outcome, *Duty, *Step):
        assert f"`{word}`" in page


def test_every_row_of_a_table_has_as_many_cells_as_its_headings() -> None:
    for section in rule_tables().split("## ")[1:]:
        rows = [line for line in section.splitlines() if line.startswith("|")]
        assert len(rows) > 2
        assert len({row.count(" | ") for row in rows}) == 1


def test_the_age_table_prints_both_ends() -> None:
    assert "| 12 | 17 | `regional` | 4 |" in rule_tables()
