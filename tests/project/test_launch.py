"""The launcher's rooms, one by one, without starting the world."""

import ast
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cse_portal.launch import (
    checks,
    commands,
    environment,
    fonts,
    ports,
    postgres,
    services,
    surroundings,
    system_packages,
    up,
    verify,
)
from cse_portal.launch.checks import Check
from cse_portal.launch.lock import FolderLock
from cse_portal.launch.place import ROOT
from cse_portal.launch.progress import LaunchError

BARE_PYTHON = [sys.executable, "-I", "-S"]  # without site-packages


def test_the_launcher_needs_the_standard_library_only():
    ran = subprocess.run([*BARE_PYTHON, "manage.py", "up", "now"], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.strip().startswith("error: `up` takes no arguments")


def test_an_older_python_can_read_manage_py_and_be_told():
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 6))


@pytest.fixture
def lock_of():
    """Makes locks of a folder, as so many launchers would, and lets go of them afterwards."""
    with contextlib.ExitStack() as held:

        def lock(folder):
            made = FolderLock(folder)
            held.callback(made.release)
            return made

        yield lock


def test_a_second_launcher_in_the_same_folder_is_refused(tmp_path, lock_of):
    first, second = lock_of(tmp_path), lock_of(tmp_path)
    first.acquire()
    first.tell("http://127.0.0.1:8123/")
    with pytest.raises(LaunchError, match="already running") as refusal:
        second.acquire()
    assert f"process {os.getpid()}" in str(refusal.value)
    assert "http://127.0.0.1:8123/" in str(refusal.value)
    first.release()
    second.acquire()


def test_what_a_killed_launcher_left_running_keeps_the_folder_taken(tmp_path, lock_of):
    killed, following = lock_of(tmp_path), lock_of(tmp_path)
    killed.acquire()
    killed.launcher.close()  # its children still hold the other file
    with pytest.raises(LaunchError, match="something it started still runs"):
        following.acquire(patience=0.2)


