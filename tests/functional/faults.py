"""What is wrong with a page as it stands in the browser, in words."""

import json
from functools import lru_cache

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.functional.records import NAMES

NARROW, WIDE = 320, 1280
# Everything axe knows of WCAG 2.2 A and AA and its best practices; the target size is off unless it is asked for.
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@lru_cache(maxsize=1)
def _axe() -> str:
    return Axe().axe_script


def faults_of(page: Page) -> list[str]:
    """At both widths: axe's findings and sideways scrolling; then the heading, the title and the address.

    axe waits for ever on a page whose script is switched off.
    """
    page.evaluate(_axe())
    found = []
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {fault}" for fault in [*_axe_findings(page), *_sideways(page)]]
    return found + _heading(page) + _title_and_address(page)


def _axe_findings(page: Page) -> list[str]:
    violations = page.evaluate(f"axe.run({json.dumps(_OPTIONS)}).then(found => found.violations)")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def _sideways(page: Page) -> list[str]:
    """The page is wider than the window. Names the innermost parts that stick out."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    return [f"scrolls sideways: {part}" for part in page.evaluate(_STICKING_OUT)]


_STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .filter(it => !it.closest('.portal-list thead, .govuk-visually-hidden, .govuk-skip-link'))
  .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
  .filter(it => ![...it.children].some(inner => inner.getBoundingClientRect().right > innerWidth + 1))
  .slice(0, 5).map(it => it.outerHTML.slice(0, 160))"""


def _heading(page: Page) -> list[str]:
    count = page.locator("h1").count()
    return [] if count == 1 else [f"{count} main headings"]


def _title_and_address(page: Page) -> list[str]:
    title = page.title()
    found = [] if title.endswith(" – CSE screening") else [f"title: {title}"]
    shown = f"{title} {page.url}".lower()
    return found + [f"a child’s name in the title or address: {shown}" for name in NAMES if name in shown]
