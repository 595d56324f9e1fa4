"""The environment variables of the portal's processes, and the file that tells them to other commands."""

import os
import secrets
from pathlib import Path

from . import fonts
from .place import ROOT, VAR, VENV
from .postgres import write_secret
from .system_packages import with_libraries

ENV_FILE = VAR / "env"
# Meant for another program, or a hindrance: without compiled files each of our processes would start a second later.
NOT_OURS = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"}

SHARED_WITH_COMMANDS = (
    "CSE_MODE", "CSE_CLOCK_SHIFT", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS",
    "EMAIL_URL", "CLAMAV_URL", "FONTCONFIG_FILE", "LD_LIBRARY_PATH",
)  # fmt: skip


def surroundings(**ours: str) -> dict[str, str]:
    """The environment of a process of the portal: ours, over what the person's own environment says."""
    own = {key: value for key, value in os.environ.items() if key not in NOT_OURS}
    return with_libraries({**own, **portal_settings(), **ours})


def portal_settings() -> dict[str, str]:
    """What every process of the portal needs, wherever its data is."""
    VAR.mkdir(mode=0o700, exist_ok=True)
    font_file = fonts.configure(VAR / "fonts.conf", fonts=ROOT / "static" / "fonts", cache=VAR / "font-cache")
    return {
        "DJANGO_SETTINGS_MODULE": "cse_portal.settings",
        "FONTCONFIG_FILE": str(font_file),
        "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(),
        # A few threads need few memory arenas: this halves what an idle process holds.
        "MALLOC_ARENA_MAX": "2",
    }


def secret_key() -> str:
    """Made once and kept, so that people stay signed in over a restart."""
    file = VAR / "secret"
    if not file.exists():
        write_secret(file, secrets.token_urlsafe(50))
    return file.read_text()


def write_env_file(env: dict[str, str], file: Path = ENV_FILE) -> None:
    """Let `manage.py shell` and the like reach the servers of the portal that is running."""
    write_secret(file, "".join(f"{key}={env[key]}\n" for key in SHARED_WITH_COMMANDS if key in env))


def read_env_file(file: Path = ENV_FILE) -> dict[str, str]:
    """The variables in a file of KEY=value lines; empty when there is no file."""
    if not file.exists():
        return {}
    lines = (line.strip() for line in file.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def for_commands(var: Path = VAR) -> dict[str, str]:
    """What `manage.py shell` and the like get on top of their own environment: the running portal's, or the demo's."""
    if not (var / "secret").exists():  # `up` was never run here, so this may be a real server's own set-up.
        return {}
    own = {**portal_settings(), "CSE_MODE": "demo"}
    return {**with_libraries(own), **read_env_file(var / "env")}
