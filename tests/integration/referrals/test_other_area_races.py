"""Two people of the MASH send, rate or decide the same referral at the same moment."""

import pytest

from audit.models import Event
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Referral
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.integration.referrals.test_races import at_once, sent, split, workers  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owen(walsall):
    return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")


def test_of_several_who_pass_it_on_one_does(practitioner, workers, owen, walsall):  # noqa: F811
    referral = sent(practitioner)
    done, refused = split(at_once(*(
        lambda w=w: actions.move(referral=referral, by=w, to_area=walsall, reason="r", feedback="f") for w in workers
    )))  # fmt: skip
    assert (len(done), len(refused)) == (1, len(workers) - 1)
    referral.refresh_from_db()
    assert {str(each).split(" has already")[0] for each in refused} == {referral.decided_by.user.name}
    assert Referral.objects.filter(came_from=referral).count() == 1
    assert Event.objects.filter(type="referral:came").count() == 1


def test_of_several_who_send_it_to_both_one_does_and_the_others_are_told_its_reference(
    practitioner, workers, owen, walsall  # noqa: F811
):  # fmt: skip
    referral = sent(practitioner)
    results = at_once(*(
        lambda w=w: actions.share(referral=referral, by=w, to_area=walsall, reason="r", host=walsall) for w in workers
    ))  # fmt: skip
    came = Referral.objects.get(came_from=referral)
    refused = [each.problems["to_area"] for each in results if isinstance(each, Incomplete)]
    assert refused == [f"The Walsall MASH has it already, as {came.reference}"] * (len(workers) - 1)


def test_passed_on_beside_a_decision_only_one_of_them_happens(practitioner, workers, owen, walsall):  # noqa: F811
    for _ in range(3):
        referral = sent(practitioner)
        done, refused = split(at_once(
            lambda r=referral: actions.move(referral=r, by=workers[0], to_area=walsall, reason="r", feedback="f"),
            lambda r=referral: actions.decide(
                referral=r, by=workers[1], mash_outcome="advice", reason="r", feedback="f", details=details("advice")
            ),
        ))  # fmt: skip
        assert (len(done), len(refused)) == (1, 1)
        referral.refresh_from_db()
        assert referral.went_to.count() == (referral.state == "passed")


def test_of_two_first_ratings_the_second_needs_its_reason(practitioner, workers):  # noqa: F811
    referral = sent(practitioner)
    results = at_once(
        lambda: actions.rate(referral=referral, by=workers[0], priority="red"),
        lambda: actions.rate(referral=referral, by=workers[1], priority="amber"),
    )
    refused = [each for each in results if isinstance(each, Incomplete)]
    assert [each.problems for each in refused] == [{"reason": "Write why the priority is rated anew"}]
    assert Event.objects.filter(type="referral:rated").count() == 1
