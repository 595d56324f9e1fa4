"""A duplicate is joined to the referral it repeats: the same child, said so, and the referrer told."""

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse

from cse_portal import clock
from cse_portal.models import Message
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import Referral
from referrals.states import NotPossible, State
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
BORN = dt.date(2012, 4, 3)
TOLD = "It is being worked on. Go on seeing the child as usual."


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Fernleigh Demo Clinic"), name="Nell Sampleford")


@pytest.fixture
def first(practitioner) -> Referral:
    return make_completed(practitioner, "level-3", date_of_birth=BORN).referral


@pytest.fixture
def second(nurse) -> Referral:
    return make_completed(nurse, "level-3", first_names="Wrenn", date_of_birth=BORN).referral


@pytest.fixture
def same(first, second, mash_worker):
    return actions.link(referral=second, other=first.child, by=mash_worker, reason="The same school and address.")


def joined(second: Referral, first: Referral, by, **words) -> Referral:
    values = {"original": first.reference, "reason": "The same lifts.", "feedback": TOLD, **words}
    return actions.join(referral=second, by=by, **values)


def problem(second, original: str, by) -> str:
    with pytest.raises(Incomplete) as raised:
        actions.join(referral=second, by=by, original=original, reason="The same lifts.", feedback=TOLD)
    second.refresh_from_db()
    assert second.state == State.NEW
    return raised.value.problems["original"]


def test_a_duplicate_is_closed_and_the_referrer_told(first, second, same, mash_worker, nurse):
    joined(second, first, mash_worker)
    second.refresh_from_db()
    assert (second.state, second.joined_to, second.feedback) == (State.JOINED, first, TOLD)
    assert (second.decided_by, second.decided_at.date()) == (mash_worker, clock.now().date())
    assert Message.objects.filter(kind="referral_joined", to_user_id=nurse.user_id).count() == 1


def test_the_reference_may_be_typed_in_small_letters(first, second, same, mash_worker):
    joined(second, first, mash_worker, original=f" {first.reference.lower()} ")
    assert Referral.objects.get(pk=second.pk).joined_to == first


def test_the_same_child_is_said_first(first, second, mash_worker):
    assert "If they are one child, say so first" in problem(second, first.reference, mash_worker)


def test_two_referrals_of_one_record_need_nothing_said(practitioner, first, mash_worker):
    again = make_completed(practitioner, "level-3", date_of_birth=BORN).referral
    Referral.objects.filter(pk=again.pk).update(child=first.child)
    joined(again, first, mash_worker)
    assert Referral.objects.get(pk=again.pk).joined_to == first


def test_a_referral_is_not_joined_to_itself(second, mash_worker):
    assert "reference of this referral" in problem(second, second.reference, mash_worker)


def test_a_referral_that_is_joined_is_nobodys_first(first, second, same, practitioner, mash_worker):
    joined(second, first, mash_worker)
    third = make_completed(practitioner, "level-3", date_of_birth=BORN).referral
    assert "is itself joined" in problem(third, second.reference, mash_worker)


def decided(referral, by, outcome: str = "section_17") -> Referral:
    return actions.decide(
        referral=referral, by=by, mash_outcome=outcome, details=details(outcome), reason="Known.", feedback="Read."
    )


def about(first: Referral, by, outcome: str, **child) -> Referral:
    """Another referral of the same child's record, with this outcome."""
    again = make_completed(by, outcome, **{"date_of_birth": BORN, **child}).referral
    Referral.objects.filter(pk=again.pk).update(child=first.child)
    again.refresh_from_db()
    return again


