"""The benchmarks are all there and say what they measure. Their times are nobody's test: machines differ."""

import ast
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from bench import cost
from bench.__main__ import BENCHMARKS
from tests.conftest import ROOT

NAMES = [
    "child-match",
    "child-page",
    "digest",
    "figures",
    "inbox",
    "indicator-page",
    "lists",
    "log",
    "pdf",
    "reminders",
    "weight",
    "memory",
]
MODULES = sorted(BENCHMARKS.values())


@pytest.fixture(params=MODULES)
def parsed(request):
    """One benchmark's source: importing it would want servers and a browser."""
    return ast.parse((ROOT / f"{request.param.replace('.', '/')}.py").read_text())


def listed() -> list[str]:
    command = [sys.executable, "-m", "bench", "--list"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_list_names_each_benchmark_with_a_sentence():
    assert [line.split(maxsplit=1)[0] for line in listed()] == NAMES
    assert all(len(line.split()) > 5 for line in listed())


def test_an_unknown_name_is_refused():
    done = subprocess.run([sys.executable, "-m", "bench", "weather"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "weather" in done.stderr


def test_a_docstring_is_one_line(parsed):
    said = ast.get_docstring(parsed)
    assert said and "\n" not in said


def test_each_has_a_limit_and_a_unit(parsed):
    named = {}
    for statement in parsed.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
            pairs = zip(statement.targets[0].elts, statement.value.elts, strict=True)
            named |= {name.id: value.value for name, value in pairs if isinstance(value, ast.Constant)}
    assert named["LIMIT"] > 0
    assert named["UNIT"] in (" ×", " kB", " MB", " ms")


def test_each_measures_without_arguments(parsed):
    functions = {each.name: each for each in parsed.body if isinstance(each, ast.FunctionDef)}
    assert not functions["measure"].args.args


class TestCost:
    """What a look costs when the database's process, whose time is counted, ends in the middle of it."""

    @pytest.fixture
    def processes(self, monkeypatch):
        """The processes that the database is asked for, one after the other. Of one that has ended nothing is known."""
        left = []
        process = SimpleNamespace(get_backend_pid=lambda: left.pop(0))
        connection = SimpleNamespace(ensure_connection=lambda: None, connection=process)
        monkeypatch.setattr(cost, "connection", connection)
        return left

    def test_it_is_taken_again(self, processes):
        done, ended = [], 2**22 + 1
        processes += [os.getpid(), ended, os.getpid(), os.getpid()]
        assert 0 <= cost.cost_of(lambda: done.append(1)) < 60
        assert len(done) == 2

    def test_it_is_never_made_up(self, processes):
        processes += [os.getpid(), 2**22 + 1] * cost.TRIES
        with pytest.raises(RuntimeError, match="ends each time"):
            cost.cost_of(lambda: None)
