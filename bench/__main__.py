"""`.venv/bin/python -m bench NAME`: sets up its own servers and invented data, measures, exits 1 above the limit."""

import argparse
import contextlib
import importlib
import sys
from pathlib import Path

from bench.setting import load_launcher, portal_servers

# name on the command line: its module. Each has LIMIT, UNIT, a docstring and measure() -> float.
BENCHMARKS = {
    "child-match": "bench.child_match",
    "child-page": "bench.child_page",
    "digest": "bench.digest",
    "figures": "bench.figures",
    "inbox": "bench.inbox",
    "indicator-page": "bench.indicator_page",
    "lists": "bench.lists",
    "log": "bench.log",
    "pdf": "bench.pdf",
    "reminders": "bench.reminders",
    "weight": "bench.weight",
    "memory": "bench.memory",
}
# These start the whole portal with its servers; the others use its parts in this process.
WHOLE_PORTAL = {"weight", "memory"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure one thing, side by side.")
    parser.add_argument("name", nargs="?", choices=BENCHMARKS, metavar="NAME")
    parser.add_argument("--list", action="store_true", help="name the benchmarks")
    chosen = parser.parse_args()
    if chosen.list or not chosen.name:
        for name, module in BENCHMARKS.items():
            print(f"{name:15} {_first_line(module)}")
        return 0
    return _run(chosen.name)


def _first_line(module: str) -> str:
    """The docstring's first line, read without importing: a benchmark's imports want a running portal."""
    path = Path(__file__).with_name(module.rpartition(".")[2] + ".py")
    return path.read_text().split("\n", 1)[0].strip('"')


def _run(name: str) -> int:
    load_launcher()
    with contextlib.nullcontext() if name in WHOLE_PORTAL else portal_servers():
        module = importlib.import_module(BENCHMARKS[name])
        value = module.measure()
    print(f"{name}: {value:.2f}{module.UNIT} (limit {module.LIMIT}{module.UNIT})")
    # `broken` names limits beside the main one that did not hold; the benchmark has printed them.
    return 0 if value <= module.LIMIT and not getattr(module, "broken", None) else 1


if __name__ == "__main__":
    sys.exit(main())
