"""Filling in a page as a browser without script does, for the tests of sections and the narrative."""

import html
import re

from django.urls import reverse

from screening import actions
from screening.models import Answer, Screening
from tests.factories.screenings import judgement

CODE, HARM = "pa-older-friends", "px-exchange"
FULL = {
    "": "present", "-what": "Waits after school for a group aged 14 to 16.", "-timeframe": "current_or_last_6_months",
    "-period": "since September", "-source": "observed_by_me", "-source-detail": "Me", "-strength": "clear",
}  # fmt: skip
DRAFT = {"X-Draft": "1"}


def section_of(draft: Screening, code: str) -> str:
    """The page on which that indicator is asked."""
    section = draft.edition.indicators.select_related("section").get(code=code).section
    return reverse("screening:section", args=[draft.reference, section.code])


def completed(draft: Screening, outcome: str, **fields) -> Screening:
    return actions.submit(screening=draft, by=draft.practitioner, judgement=judgement(outcome, **fields))


class Page:
    """The page as a browser without script has it: what is sent is what its boxes hold, with a few of them changed."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.version = ""

    def open(self):
        return self.seen(self.client.get(self.url))

    def seen(self, response):
        found = re.search(r'name="version" value="(\w*)"', response.content.decode())
        self.version = found[1] if found else self.version
        return response

    def send(self, *, later=False, headers=None, version=None, **boxes):
        data = {"version": self.version if version is None else version, **boxes}
        return self.seen(self.client.post(self.url, data | ({"later": "1"} if later else {}), headers=headers))


def boxes(code=CODE, **changed) -> dict:
    """Every box of one indicator, filled in; `changed` by the name after the code, with underscores."""
    filled = FULL | {("-" + name.replace("_", "-") if name != "presence" else ""): v for name, v in changed.items()}
    return {code + suffix: value for suffix, value in filled.items()}


def text(response) -> str:
    return html.unescape(response.content.decode())


def saved(draft, code=CODE) -> Answer | None:
    return draft.answers.filter(indicator__code=code).first()
