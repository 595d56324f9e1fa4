"""docker-compose.yml and the Dockerfile, read as files: no container engine is needed to keep their promises."""

import re

import pytest
import yaml

from cse_portal.launch.place import ROOT
from cse_portal.launch.system_packages import PANGO

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PORTAL = ("migrate", "web", "worker", "beat")


def test_the_server_is_made_of_these():
    assert set(SERVICES) == {*PORTAL, "postgres", "redis", "clamav", "mail"}


def test_there_is_exactly_one_beat():
    assert [name for name, service in SERVICES.items() if " beat " in service.get("command", "")] == ["beat"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 1
    assert "-B" not in SERVICES["worker"]["command"].split()


def test_migration_runs_once_and_everything_waits_for_it():
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "redis", "clamav"])
def test_every_lasting_service_is_checked_and_restarted(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_the_database_is_version_18_on_a_volume_where_that_version_keeps_its_data():
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "postgres" in COMPOSE["volumes"]


def test_redis_has_a_password_and_writes_what_it_holds():
    command = SERVICES["redis"]["command"].split()
    assert command[command.index("--requirepass") + 1] == "${REDIS_PASSWORD}"
    assert command[command.index("--appendonly") + 1] == "yes"
    assert SERVICES["redis"]["image"] == "redis:8"
    assert SERVICES["redis"]["volumes"] == ["redis:/data"]


def test_the_mail_catcher_is_for_developers_only_and_the_virus_scanner_for_who_asks_for_it():
    profiles = {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service}
    assert profiles == {"mail": ["dev"], "clamav": ["scanner"]}


def test_the_virus_scanner_is_of_one_version_and_keeps_its_lists():
    assert re.fullmatch(r"clamav/clamav:\d+\.\d+", SERVICES["clamav"]["image"])
    assert SERVICES["clamav"]["volumes"] == ["clamav:/var/lib/clamav"]
    assert "clamav" in COMPOSE["volumes"]
    assert not SERVICES["clamav"].get("ports")
    # Without the setting files are not checked, and the portal starts all the same.
    assert SERVICES["worker"]["environment"]["CLAMAV_URL"] == "${CLAMAV_URL:-}"


def test_nothing_listens_beyond_this_machine():
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert not SERVICES["postgres"].get("ports")
    assert not SERVICES["redis"].get("ports")


def test_every_secret_comes_from_the_environment_and_is_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text()
    needed = set(re.findall(r"\$\{(\w+)", text))
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert needed == set(example)
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL"):
        assert example[name] == "", f"{name} has a value in the example"
        assert f"${{{name}:?" in text, f"{name} can be left out"


@pytest.mark.parametrize("name", PORTAL)
def test_the_portal_runs_in_production_mode_with_few_rights(name):
    assert SERVICES[name]["environment"]["CSE_MODE"] == "production"
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["read_only"] is True


def test_the_image_is_slim_locked_and_not_root():
    assert DOCKERFILE.startswith("FROM python:3.13-slim\n")
    assert "--require-hashes -r /srv/requirements-server.lock" in DOCKERFILE
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["portal"]
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")
    assert all(package in DOCKERFILE for package in PANGO.values())


def test_no_secret_and_no_data_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert {".env", "var", ".git", ".venv"} <= set(ignored)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
