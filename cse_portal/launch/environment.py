"""The Python packages: an environment in `.venv`, from a lock with hashes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .place import ROOT, VAR, VENV
from .progress import LaunchError, say

RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
INSTALLER_LOCK = Path(__file__).with_name("installer.lock")
PIP = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"]
INTERPRETER = f"{sys.version_info.major}.{sys.version_info.minor}"


def make(lock: Path, venv: Path = VENV) -> None:
    """Bring `venv` to what `lock` names. Does nothing when it is there already."""
    with _one_at_a_time():
        if fingerprint(lock) in _stamps(venv):
            return
        say("installing the Python packages into .venv")
        unfinished = venv / ".unfinished"
        if unfinished.exists() or not _same_interpreter(venv):
            shutil.rmtree(venv, ignore_errors=True)
        _stamp(venv).unlink(missing_ok=True)
        _install(lock, venv, unfinished)
        # The lock for tests holds everything of the lock for running.
        held = {lock, RUN_LOCK} if lock == TEST_LOCK else {lock}
        _stamp(venv).write_text("\n".join(sorted(map(fingerprint, held))) + "\n")
        unfinished.unlink(missing_ok=True)


def fingerprint(lock: Path) -> str:
    """A name for the content of a lock."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _stamp(venv: Path) -> Path:
    return venv / ".installed-locks"


def _stamps(venv: Path) -> list[str]:
    return _stamp(venv).read_text().split() if _stamp(venv).exists() and _same_interpreter(venv) else []


def _same_interpreter(venv: Path) -> bool:
    """Whether the environment still has a Python, of the version that runs now."""
    return (venv / "bin" / "python").exists() and (venv / "lib" / f"python{INTERPRETER}").is_dir()


def _one_at_a_time():
    """Holds off a second launcher while one installs. The file closes, and so unlocks, at the end of the `with`."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    held = (VAR / "installing.lock").open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def _install(lock: Path, venv: Path, unfinished: Path) -> None:
    if not (_make_with_uv(venv, unfinished) and _install_with_uv(lock, venv)):
        say("uv could not; using venv and pip")
        _make_with_venv(venv, unfinished)
        if subprocess.run([venv / "bin" / "python", *PIP, "-r", lock]).returncode:
            raise LaunchError(
                "The Python packages could not be installed; pip says why above.\n"
                "Check that this machine reaches its package index, and run this again."
            )


def _make_with_uv(venv: Path, unfinished: Path) -> bool:
    """An empty environment. uv makes one without the venv module, which Debian leaves out of its python3."""
    if not _fetch_uv():
        return False
    if not venv.exists() and not _run(_uv(), "venv", "-q", "--python", sys.executable, venv):
        return False
    unfinished.touch()
    return True


def _install_with_uv(lock: Path, venv: Path) -> bool:
    python = venv / "bin" / "python"
    options = ["--require-hashes", "--only-binary", ":all:", "--link-mode", "copy"]
    return _run(_uv(), "pip", "install", "-q", "--python", python, *options, "-r", lock)


def _make_with_venv(venv: Path, unfinished: Path) -> None:
    if not _run(sys.executable, "-m", "venv", venv):
        raise LaunchError(
            "This Python can make no environment of its own, and uv could not be fetched.\n"
            "Install both (sudo apt-get install -y python3-pip python3-venv) and run this again."
        )
    unfinished.touch()


def _uv() -> Path:
    return VAR / "installer" / "bin" / "uv"


def _fetch_uv() -> bool:
    """uv, from the same index as everything else. `--target` is allowed where the system's Python is managed."""
    stamp = VAR / "installer" / ".lock"
    if stamp.exists() and stamp.read_text() == fingerprint(INSTALLER_LOCK) and _run(_uv(), "--version", quiet=True):
        return True
    shutil.rmtree(VAR / "installer", ignore_errors=True)
    if not _run(sys.executable, *PIP, "--target", VAR / "installer", "-r", INSTALLER_LOCK):
        return False
    stamp.write_text(fingerprint(INSTALLER_LOCK))
    return True


def _run(*command, quiet: bool = False) -> bool:
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    env["PIP_ROOT_USER_ACTION"] = "ignore"  # Its advice to root is to use an environment, which is what we make.
    try:
        return subprocess.run(command, env=env, stdout=subprocess.DEVNULL if quiet else None).returncode == 0
    except OSError as error:
        say(f"{Path(command[0]).name}: {error.strerror}")
        return False
