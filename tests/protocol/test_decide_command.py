"""`manage.py decide`: a line in, a line out, whatever the line is."""

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from screening.management.commands import decide as command
from screening.management.commands.decide import rule_book
from screening.protocol.rule_book import RuleBook

Run = Callable[..., tuple[list[dict], int]]

GOOD = {"area": "Solihull", "on": "2026-03-31", "estimated_age": 9}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, book: RuleBook) -> Run:
    """`run(line, …)`: the printed objects and the exit code."""

    def feed(*lines: bytes) -> tuple[list[dict], int]:
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
        try:
            call_command("decide", stdout=out)
            code = 0
        except SystemExit as ended:
            code = int(str(ended.code))
        return [json.loads(line) for line in out.getvalue().splitlines()], code

    monkeypatch.setattr(command, "rule_book", lambda: book)
    return feed


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_one_decision_a_line_with_exactly_the_output_keys(run: Run) -> None:
    printed, code = run(line(), line(estimated_age=15))
    assert code == 0
    assert [each["route"] for each in printed] == ["petch", "regional"]
    for each in printed:
        assert list(each) == [
            "route", "fixed", "least", "outcome", "refused", "pathway", "rescreen_due", "reasons",
        ]  # fmt: skip
        assert all(set(reason) == {"rule", "text"} for reason in each["reasons"])


def test_a_malformed_line_is_named_by_number_and_the_run_goes_on(run: Run) -> None:
    printed, code = run(line(), b"", b"nope", b"   ", line(area="Atlantis"), line())
    assert code == 1
    assert [each.get("route") for each in printed] == ["petch", None, None, "petch"]
    assert printed[1]["error"].startswith("line 3: not JSON")
    assert printed[2]["error"].startswith("line 5: 'Atlantis'")


def test_nothing_in_is_nothing_out(run: Run) -> None:
    assert run() == ([], 0)
    assert run(b"", b" ", b"") == ([], 0)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"area": "Solihull\xff"}', "not UTF-8 at byte 19"),
        (b'{"area": "Soli\x00hull"}', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"area": ' + b"9" * 5000 + b"}", "line 1: "),
        (b'{"answers": "' + b"x" * 1_000_000 + b'"}', "longer than 1000000 bytes"),
        (b"x" * 3_000_000, "longer than 1000000 bytes"),
        (b'{"area": "Solihull", "on": "2026-03-31", "estimated_age": "\\ud800"}', "whole number"),
        (b'{"area": ' + b"[" * 900 + b"]" * 900 + b"}", "area is text, not a list"),
        (b'{"area": {"a": 1}}', "area is text, not an object"),
        (b'{"' + b"k" * 500 + b'": 1}', "kkk..."),
    ],
)
def test_hostile_lines(run: Run, raw: bytes, says: str) -> None:
    printed, code = run(raw, line())
    assert code == 1
    assert says in printed[0]["error"]
    assert len(printed[0]["error"]) < 400
    assert printed[1]["route"] == "petch"


def test_windows_line_ends_and_a_byte_order_mark_are_read(run: Run) -> None:
    printed, code = run(b"\xef\xbb\xbf" + line() + b"\r", line() + b"\r")
    assert (len(printed), code) == (2, 0)


def test_null_counts_as_left_out(run: Run) -> None:
    nothing = {"presence": None, "strength": None, "timeframe": None}
    changes = {"date_of_birth": None, "judgement": None, "previous_outcome": None, "immediate_danger": None}
    printed, code = run(
        line(**changes, answers=None),
        line(answers={"pr-gang": nothing}, judgement={"outcome": "universal", "reason": None, "countersigned": None}),
    )
    assert code == 0
    assert printed[1]["outcome"] == "universal"


@pytest.mark.parametrize(
    "timeframe",
    ["current", "recent", "last_6_months", "past", "earlier", ["current", "past"], [], "more_than_6_months_ago"],
)
def test_times_in_the_words_people_type(run: Run, timeframe: object) -> None:
    answer = {"presence": "present", "strength": "clear", "timeframe": timeframe}
    printed, code = run(line(answers={"px-vehicle": answer}))
    assert (printed[0]["fixed"], code) == ("vulnerable", 0)


def test_a_reader_that_has_seen_enough_ends_it_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []

    def gone(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(command.Command, "_answer", gone)
    monkeypatch.setattr(command.os, "dup2", lambda _, to: closed.append(to))
    assert run(line()) == ([], 1)
    assert closed == [sys.stdout.fileno()]


def test_fixtures_that_can_not_be_read_are_named(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "walsall.yaml").write_text("area: Walsall\ncolour: red\n")
    monkeypatch.setattr(command, "rule_book", lambda: rule_book(tmp_path))
    with pytest.raises(CommandError, match="'colour' is not known"):
        run(line())


def test_the_command_touches_no_database() -> None:
    assert command.Command.requires_system_checks == ()
    assert command.rule_book().procedure("Walsall", date(2026, 1, 1)).area == "Walsall"
