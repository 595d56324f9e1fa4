"""The whole stack's memory, idle after the demo is loaded: PSS of every process that `manage.py up` started."""

import time
import urllib.request
from pathlib import Path

from bench.stack import Portal, running_portal

LIMIT, UNIT = 450, " MB"
# What is still to be done before the portal is idle.
_WAITING = """
    select (select count(*) from referrals_document where made_at is null)
         + (select count(*) from cse_portal_message where sent_at is null and failed = '' and send_after <= now())
"""
REST = 20  # seconds: two beats of the clock, with nothing left to do in them
VISITS = 40
PARTS = ("manage.py up", "guard.py", "gunicorn", "cse_portal worker", "cse_portal beat", "postgres -D", "valkey-server")


def measure() -> float:
    with running_portal() as portal:
        _wait_until_idle(portal)
        for _ in range(VISITS):  # Both web workers have read the templates and addresses they serve.
            urllib.request.urlopen(f"{portal.url}/accounts/login/").read()
        time.sleep(REST)
        documents = portal.one("select count(*) from referrals_document where made_at is not null")
        screenings = portal.one("select count(*) from screening_screening")
        print(f"the demo: {screenings} screenings, {documents} PDFs made")
        memory = {pid: pss(pid) for pid in family(portal.pid)}
        commands = {pid: command(pid) for pid in memory}
        for pid, megabytes in sorted(memory.items(), key=lambda row: -row[1]):
            print(f"{megabytes:6.1f} MB  {commands[pid][:100]}")
        assert all(any(part in line for line in commands.values()) for part in PARTS), "a part of the portal has gone"
    return sum(memory.values())


def _wait_until_idle(portal: Portal) -> None:
    deadline = time.monotonic() + 300
    while portal.one(_WAITING):
        if time.monotonic() > deadline:
            raise SystemExit("The worker did not finish the demo's documents and messages in five minutes.")
        time.sleep(1)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):  # It ended meanwhile.
            continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def pss(pid: int) -> float:
    """Its share of memory in megabytes: what it holds alone, and its part of what it shares with others."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1_000_000


def command(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return words.replace(str(Path(words.split()[0]).parent) + "/", "")
