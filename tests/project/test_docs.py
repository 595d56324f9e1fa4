"""What the documents promise is there: links, commands, benchmarks, environment variables, addresses, accounts."""

import re

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from bench.__main__ import BENCHMARKS
from cse_portal.checks import NEEDED
from cse_portal.launch.commands import COMMANDS
from tests.conftest import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "fixtures").rglob("*.md")])
README = (ROOT / "README.md").read_text()
CODE = [
    ROOT / "manage.py",
    *(path for app in ("cse_portal", "referrals", "tests/functional") for path in (ROOT / app).rglob("*.py")),
]
LARGEST_IMAGE = 200_000


def name_of(path) -> str:
    return str(path.relative_to(ROOT))


def anchors(page) -> set[str]:
    """The headings of a page as they stand at the end of a link."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page) -> list[str]:
    found = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if "://" not in link and (not target.exists() or anchor and anchor not in anchors(target)):
            found.append(link)
    return found


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the README, without the table's own heading."""
    table = re.search(r"^\|.*?(?=\n\n)", README.split(f"## {heading}\n", 1)[1], re.MULTILINE | re.DOTALL)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    assert broken_links(page) == []


def test_a_link_to_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](gone.md) [d](page.md#one) [e](https://example.org/)")
    assert broken_links(page) == ["#two", "gone.md"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_exists(page):
    named = set(re.findall(r"manage\.py ([a-z_]+)", page.read_text()))
    assert named <= {*get_commands(), *COMMANDS}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_benchmark_exists(page):
    assert set(re.findall(r"-m bench ([a-z][\w-]*)", page.read_text())) <= set(BENCHMARKS)


def test_the_readme_lists_each_benchmark_with_its_limit():
    limits = {}
    for name, module in BENCHMARKS.items():
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text()
        limits[f"`{name}`"] = float(re.search(r"^LIMIT, UNIT = ([\d.]+)", source, re.MULTILINE)[1])
    assert {name: float(limit.split()[0]) for name, _, limit in rows("The benchmarks")} == limits


def test_every_environment_variable_of_the_readme_is_read_somewhere():
    code = "\n".join(path.read_text() for path in CODE)
    read = set(re.findall(r"environ(?:\.get\(|\[)[\"']([A-Z_]+)[\"']", code)) | set(
        re.findall(r"\"([A-Z_]+)\" not in os\.environ", code)
    )
    listed = {cells[0].strip("`") for cells in rows("On a server")}
    assert listed <= read
    assert set(NEEDED) <= listed


def test_every_variable_of_the_example_file_is_in_the_readme():
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example <= set(re.findall(r"`([A-Z_]+)`", README))


def test_the_readme_opens_with_two_pictures_and_the_two_commands():
    opening = README.split("\n## ")[0].splitlines()
    assert [line[:2] for line in opening[2:5:2]] == ["![", "!["]
    assert "    python3 manage.py up\n    python3 manage.py verify\n" in README.split("\n## ")[1]


def test_pictures_are_small_enough_to_open_with_the_page():
    sizes = {name_of(path): path.stat().st_size for path in (ROOT / "docs" / "images").iterdir()}
    assert sizes and max(sizes.values()) < LARGEST_IMAGE


def test_the_readme_names_accounts_the_demo_has():
    people = yaml.safe_load((ROOT / "fixtures" / "demo" / "people.yaml").read_text())["people"]
    named = re.findall(rf"`(\w+){DEMO_DOMAIN}`", README)
    assert named and set(named) <= {person["key"] for person in people}
    assert f"`{DEMO_PASSWORD}`" in README


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_address_is_the_portals(page):
    """Addresses of pages that stand in the text as `/name/`; those of docs/reference are printed from the code."""
    text = "" if page.parent.name == "reference" else page.read_text()
    unknown = []
    for address in re.findall(r"`(/(?:[a-z-]+/)+|/healthz)`", text):
        try:
            resolve(address)
        except Resolver404:
            unknown.append(address)
    assert unknown == []
