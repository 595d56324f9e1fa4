"""The launcher's door: `up`, `verify`, and the way into the environment for every other command."""

import importlib.util
import os
import signal
import sys

from . import up, verify
from .place import PYTHON, VENV
from .progress import LaunchError, Stopped, say
from .surroundings import for_commands

ANOTHER_ACCOUNT = """it was probably made by another account.
Start the portal as the account that first started it here, or delete var and .venv to start afresh."""
COMMANDS = {"up": up.up, "verify": verify.verify}


def run(name: str, arguments: list[str]) -> int:
    """Run a launcher's command. A signal to stop unwinds it like Ctrl-C does."""
    os.umask(0o022)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return COMMANDS[name](arguments)
    except LaunchError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 2
    except PermissionError as error:
        print(
            f"\nerror: this account may not use {error.filename or 'what is needed'}: {ANOTHER_ACCOUNT}",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        say("stopped")
        return 130


def enter_environment(argv: list[str]) -> None:
    """Give any other command the packages of `.venv`, the libraries under `var` and the running portal's servers."""
    inside = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
    if not PYTHON.exists():
        if importlib.util.find_spec("django") is None:
            sys.exit("The portal's packages are not installed yet. Run this first: python3 manage.py up")
        return
    settings = {**for_commands(), **os.environ}
    # Libraries are looked for where LD_LIBRARY_PATH pointed when a process began, so the process begins again.
    if not inside or settings.get("LD_LIBRARY_PATH") != os.environ.get("LD_LIBRARY_PATH"):
        os.execve(PYTHON, [str(PYTHON), *argv], settings)
    os.environ.update(settings)


def _stop(*_):
    raise Stopped
