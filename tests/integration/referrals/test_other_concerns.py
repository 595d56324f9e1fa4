"""Other concerns of a screening without CSE action are followed up, and by whom it can be written (rule 9)."""

import pytest
from django.urls import reverse

from audit.models import Event
from referrals.actions import follow_up
from referrals.models import FollowUp
from referrals.states import NotPossible
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db


def address(screening) -> str:
    return reverse("referrals:other_concerns", args=[screening.reference])


@pytest.mark.parametrize("who", ["practitioner", "lead", "cse_officer"])
def test_written_once_by_whoever_may_read_the_screening(request, sign_in, practitioner, who):
    screening, client = make_completed(practitioner, "level-0"), sign_in(request.getfixturevalue(who))
    assert "Attendance lead" in client.get(address(screening)).content.decode()
    for _ in range(2):
        assert client.post(address(screening), {"what": "The nurse saw the family."}).status_code == 302
    assert FollowUp.objects.get().what == "The nurse saw the family."
    event = Event.objects.get(type="concerns:followed_up")
    assert (event.reference, event.child, "nurse" in str(event.detail)) == (
        screening.reference, screening.child.reference, False,
    )  # fmt: skip
    assert "The nurse saw the family." in client.get(address(screening)).content.decode()


@pytest.mark.parametrize(("outcome", "leads"), [("level-0", True), ("level-1", False)])
def test_the_screening_leads_there(sign_in, practitioner, outcome, leads):
    screening = make_completed(practitioner, outcome)
    text = sign_in(practitioner).get(reverse("screening:view", args=[screening.reference])).content.decode()
    assert (address(screening) in text) is leads


def test_nothing_written_comes_back_with_a_sentence(sign_in, practitioner, cse_officer):
    screening = make_completed(practitioner, "universal")
    text = sign_in(cse_officer).post(address(screening), {"what": "  "}).content.decode()
    assert "Write what was done about the other concerns, and by whom" in text
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("outcome", ["level-1", "vulnerable"])
def test_other_outcomes_ask_for_none(sign_in, practitioner, cse_officer, outcome):
    screening = make_completed(practitioner, outcome)
    assert sign_in(cse_officer).get(address(screening)).status_code == 404
    with pytest.raises(NotPossible):
        follow_up(screening=screening, by=cse_officer, what="Done.")


def test_nobody_elses(sign_in, practitioner, solihull, walsall):
    screening = make_completed(practitioner, "level-0")
    for member in (
        make_member(practitioner.agency),
        make_member(make_agency(solihull), "safeguarding_lead"),
        make_member(make_agency(walsall, "social_care"), "cse_officer"),
    ):
        assert sign_in(member).post(address(screening), {"what": "Done."}).status_code == 404
    assert not FollowUp.objects.exists()
