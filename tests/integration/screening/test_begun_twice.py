"""Two presses at the same moment begin one case: each page's draft is made once, whichever press is first."""

import threading

import pytest
from django.db import connection
from django.test import Client

from referrals.models import Referral
from screening.models import Child, Screening
from tests.integration.screening.begun import ALERT, CHILD, DIRECT, answer_questions, token, wren
from tests.integration.screening.test_alert import BOXES
from tests.integration.screening.test_direct import ASKED

pytestmark = pytest.mark.django_db(transaction=True)


def press_together(address: str, form: dict, session: str, times: int = 4) -> list[str]:
    """Send one form several times at once, each over a connection of its own. Gives where each was led."""
    gate, led = threading.Barrier(times), []

    def press():
        client = Client()
        client.cookies["sessionid"] = session
        gate.wait()
        led.append(client.post(address, form).headers.get("Location"))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return led


@pytest.mark.parametrize(
    ("address", "harm", "boxes"), [(CHILD, "no", {}), (DIRECT, "yes", ASKED), (ALERT, "no", BOXES)]
)
def test_pressed_together_it_is_one_case(sign_in, practitioner, solihull, address, harm, boxes):
    visitor = sign_in(practitioner)
    answer_questions(visitor, harm)
    form = {**wren(solihull), **boxes, "begins": token(visitor.get(address))}
    led = press_together(address, form, visitor.cookies["sessionid"].value)
    assert len(set(led)) == 1 and led[0]
    assert Screening.objects.count() == 1
    assert Child.objects.count() == (0 if address == ALERT else 1)
    assert Referral.objects.count() == (0 if address == CHILD else 1)
