"""What the launcher starts stops, however the launcher ends."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cse_portal.launch.guard import Guard
from cse_portal.launch.lock import FolderLock
from cse_portal.launch.place import ROOT
from cse_portal.launch.processes import Family, Process, stop
from cse_portal.launch.progress import LaunchError

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
LAUNCH_AND_WAIT = """
import time
from cse_portal.launch import services
with services.temporary() as env:
    print(env["DATABASE_URL"], env["CSE_VAR"], flush=True)
    time.sleep(60)
"""


@pytest.fixture
def family(tmp_path):
    family = Family()
    yield family
    family.stop()


def process(tmp_path, *command, **options) -> Process:
    return Process("child", [str(part) for part in command], dict(os.environ), tmp_path / "child.log", **options)


def wait_for(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def members_of(group: int) -> list[int]:
    """The processes of a group that still run (a zombie does not)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, their_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(their_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_a_killed_launcher_leaves_no_server_behind():
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCH_AND_WAIT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    var = Path(launcher.stdout.readline().split()[1])
    try:
        children = [int(pid) for pid in _children(launcher.pid)]
        assert len(children) == 3  # PostgreSQL, Valkey and the guard
        launcher.kill()
        launcher.wait()
        wait_for(lambda: not any(members_of(child) for child in children))
    finally:
        launcher.kill()
        launcher.stdout.close()
        shutil.rmtree(var.parent, ignore_errors=True)


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_the_guard_ends_what_does_not_listen(tmp_path):
    stubborn = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True)
    stubborn.stdout.readline()
    guard = Guard()
    guard.watch([stubborn.pid])
    guard.popen.stdin.close()  # as the kernel does when the launcher is killed
    try:
        assert stubborn.wait(15) == -signal.SIGKILL
        assert guard.popen.wait(5) == 0
    finally:
        stubborn.kill()
        stubborn.stdout.close()


def test_a_dismissed_guard_ends_nothing(tmp_path):
    other = subprocess.Popen(["sleep", "60"], start_new_session=True)
    guard = Guard()
    guard.watch([other.pid])
    guard.dismiss()
    try:
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_stopping_asks_first_and_then_ends_by_force(tmp_path):
    stubborn = process(tmp_path, sys.executable, "-c", STUBBORN)
    stubborn.start()
    stubborn.wait_until(lambda: "up" in stubborn.last_words())
    stop([stubborn], seconds=0.3)
    assert stubborn.popen.returncode == -signal.SIGKILL


def test_what_stops_while_starting_is_told_with_the_end_of_its_log(tmp_path, family):
    broken = process(tmp_path, "sh", "-c", "echo the disk is full; exit 3")
    family.start(broken)
    with pytest.raises(LaunchError, match="child stopped while starting(.|\n)*the disk is full"):
        broken.wait_until(lambda: False)


def test_a_process_that_stops_by_itself_is_started_again(tmp_path, family, capsys):
    child = process(tmp_path, "sleep", "60", pause=0)
    family.start(child)
    first = child.popen.pid
    child.popen.kill()
    child.popen.wait()
    family.keep_running(child)
    family.keep_running(child)
    assert child.running()
    assert child.popen.pid != first
    assert "child has stopped by itself" in capsys.readouterr().out


def test_a_process_that_keeps_stopping_ends_the_launcher(tmp_path, family):
    child = process(tmp_path, "sh", "-c", "echo no licence; exit 1", pause=0)
    family.start(child)
    for _ in range(5):
        child.popen.wait()
        family.keep_running(child)  # sees that it has stopped
        family.keep_running(child)  # starts it again
    child.popen.wait()
    with pytest.raises(LaunchError, match="keeps stopping(.|\n)*no licence"):
        family.keep_running(child)


def test_what_is_started_holds_the_folder_until_it_is_gone(tmp_path):
    lock, following = FolderLock(tmp_path), FolderLock(tmp_path)
    lock.acquire()
    family = Family(lock)
    family.start(process(tmp_path, "sleep", "60"))
    lock.release()
    with pytest.raises(LaunchError, match="something it started still runs"):
        following.acquire(patience=0.2)
    family.stop()
    following.acquire(patience=5)
    following.release()


def test_a_large_log_is_put_aside(tmp_path, family, monkeypatch):
    monkeypatch.setattr("cse_portal.launch.processes.LARGE_LOG", 10)
    (tmp_path / "child.log").write_text("old and long")
    family.start(process(tmp_path, "sleep", "60"))
    assert (tmp_path / "child.log.1").read_text() == "old and long"