def test_data_of_another_major_version_is_refused_and_left_alone(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(LaunchError, match="made by PostgreSQL 17; this portal brings PostgreSQL 18"):
        postgres.refuse_other_version(data, postgres.packaged_binaries(Path(sys.prefix)))
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_data_of_the_same_major_version_is_taken(tmp_path):
    (tmp_path / "PG_VERSION").write_text("18\n")
    postgres.refuse_other_version(tmp_path, postgres.packaged_binaries(Path(sys.prefix)))


def test_a_taken_port_is_said_and_another_used(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        port = ports.choose()
    assert port != taken
    assert f"port {taken} is taken; using {port}" in capsys.readouterr().out


def test_a_given_server_that_does_not_answer_is_named_and_its_password_is_not():
    url = f"postgresql://cse:pass-word@127.0.0.1:{ports.free()}/cse"
    with pytest.raises(LaunchError, match="DATABASE_URL names a server at 127.0.0.1:[0-9]+, which does not") as said:
        services.refuse_silent_server("DATABASE_URL", url)
    assert "pass-word" not in str(said.value)


def test_given_servers_are_used_and_none_is_started(tmp_path):
    given = {"DATABASE_URL": "postgresql://db/cse", "REDIS_URL": "redis://broker/0"}
    both = services.Services(tmp_path, env=given)
    assert (both.urls, both.started) == (given, [])


def test_what_is_not_given_is_started(tmp_path):
    one = services.Services(tmp_path, env={"REDIS_URL": "redis://broker/0"})
    assert [service.name for _, service in one.started] == ["PostgreSQL"]


@pytest.mark.parametrize("wanted", ["0", "65536", "web", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(monkeypatch, wanted):
    monkeypatch.setenv("PORT", wanted)
    with pytest.raises(LaunchError, match="PORT is a number from 1 to 65535"):
        ports.choose()


def test_apt_runs_without_root_over_its_own_lists_and_takes_no_lock(tmp_path):
    assert system_packages.rootless_options(tmp_path) == [
        *("-o", f"Dir::State={tmp_path}/state"),
        *("-o", "Dir::State::status=/var/lib/dpkg/status"),
        *("-o", f"Dir::Cache={tmp_path}/cache"),
        *("-o", "Debug::NoLocking=1"),
        *("-o", "APT::Sandbox::User="),
    ]
    assert (tmp_path / "state/lists/partial").is_dir()
    assert (tmp_path / "cache/archives/partial").is_dir()


def test_without_apt_the_missing_packages_are_named(monkeypatch):
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: None)
    with pytest.raises(LaunchError, match="Making PDFs needs these system packages .*: libpango-1.0-0"):
        system_packages.bring({"libno-such-thing.so.9": "libpango-1.0-0"}, why="Making PDFs")


def test_a_library_the_machine_has_is_not_fetched(monkeypatch):
    monkeypatch.setattr(system_packages, "install", lambda *packages, why: pytest.fail(f"fetched {packages}"))
    monkeypatch.setattr(system_packages, "PYTHON", Path(sys.executable))
    system_packages.bring({"libc.so.6": "libc6"}, why="Everything")


def test_our_own_fonts_are_the_only_ones(tmp_path):
    file = fonts.configure(tmp_path / "fonts.conf", fonts=ROOT / "static" / "fonts", cache=tmp_path / "a & b")
    text = file.read_text()
    assert text.count("<dir>") == 1
    assert f"<dir>{ROOT}/static/fonts</dir>" in text
    assert "a &amp; b</cachedir>" in text


def test_other_commands_read_back_what_the_launcher_wrote(tmp_path):
    env = {"DATABASE_URL": "postgresql://cse:a=b@127.0.0.1:5/cse", "CSE_MODE": "demo", "HOME": "/root"}
    surroundings.write_env_file(env, tmp_path / "env")
    assert surroundings.read_env_file(tmp_path / "env") == {key: env[key] for key in ("DATABASE_URL", "CSE_MODE")}
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_where_up_never_ran_other_commands_get_no_settings(tmp_path):
    assert surroundings.for_commands(tmp_path) == {}
    (tmp_path / "secret").write_text("s")
    assert surroundings.for_commands(tmp_path)["CSE_MODE"] == "demo"


def test_settings_of_other_programs_do_not_reach_the_portal(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "another.project")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail:25")
    env = surroundings.surroundings(DATABASE_URL="postgresql://x/y")
    assert "PYTHONPATH" not in env
    assert env["DJANGO_SETTINGS_MODULE"] == "cse_portal.settings"
    assert env["EMAIL_URL"] == "smtp://mail:25"


def test_what_another_account_made_is_named(monkeypatch, capsys):
    def up(arguments):
        raise PermissionError(13, "Permission denied", "/srv/portal/var/launcher.lock")

    monkeypatch.setitem(commands.COMMANDS, "up", up)
    monkeypatch.setattr(commands.signal, "signal", lambda number, handler: None)
    assert commands.run("up", []) == 2
    assert "this account may not use /srv/portal/var/launcher.lock" in capsys.readouterr().err


def test_without_packages_other_commands_say_what_to_run_first(monkeypatch, tmp_path):
    monkeypatch.setattr(commands, "PYTHON", tmp_path / "none")
    monkeypatch.setattr(commands.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="Run this first: python3 manage.py up"):
        commands.enter_environment(["manage.py", "shell"])


def test_other_commands_run_with_the_packages_of_the_environment(monkeypatch, tmp_path):
    calls = []
    (tmp_path / "python").touch()
    monkeypatch.setattr(commands, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(commands, "VENV", tmp_path)
    monkeypatch.setattr(commands, "for_commands", lambda: {"CSE_MODE": "demo", "HOME": "/not/mine"})
    monkeypatch.setattr(commands.os, "execve", lambda path, argv, env: calls.append((path, argv, env)))
    commands.enter_environment(["manage.py", "shell"])
    [(path, argv, env)] = calls
    assert (path, argv) == (tmp_path / "python", [str(tmp_path / "python"), "manage.py", "shell"])
    assert env["HOME"] == os.environ["HOME"]


def test_a_failed_check_is_named_and_the_others_still_run(capsys):
    three = (Check("style", (("false",),)), Check("types", (("true",),)), Check("rules", (("true",), ("false",))))
    assert checks.failures(dict(os.environ), three) == ["style", "rules"]
    assert "passed  types" in capsys.readouterr().out


def test_the_verdict_names_what_failed():
    assert verify.verdict([]) == "all checks passed"
    assert verify.verdict(["lint", "types"]).startswith("FAILED: lint, types.")


def test_a_test_run_sees_nothing_of_a_real_portals_settings(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp://mail:25")
    monkeypatch.setenv("CSE_CLOCK_SHIFT", "86400")
    env = verify.surroundings_of_tests({"DATABASE_URL": "postgresql://x/y"}, None)
    assert env["CSE_MODE"] == "test"
    assert not {"EMAIL_URL", "CSE_CLOCK_SHIFT"} & set(env)


def test_the_demo_is_the_default_and_its_links_carry_the_real_port(monkeypatch):
    monkeypatch.delenv("CSE_MODE", raising=False)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    assert up.portal_mode("http://127.0.0.1:8001") == {"CSE_MODE": "demo", "PUBLIC_URL": "http://127.0.0.1:8001"}
    monkeypatch.setenv("PUBLIC_URL", "http://portal.test")
    assert up.portal_mode("http://127.0.0.1:8001")["PUBLIC_URL"] == "http://portal.test"


def test_the_worker_needs_no_shared_memory():
    worker = next(process for process in up.portal_processes(8000, {}) if process.name == "worker")
    assert worker.command[worker.command.index("--pool") + 1] == "threads"


def test_beat_runs_once_and_keeps_its_file_under_var():
    processes = {process.name: process.command for process in up.portal_processes(8000, {})}
    assert list(processes) == ["web", "worker", "beat"]
    assert ROOT / "var" / "celerybeat-schedule" in processes["beat"]


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment as the launcher leaves it, and a record of what is installed into it."""
    monkeypatch.setattr(environment, "VAR", tmp_path / "var")
    folder = tmp_path / "venv"
    (folder / "lib" / f"python{environment.INTERPRETER}").mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").touch()
    return folder


@pytest.fixture
def installs(monkeypatch):
    done = []

    def install(lock, venv, unfinished):
        done.append((lock.name, (venv / "bin" / "python").exists()))
        venv.mkdir(exist_ok=True)

    monkeypatch.setattr(environment, "_install", install)
    return done


def test_an_environment_that_holds_the_lock_is_left_alone(venv, installs):
    environment.make(environment.RUN_LOCK, venv)
    environment.make(environment.RUN_LOCK, venv)
    assert installs == [("requirements.lock", True)]


def test_an_environment_for_tests_is_one_for_running_too(venv, installs):
    environment.make(environment.TEST_LOCK, venv)
    environment.make(environment.RUN_LOCK, venv)
    assert installs == [("requirements-test.lock", True)]


def test_an_interrupted_or_outdated_environment_is_made_again(venv, installs):
    (venv / ".unfinished").touch()
    environment.make(environment.RUN_LOCK, venv)
    assert installs == [("requirements.lock", False)]


def test_continuous_integration_runs_verify_and_installs_nothing_itself():
    script = (ROOT / ".ci" / "run").read_text()
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert lines[-1] == 'exec python3 manage.py verify "$@"'
    assert not any(word in script for word in ("install", "apt", "|| true"))
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
