"""The demo's children who are screened again: one done, one begun, one who has turned 12 between."""

from pathlib import Path

import pytest
from django.conf import settings

from screening.management.commands._demo_rescreen import seed_rescreens
from screening.management.commands.seed_demo import at
from screening.models import Screening
from screening.states import Status
from screening.views.earlier import changes
from screening.views.recorded import recorded
from tests.factories.people import make_member

pytestmark = pytest.mark.django_db


def test_each_shows_another_side_of_a_rescreen(practitioner, school):
    seed_rescreens(
        Path(settings.BASE_DIR) / "fixtures" / "demo", {"grace": [practitioner], "leon": [make_member(school)]}, at=at
    )
    done, begun, older = Screening.objects.exclude(previous=None).order_by("pk")
    rows = [row for part in recorded(done)["sections"] for row in part["rows"]]
    assert {line["change"] for line in changes(done, rows)["lines"]} >= {"New", "Stronger", "Not present now"}
    assert done.answers.exclude(affirmed_from=None).count() == 2
    assert (begun.status, begun.answers.exclude(affirmed_from=None).count()) == (Status.DRAFT, 1)
    assert (older.previous.tool, older.tool, older.decision["movement"]) == ("petch", "regional", "other_tool")
