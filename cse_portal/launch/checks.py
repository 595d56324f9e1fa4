"""What `verify` looks at before the tests: style, the import law, types, migrations, generated pages, the rules."""

import signal
import subprocess
import time
from dataclasses import dataclass

from .place import PYTHON, ROOT, VENV
from .processes import stops_with_parent
from .progress import say

BIN = VENV / "bin"
COVERAGE = (PYTHON, "-m", "coverage")


@dataclass(frozen=True)
class Check:
    """One question to the tree, and the commands that answer it, in order."""

    name: str
    commands: tuple[tuple, ...]


CHECKS = (
    Check("lint", ((BIN / "ruff", "check", "."),)),
    Check("format", ((BIN / "ruff", "format", "--check", "."),)),
    Check("import law", ((BIN / "lint-imports",),)),
    Check("types", ((BIN / "mypy",),)),
    Check("migrations", ((PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),)),
    Check("generated reference", ((PYTHON, "manage.py", "print_reference", "--check"),)),
    Check(
        "every branch of the rules",
        (
            (*COVERAGE, "run", "--branch", "--source=screening/protocol", "-m", "pytest", "-q", "tests/protocol"),
            (*COVERAGE, "report", "--fail-under=100", "--show-missing"),
        ),
    ),
)


def failures(env: dict[str, str], checks: tuple[Check, ...] = CHECKS) -> list[str]:
    """Run every check, whatever the others say, and name those that failed."""
    return [check.name for check in checks if not _passes(check, env)]


def _passes(check: Check, env: dict[str, str]) -> bool:
    began = time.monotonic()
    for command in check.commands:
        done = run(command, env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            print(done.stdout, flush=True)
            say(f"FAILED  {check.name} ({' '.join(str(part) for part in command)})")
            return False
    say(f"passed  {check.name} ({time.monotonic() - began:.1f} s)")
    return True


def run(command: tuple, env: dict[str, str], **options) -> subprocess.CompletedProcess:
    """Run a command in the tree; it ends when the launcher does."""
    end = stops_with_parent(signal.SIGTERM)
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, preexec_fn=end, **options)
