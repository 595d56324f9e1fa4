"""The day on which reminders are tried."""

import datetime as dt

import pytest
import time_machine

from cse_portal.clock import LONDON


@pytest.fixture
def thursday():
    """Thursday 19 November 2026, at nine."""
    with time_machine.travel(dt.datetime(2026, 11, 19, 9, tzinfo=LONDON), tick=False) as traveller:
        yield traveller
