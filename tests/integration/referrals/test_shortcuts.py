"""The page of the keys: for the MASH, without script, with a switch that stays."""

import pytest

from referrals.models import ListSetting
from referrals.views.shortcuts import GROUPS

pytestmark = pytest.mark.django_db
PAGE, ON = "/shortcuts/", "data-shortcuts"


def text_of(client, address=PAGE) -> str:
    return client.get(address).content.decode()


def test_every_key_is_listed(sign_in, mash_worker):
    text = text_of(sign_in(mash_worker))
    for rows in GROUPS.values():
        for row in rows:
            assert row.does in text
            assert all(f"<kbd>{key}</kbd>" in text for key in row.keys)


def test_single_keys_are_switched_off_and_on_again(sign_in, mash_worker):
    client = sign_in(mash_worker)
    assert ON in text_of(client, "/inbox/")
    said = client.post(PAGE, {"keys": "off"}, follow=True).content.decode()
    assert "Single keys are switched off." in said
    assert "none of these does anything" in said
    assert ON not in text_of(client, "/inbox/")
    assert "Press ? for" not in text_of(client, "/inbox/")
    client.logout()
    assert ON not in text_of(sign_in(mash_worker), "/inbox/")
    assert "Single keys are switched on." in client.post(PAGE, {"keys": "on"}, follow=True).content.decode()
    assert ON in text_of(client, "/inbox/")


@pytest.mark.parametrize("sent", [{}, {"keys": "x"}, {"keys": ""}])
def test_anything_else_switches_nothing_off(sign_in, mash_worker, sent):
    sign_in(mash_worker).post(PAGE, sent)
    assert ListSetting.objects.get().query == "on"


def test_the_link_stands_in_the_footer_of_the_mash_alone(client, sign_in, mash_worker, practitioner):
    assert 'href="/shortcuts/"' in text_of(sign_in(mash_worker), "/inbox/")
    assert "shortcuts" not in text_of(sign_in(practitioner), "/home/")
    client.logout()
    assert "shortcuts" not in text_of(client, "/")
