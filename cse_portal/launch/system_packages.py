"""The system's own libraries: Pango for the PDFs, and what the browser tests need.

Root gets them with apt-get. Anyone else on Debian or Ubuntu gets the same packages fetched and unpacked under
`var/system`, with no change to the machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

from .place import PYTHON, VAR
from .progress import LaunchError, say

PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSER_DRIVER = {"libatomic.so.1": "libatomic1"}
OWN = VAR / "system"
# Plug-ins of other programs, and copies of the C library's own: looking there finds the wrong thing.
NOT_FOR_LINKING = ("gconv", "perl", "/gio", "gtk-", "/dri", "vdpau", "pixbuf")


def bring(libraries: dict[str, str], *, why: str) -> None:
    """Make sure the shared libraries (file name: package) can be loaded by the processes we start."""
    missing = [package for name, package in libraries.items() if not _loads(name)]
    if missing:
        install(*missing, why=why)


def install(*packages: str, why: str) -> None:
    """Install Debian packages; say what to do where that is not possible."""
    hint = (
        f"{why} needs these system packages (their Debian names): {' '.join(packages)}.\n"
        f"Install them (sudo apt-get install -y {' '.join(packages)}) and run this again."
    )
    if not shutil.which("apt-get"):
        raise LaunchError(hint)
    as_root = os.geteuid() == 0
    say(f"fetching {' '.join(packages)}" + ("" if as_root else ", unpacked under var/system without root"))
    options = [] if as_root else rootless_options(OWN)
    _apt("update", *options)  # An unreachable extra source is no reason to stop; a missing package is.
    options += ["-y", "--no-install-recommends"] + ([] if as_root else ["--download-only"])
    done = _apt("install", *options, *packages)
    if done.returncode:
        raise LaunchError(f"{hint}\napt-get says: {done.stderr.strip()[-800:]}")
    if not as_root:
        _unpack(OWN)


def rootless_options(folder: Path) -> list[str]:
    """Let apt-get work as an ordinary user: its own lists and cache, and no lock on the system's."""
    for part in ("state/lists/partial", "cache/archives/partial", "root"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::State": folder / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": folder / "cache",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def library_path(folder: Path = OWN) -> str:
    """The folders of the libraries unpacked under `folder`, for LD_LIBRARY_PATH. Empty when there are none."""
    listed = folder / "library-path"
    return listed.read_text() if listed.exists() else ""


def with_libraries(env: dict[str, str]) -> dict[str, str]:
    """`env`, with the libraries unpacked here in front of the machine's."""
    paths = [path for path in (library_path(), os.environ.get("LD_LIBRARY_PATH", "")) if path]
    return {**env, "LD_LIBRARY_PATH": ":".join(paths)} if paths else dict(env)


def _loads(name: str) -> bool:
    test = [PYTHON, "-S", "-c", "import ctypes, sys; ctypes.CDLL(sys.argv[1])", name]
    return subprocess.run(test, env=with_libraries(dict(os.environ)), stderr=subprocess.DEVNULL).returncode == 0


def _apt(*arguments: str) -> subprocess.CompletedProcess:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = ["apt-get", "-qq", *arguments]
    return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def _unpack(folder: Path) -> None:
    root = folder / "root"
    for package in sorted((folder / "cache" / "archives").glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", package, root], check=True)
        package.unlink()
    found = {str(file.parent) for file in root.rglob("*.so*")}
    wanted = sorted(path for path in found if not any(part in path for part in NOT_FOR_LINKING))
    (folder / "library-path").write_text(":".join(wanted))
