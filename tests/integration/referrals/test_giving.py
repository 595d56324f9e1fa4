"""Handing a referral over: who is told, what stands on the timeline, and what cannot be done."""

import pytest
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Referral
from referrals.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
NOTE = "Rang the aunt; she waits for your call."


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def colleague(mash_worker):
    return make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")


def given_to() -> list[str]:
    people = Message.objects.filter(kind="referral_given").values_list("to_user_id", flat=True)
    return [User.objects.get(pk=person).name for person in people]


def send(client, referral, to, seen_with="", note=NOTE):
    data = {"to": to, "note": note, "seen_with": seen_with}
    return client.post(reverse("referrals:assign", args=[referral.reference]), data, follow=True)


def test_whoever_gets_it_is_told_and_the_note_stands_on_the_timeline(sign_in, mash_worker, colleague, referral):
    text = send(sign_in(mash_worker), referral, colleague.pk).content.decode()
    assert "Alder Exampler has it now." in text
    assert given_to() == ["Alder Exampler"]
    event = Event.objects.get(type="referral:assigned")
    assert (event.reason, event.detail) == (NOTE, {"to": "Alder Exampler"})
    assert NOTE in text.split('id="timeline"')[1]


def test_the_mail_says_nothing_of_the_child_or_the_note(mash_worker, colleague, referral):
    actions.assign(referral=referral, by=mash_worker, to=colleague, note=NOTE)
    message = Message.objects.get(kind="referral_given")
    assert (message.reference, message.path) == (referral.reference, f"/referrals/{referral.reference}/")


def test_nobody_is_told_of_what_they_took_themselves(mash_worker, referral):
    actions.assign(referral=referral, by=mash_worker, to=mash_worker)
    assert Referral.objects.get().worker == mash_worker
    assert given_to() == []


def test_nor_when_they_took_it_in_another_role_of_theirs(mash_worker, referral):
    manager = make_member(mash_worker.agency, "mash_manager", user=mash_worker.user)
    actions.assign(referral=referral, by=mash_worker, to=manager)
    assert given_to() == []


@pytest.fixture(params=["disabled", "ended", "of another area", "of another agency's kind"])
def wrong(request, colleague, walsall, practitioner):
    if request.param == "disabled":
        colleague.user.is_active = False
        colleague.user.save()
    elif request.param == "ended":
        colleague.ended_on = clock.today()
        colleague.save()
    elif request.param == "of another area":
        return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Fern Makebelieve")
    else:
        return practitioner
    return colleague


def test_only_who_works_in_this_mash_now_and_the_note_is_kept(sign_in, mash_worker, wrong, referral):
    text = send(sign_in(mash_worker), referral, wrong.pk).content.decode()
    assert "<title>Error:" in text
    assert "Choose a person who works in this MASH now" in text
    assert NOTE in text
    assert Referral.objects.get().worker is None
    assert given_to() == []


def test_the_action_refuses_them_too(mash_worker, wrong, referral):
    with pytest.raises(Incomplete) as refused:
        actions.assign(referral=referral, by=mash_worker, to=wrong)
    assert refused.value.problems == {"to": "Choose a person who works in this MASH now"}


@pytest.mark.parametrize("to", ["themselves", "a third", "whoever took it"])
def test_who_has_taken_it_meanwhile_is_named_and_the_note_is_kept(sign_in, mash_worker, colleague, referral, to):
    third = make_member(mash_worker.agency, "mash_worker", name="Rowan Notional")
    actions.acknowledge(referral=referral, by=colleague)
    chosen = {"themselves": mash_worker, "a third": third, "whoever took it": colleague}[to]
    client = sign_in(mash_worker)
    response = send(client, referral, chosen.pk, seen_with="")
    text = response.content.decode()
    assert "Alder Exampler has this referral since you opened the page" in text
    assert NOTE in text
    assert Referral.objects.get().worker == colleague
    # Having read that, they may still take it.
    seen_with = response.context["holder"]
    assert f'name="seen_with" value="{seen_with}"' in text
    if chosen != colleague:
        send(client, referral, chosen.pk, seen_with=seen_with)
        assert Referral.objects.get().worker == chosen


def test_the_page_carries_who_has_it(sign_in, mash_worker, colleague, referral):
    actions.acknowledge(referral=referral, by=colleague)
    text = sign_in(mash_worker).get(reverse("referrals:assign", args=[referral.reference])).content.decode()
    assert f'name="seen_with" value="{colleague.user.reference}"' in text
    assert "Alder Exampler (has it now)" in text


def test_it_is_not_given_to_whoever_has_it(sign_in, mash_worker, colleague, referral):
    actions.acknowledge(referral=referral, by=colleague)
    text = send(sign_in(mash_worker), referral, colleague.pk, seen_with=colleague.user.reference).content.decode()
    assert "Alder Exampler has it already. Choose somebody else" in text
    assert given_to() == []


def test_what_is_decided_stays_and_the_note_is_kept(sign_in, mash_worker, colleague, referral):
    Referral.objects.update(
        state="decided", mash_outcome="advice", reason="r", feedback="f", decided_at=clock.now(), decided_by=colleague
    )
    text = send(sign_in(mash_worker), referral, colleague.pk).content.decode()
    assert "Alder Exampler has already decided this referral" in text
    assert NOTE in text
    with pytest.raises(NotPossible):
        actions.assign(referral=referral, by=mash_worker, to=colleague)


def test_what_waits_can_be_handed_over_and_goes_on_waiting(mash_worker, colleague, referral):
    Referral.objects.update(state="waiting", paused_at=clock.now())
    actions.assign(referral=referral, by=mash_worker, to=colleague)
    referral.refresh_from_db()
    assert (referral.state, referral.worker) == ("waiting", colleague)
    assert referral.paused_at is not None
