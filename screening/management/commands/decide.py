"""`manage.py decide`: one JSON case a line in, one JSON decision a line out. No database."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from django.core.management.base import BaseCommand, CommandError

from screening.protocol.cases import decide_line
from screening.protocol.procedure import procedure_from
from screening.protocol.rule_book import RuleBook, content_from

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
# Both readers are the safe ones. The C one starts the command some ten times sooner, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A case of every indicator with long reasons is far below this many bytes.
LONGEST_LINE = 1_000_000


def rule_book(fixtures: Path = FIXTURES) -> RuleBook:
    """The editions and procedures of the fixtures."""
    return RuleBook(
        contents=[content_from(data) for data in _read(fixtures / "editions")],
        procedures=[procedure_from(data) for data in _read(fixtures / "procedures")],
    )


def _read(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.yaml")):
        yield yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 - both are safe


class Command(BaseCommand):
    help = "Decides cases by the rules: one JSON case a line on standard input, one JSON decision a line out."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        try:
            book = rule_book()
        except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as problem:
            raise CommandError(f"the fixtures can not be read: {problem}") from problem
        try:
            answers = [self._answer(number, line, book) for number, line in _lines(sys.stdin.buffer)]
        except BrokenPipeError:
            # Whoever read the decisions, such as `head`, has seen enough; Python must not try to write the rest.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        if not all(answers):
            sys.exit(1)

    def _answer(self, number: int, line: bytes, book: RuleBook) -> bool:
        """Prints the decision, or what is wrong with the line; true when it was a decision."""
        try:
            result = decide_line(_text(line), book)
        except ValueError as problem:
            result = {"error": f"line {number}: {problem}"}
        self.stdout.write(json.dumps(result))
        self.stdout.flush()
        return "error" not in result


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number. Of one that is too long only the beginning is kept."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        if line.strip():
            yield number, line


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ValueError(f"not UTF-8 at byte {problem.start + 1}") from problem
