"""`manage.py decide`: a line in, a line out, whatever the line is."""

import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from screening.management.commands import decide as command

GOOD = {"area": "Solihull", "on": "2026-03-31", "estimated_age": 9}


def run(monkeypatch: pytest.MonkeyPatch, *lines: bytes) -> tuple[list[dict], int]:
    """The printed objects and the exit code."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    try:
        call_command("decide", stdout=out)
        code = 0
    except SystemExit as ended:
        code = int(str(ended.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_one_decision_a_line_with_exactly_the_output_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    printed, code = run(monkeypatch, line(), line(estimated_age=15))
    assert code == 0
    assert [each["route"] for each in printed] == ["petch", "regional"]
    for each in printed:
        assert list(each) == [
            "route", "fixed", "least", "outcome", "refused", "pathway", "rescreen_due", "reasons",
        ]  # fmt: skip
        assert all(set(reason) == {"rule", "text"} for reason in each["reasons"])


def test_a_malformed_line_is_named_by_number_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    printed, code = run(monkeypatch, line(), b"", b"nope", b"   ", line(area="Atlantis"), line())
    assert code == 1
    assert [each.get("route") for each in printed] == ["petch", None, None, "petch"]
    assert printed[1]["error"].startswith("line 3: not JSON")
    assert printed[2]["error"].startswith("line 5: 'Atlantis'")


def test_nothing_in_is_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == ([], 0)
    assert run(monkeypatch, b"", b" ", b"") == ([], 0)


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
def test_hostile_lines(monkeypatch: pytest.MonkeyPatch, raw: bytes, says: str) -> None:
    printed, code = run(monkeypatch, raw, line())
    assert code == 1
    assert says in printed[0]["error"]
    assert len(printed[0]["error"]) < 400
    assert printed[1]["route"] == "petch"


def test_windows_line_ends_and_a_byte_order_mark_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    printed, code = run(monkeypatch, b"\xef\xbb\xbf" + line() + b"\r", line() + b"\r")
    assert (len(printed), code) == (2, 0)


def test_null_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"presence": None, "strength": None, "timeframe": None}
    changes = {"date_of_birth": None, "judgement": None, "previous_outcome": None, "immediate_danger": None}
    printed, code = run(
        monkeypatch,
        line(**changes, answers=None),
        line(answers={"pr-gang": nothing}, judgement={"outcome": "universal", "reason": None, "countersigned": None}),
    )
    assert code == 0
    assert printed[1]["outcome"] == "universal"


@pytest.mark.parametrize(
    "timeframe",
    ["current", "recent", "last_6_months", "past", "earlier", ["current", "past"], [], "more_than_6_months_ago"],
)
def test_times_in_the_words_people_type(monkeypatch: pytest.MonkeyPatch, timeframe: object) -> None:
    answer = {"presence": "present", "strength": "clear", "timeframe": timeframe}
    printed, code = run(monkeypatch, line(answers={"px-vehicle": answer}))
    assert (printed[0]["fixed"], code) == ("vulnerable", 0)


def test_fixtures_that_can_not_be_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "editions").mkdir()
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "walsall.yaml").write_text("area: Walsall\ncolour: red\n")
    monkeypatch.setattr(command.rule_book, "__defaults__", (tmp_path,))
    with pytest.raises(CommandError, match="'colour' is not known"):
        run(monkeypatch, line())


def test_the_command_touches_no_database() -> None:
    assert command.Command.requires_system_checks == ()
    assert command.rule_book().procedure("Walsall", date(2026, 1, 1)).area == "Walsall"