def test_what_was_passed_on_is_nobodys_first_here(first, second, same, mash_worker, walsall):
    make_member(make_agency(walsall, "mash"), "mash_worker")
    actions.move(referral=first, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Walsall has it.")
    assert problem(second, first.reference, mash_worker) == (
        f"{first.reference} was passed on, so another area’s MASH has it. Pass this one on to it too"
    )


@pytest.mark.parametrize("outcome", ["strategy_discussion", "section_17", "early_help", "advice", "already_open"])
def test_a_decision_on_as_much_answers_the_duplicate_too(first, second, same, mash_worker, outcome):
    decided(first, mash_worker, outcome)
    joined(second, first, mash_worker)
    assert Referral.objects.get(pk=second.pk).joined_to == first


def test_nobody_works_on_what_was_decided_no_further_action(first, second, same, mash_worker):
    decided(first, mash_worker, "no_further_action")
    assert "no further action, so nobody works on it. Decide this one" in problem(second, first.reference, mash_worker)


@pytest.mark.parametrize(
    ("was", "now", "fits"), [("level-2", "level-2", True), ("level-3", "level-2", True), ("level-2", "level-3", False)]
)
def test_a_decision_on_less_is_no_answer_to_more(practitioner, mash_worker, was, now, fits):
    first = make_completed(practitioner, was, date_of_birth=BORN).referral
    again = about(first, practitioner, now)
    decided(first, mash_worker)
    if fits:
        joined(again, first, mash_worker)
    else:
        assert "decided on less than this one says" in problem(again, first.reference, mash_worker)


def test_the_scales_of_two_tools_do_not_compare(practitioner, first, mash_worker):
    again = about(first, practitioner, "vulnerable", date_of_birth=dt.date(2016, 1, 9))
    decided(first, mash_worker)
    assert "decided on less than this one says" in problem(again, first.reference, mash_worker)


@pytest.mark.parametrize("kind", ["alert", "direct"])
def test_an_alert_or_known_harm_is_more_than_any_level(first, second, same, mash_worker, kind):
    Referral.objects.filter(pk=second.pk).update(kind=kind)
    decided(first, mash_worker)
    assert "decided on less than this one says" in problem(second, first.reference, mash_worker)


def test_an_alert_is_joined_to_what_is_still_open(first, second, same, mash_worker):
    Referral.objects.filter(pk=second.pk).update(kind="alert")
    joined(second, first, mash_worker)
    assert Referral.objects.get(pk=second.pk).joined_to == first


def test_another_areas_referral_is_like_one_that_does_not_exist(second, walsall, mash_worker):
    foreign = make_completed(make_member(make_agency(walsall)), "level-3", date_of_birth=BORN).referral
    said = problem(second, foreign.reference, mash_worker)
    assert said == problem(second, "R-0000-0000", mash_worker) == "Solihull has no referral with this reference"


@pytest.mark.parametrize("missing", ["original", "reason", "feedback"])
def test_nothing_is_closed_without_its_words(first, second, same, mash_worker, missing):
    with pytest.raises(Incomplete) as raised:
        joined(second, first, mash_worker, **{missing: " "})
    assert list(raised.value.problems) == [missing]


def test_a_closed_referral_is_not_joined(first, second, same, mash_worker):
    joined(second, first, mash_worker)
    with pytest.raises(NotPossible, match="Dawn Placeholder has already joined this referral"):
        joined(second, first, mash_worker)


@pytest.mark.parametrize("who", ["practitioner", "cse_officer", "lead"])
def test_only_the_mash_joins(first, second, same, who, request):
    with pytest.raises(Http404):
        joined(second, first, request.getfixturevalue(who))


def test_the_page_joins_and_the_first_lists_it(first, second, same, mash_worker, sign_in):
    client, at = sign_in(mash_worker), reverse("referrals:join", args=[second.reference])
    assert first.reference in client.get(at).content.decode()
    assert "Enter the reference" in client.post(at, {}).content.decode()
    words = {"original": first.reference, "reason": "The same lifts.", "feedback": TOLD}
    assert client.post(at, words).status_code == 302
    page = client.get(reverse("referrals:referral", args=[first.reference])).content.decode()
    assert second.reference in page and "Joined to this one" in page


# What the other agency's people may open: nothing on any of it may tell of the match.
PAGES = ("referrals:referral", "referrals:full", "referrals:screening", "screening:home", "screening:list")


def test_the_referrer_reads_the_answer_and_learns_nothing_else(first, second, same, nurse, mash_worker, sign_in):
    joined(second, first, mash_worker)
    client = sign_in(nurse)
    own = [[second.reference] if name.startswith("referrals") else [] for name in PAGES]
    addresses = [reverse(name, args=args) for name, args in zip(PAGES, own, strict=True)]
    addresses.append(reverse("referrals:child", args=[second.child.reference]))
    pages = {address: client.get(address, follow=True).content.decode() for address in addresses}
    assert TOLD in pages[addresses[0]]
    hidden = (first.reference, first.child.reference, first.agency.name, first.referrer.user.name, "The same lifts",
              "Linked", "same school and address")  # fmt: skip
    assert not [(address, words) for address, page in pages.items() for words in hidden if words in page]


def test_the_first_referrer_learns_nothing_of_the_duplicate(first, second, same, practitioner, mash_worker, sign_in):
    joined(second, first, mash_worker)
    client = sign_in(practitioner)
    addresses = [reverse(name, args=[first.reference]) for name in PAGES[:3]]
    addresses += [reverse("screening:home"), reverse("referrals:child", args=[first.child.reference])]
    hidden = (second.reference, second.child.reference, "Fernleigh Demo Clinic", "Wrenn", "Linked", "Joined")
    pages = {address: client.get(address, follow=True).content.decode() for address in addresses}
    assert not [(address, words) for address, page in pages.items() for words in hidden if words in page]
