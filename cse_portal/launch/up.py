"""`manage.py up`: everything the portal is made of, started in order, watched, and stopped together."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import environment, ports, system_packages
from .lock import FolderLock
from .place import LOGS, PYTHON, ROOT, VAR, VENV
from .processes import Family, Process, stops_with_parent
from .progress import LaunchError, say
from .services import Services, durable_database_home
from .surroundings import ENV_FILE, surroundings, write_env_file

PREPARE = """
import sys
import django
django.setup()
from django.core.management import CommandError, call_command
try:
    call_command("prepare")
except CommandError as problem:
    sys.exit(f"error: {problem}")
if sys.argv[1] == "demo":
    with open(sys.argv[2], "w") as accounts:
        call_command("demo_accounts", stdout=accounts)
"""
HELP = """python3 manage.py up: set up what is missing, start the portal, and run it until Ctrl-C.

  PORT=8080                     another port than 8000
  DATABASE_URL=postgresql://…   your own PostgreSQL, instead of a private one
  REDIS_URL=redis://…           your own Redis or Valkey, instead of a private one

Everything it makes is in var and .venv."""
PATIENCE = 60  # seconds for the portal to answer that all its parts are well


def up(arguments: list[str]) -> int:
    """Set up what is missing, start everything, and watch it until told to stop."""
    if arguments in (["-h"], ["--help"]):
        print(HELP)
        return 0
    if arguments:
        raise LaunchError(f"`up` takes no arguments; it was given {' '.join(arguments)}. PORT=8080 chooses the port.")
    lock = FolderLock(VAR)
    lock.acquire()
    environment.make(environment.RUN_LOCK)
    system_packages.bring(system_packages.PANGO, why="Making PDFs")
    family = Family(lock)
    try:
        lock.tell(_start(family))
        _watch(family)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(family)
        lock.release()


def _start(family: Family) -> str:
    """Start the servers, then the portal on them. Returns its address."""
    port = ports.choose()
    services = Services(VAR, database_home=durable_database_home())
    if services.given:
        say(f"using the server of {' and of '.join(services.given)}")
    if services.started:
        say(f"starting {' and '.join(service.name for _, service in services.started)}")
    services.start(family)
    url = f"http://127.0.0.1:{port}"
    env = surroundings(**services.urls, **portal_mode(url))
    accounts = prepare(env)
    write_env_file(env)
    say("starting the web server, the worker and beat")
    for process in portal_processes(port, env):
        family.start(process)
    wait_until_well(url, family)
    say(f"the portal is running at {url}/")
    print(f"\n{accounts}\nCtrl-C stops it. Its logs are in {LOGS}.\n", flush=True)
    return f"{url}/"


def portal_mode(url: str) -> dict[str, str]:
    """The demo, unless the environment says otherwise."""
    asked = {key: os.environ[key] for key in ("CSE_MODE", "PUBLIC_URL") if os.environ.get(key)}
    return {"CSE_MODE": "demo", "PUBLIC_URL": url, **asked}


def prepare(env: dict[str, str]) -> str:
    """Bring database, static files and demo data up to date. Returns the demo's accounts as text."""
    say("bringing the database up to date")
    accounts = VAR / "demo-accounts.txt"
    accounts.unlink(missing_ok=True)
    command = [PYTHON, "-c", PREPARE, env["CSE_MODE"], accounts]
    if subprocess.run(command, cwd=ROOT, env=env, preexec_fn=stops_with_parent(signal.SIGTERM)).returncode:
        raise LaunchError("The database could not be brought up to date; the reason is above.")
    return accounts.read_text() if accounts.exists() else ""


def portal_processes(port: int, env: dict[str, str]) -> list[Process]:
    """The web server, the worker and beat."""
    celery = [VENV / "bin" / "celery", "-A", "cse_portal"]
    commands = {
        "web": [
            VENV / "bin" / "gunicorn", "cse_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
            "--threads", "4", "--preload", "--graceful-timeout", "8", "--log-level", "warning", "--no-control-socket",
            "--worker-tmp-dir", VAR,
        ],
        "worker": [
            # A thread, not Celery's usual pool of processes: half the memory, and none of it has to be shared memory.
            *celery, "worker", "-c", "1", "--pool", "threads", "-l", "warning", "--without-gossip", "--without-mingle",
        ],
        "beat": [*celery, "beat", "-l", "warning", "--pidfile=", "-s", VAR / "celerybeat-schedule"],
    }  # fmt: skip
    # Django's checks would load every page into the worker and beat; `verify` has made them.
    env = {**env, "C_FORCE_ROOT": "1", "CELERY_SKIP_CHECKS": "1"}
    return [Process(name, command, env, LOGS / f"{name}.log", cwd=ROOT) for name, command in commands.items()]


def wait_until_well(url: str, family: Family) -> None:
    """Wait until the health check says that every part is well, or tell what it says instead."""
    deadline, said = time.monotonic() + PATIENCE, "nothing"
    while time.monotonic() < deadline:
        for process in family.processes:
            if not process.running():
                raise LaunchError(f"{process.name} stopped while starting. From {process.log}:\n{process.last_words()}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
        except OSError:
            pass
        time.sleep(0.2)
    raise LaunchError(f"The portal did not come up in {PATIENCE} seconds. Its health check says: {said}\nSee {LOGS}")


def _watch(family: Family) -> None:
    while True:
        for process in family.processes:
            family.keep_running(process)
        time.sleep(0.2)


def _stop(family: Family) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    ENV_FILE.unlink(missing_ok=True)
    say("stopping")
    family.stop()
    say("everything is stopped")
