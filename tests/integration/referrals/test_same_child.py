"""Same child? What the MASH sees, says and takes back; and that nobody else learns anything from it."""

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import ChildMatch, Referral
from referrals.same_child import how_many, named, others, possible
from referrals.states import Match, NotPossible
from screening.likeness import Kind
from screening.models import Child
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed

pytestmark = pytest.mark.django_db
BORN = dt.date(2012, 4, 3)
WHY = "The aunt named the same school."


@pytest.fixture
def nurse(solihull):
    return make_member(make_agency(solihull, "health", "Fernleigh Demo Clinic"), name="Nell Sampleford")


@pytest.fixture
def referral(practitioner) -> Referral:
    """Wren Testerby of the school, who is referred."""
    return make_completed(practitioner, "level-3", date_of_birth=BORN).referral


@pytest.fixture
def theirs(nurse) -> Child:
    """The same child as the clinic wrote her down."""
    return make_child(nurse, first_names="Wrenn", family_name="Testerbey", date_of_birth=BORN)


def offered(referral) -> dict[int, Kind]:
    return {each.child: each.likeness.kind for each in possible(referral)}


def test_a_record_of_another_agency_is_offered_with_reasons_in_words(referral, theirs, mash_worker, sign_in):
    page = sign_in(mash_worker).get(reverse("referrals:same_child", args=[referral.reference]))
    said = page.content.decode()
    assert "Testerbey, Wrenn" in said and "Fernleigh Demo Clinic" in said and "May be the same child" in said
    assert "First name spelled differently; family name spelled differently; same date of birth" in said
    assert "%" not in said.partition("<main")[2]


def test_the_referral_says_how_many_records_may_be_the_same_child(referral, theirs, mash_worker, sign_in):
    page = sign_in(mash_worker).get(reverse("referrals:referral", args=[referral.reference]))
    assert "1 record may be the same child" in page.content.decode()


def test_every_record_that_is_shown_was_looked_at(referral, theirs, mash_worker, sign_in):
    sign_in(mash_worker).get(reverse("referrals:same_child", args=[referral.reference]))
    assert Event.objects.filter(type="child:viewed", child=theirs.reference, user_id=mash_worker.user_id).count() == 1


def test_a_twin_is_called_a_twin_and_not_counted(practitioner, nurse):
    referral = make_completed(practitioner, "level-3", date_of_birth=BORN).referral
    twin = make_child(nurse, first_names="Robin", date_of_birth=BORN)
    assert offered(referral) == {twin.pk: Kind.TWIN}
    assert how_many(referral) == 0


def test_a_brother_at_the_same_address_is_never_the_same_child(practitioner, nurse, solihull):
    from screening.models import ChildKey

    referral = make_completed(practitioner, "level-3", date_of_birth=BORN).referral
    brother = make_child(nurse, first_names="Robin", date_of_birth=dt.date(2010, 8, 9))
    for child in (referral.child, brother):
        ChildKey.objects.write(child, area=solihull, address="12 Acacia Avenue, Solihull B91 3QJ")
    assert offered(referral) == {brother.pk: Kind.SIBLING}


def test_children_of_another_area_are_never_offered(referral, walsall):
    make_child(make_member(make_agency(walsall)), date_of_birth=BORN)
    assert possible(referral) == []


def test_a_record_changed_later_is_found_by_its_new_name(referral, nurse):
    from screening.actions import change_child

    child = make_child(nurse, first_names="Ash", family_name="Otherly", date_of_birth=dt.date(2011, 1, 1))
    assert possible(referral) == []
    change_child(child=child, by=nurse, first_names="Wren", family_name="Testerby", date_of_birth=BORN)
    assert offered(referral) == {child.pk: Kind.SAME_CHILD}


def test_kept_apart_is_not_offered_again_until_it_is_undone(referral, theirs, mash_worker):
    said = actions.say_apart(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    assert possible(referral) == []
    actions.undo(match=said, by=mash_worker, reason="They are one.")
    assert list(offered(referral)) == [theirs.pk]


@pytest.mark.parametrize(("say", "event"), [("link", "child:linked"), ("merge", "child:merged")])
def test_linked_or_merged_records_show_each_others_referrals(referral, nurse, mash_worker, say, event):
    other = make_completed(nurse, "level-3", first_names="Wrenn", date_of_birth=BORN).referral
    more = {"kept": other.child} if say == "merge" else {}
    said = getattr(actions, say)(referral=referral, other=other.child, by=mash_worker, reason=WHY, **more)
    assert others(referral) == [other] and others(other) == [referral]
    events = Event.objects.filter(type=event).order_by("id")
    assert {each.child for each in events} == {referral.child.reference, other.child.reference}
    assert {each.reason for each in events} == {WHY}
    actions.undo(match=said, by=mash_worker, reason="Two children.")
    assert others(referral) == [] and others(other) == []


def test_the_same_child_is_the_same_through_a_third_record(referral, theirs, nurse, mash_worker):
    third = make_child(nurse, first_names="Ren", date_of_birth=BORN)
    actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    actions.link(referral=referral, other=third, by=mash_worker, reason=WHY)
    assert ChildMatch.objects.cluster(third.pk) == {referral.child_id, theirs.pk, third.pk}


def test_what_was_merged_away_leads_on_and_is_merged_no_further(referral, theirs, nurse, mash_worker):
    third = make_child(nurse, first_names="Ren", date_of_birth=BORN)
    actions.merge(referral=referral, other=theirs, kept=theirs, by=mash_worker, reason=WHY)
    assert ChildMatch.objects.leads_to(referral.child_id) == theirs.pk
    with pytest.raises(NotPossible, match="was merged into another record. Undo that first"):
        actions.merge(referral=referral, other=third, kept=third, by=mash_worker, reason=WHY)


def test_a_record_is_not_matched_with_itself(referral, mash_worker):
    with pytest.raises(NotPossible, match="one and the same record"):
        actions.merge(referral=referral, other=referral.child, kept=referral.child, by=mash_worker, reason=WHY)
    assert not ChildMatch.objects.exists()


def test_records_are_not_matched_across_areas(referral, walsall, mash_worker):
    foreign = make_child(make_member(make_agency(walsall)), date_of_birth=BORN)
    with pytest.raises(NotPossible, match="No agency of Solihull knows this record"):
        actions.link(referral=referral, other=foreign, by=mash_worker, reason=WHY)


def test_a_merge_keeps_one_of_the_two(referral, theirs, nurse, mash_worker):
    third = make_child(nurse, first_names="Ash", date_of_birth=BORN)
    with pytest.raises(NotPossible, match="Choose which of the two"):
        actions.merge(referral=referral, other=theirs, kept=third, by=mash_worker, reason=WHY)


def test_what_is_said_of_a_pair_is_said_once(referral, theirs, mash_worker):
    actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    with pytest.raises(NotPossible, match="Dawn Placeholder has already said of these two: Linked"):
        actions.say_apart(referral=referral, other=theirs, by=mash_worker, reason=WHY)


def test_nobody_is_the_same_as_two_who_were_kept_apart(referral, theirs, nurse, mash_worker):
    third = make_completed(nurse, "level-3", first_names="Ren", date_of_birth=BORN).referral
    actions.say_apart(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    actions.link(referral=referral, other=third.child, by=mash_worker, reason=WHY)
    with pytest.raises(NotPossible, match="kept apart as two children"):
        actions.link(referral=third, other=theirs, by=mash_worker, reason=WHY)
    assert ChildMatch.objects.count() == 2


def test_the_same_child_through_a_third_is_not_kept_apart(referral, theirs, nurse, mash_worker):
    third = make_completed(nurse, "level-3", first_names="Ren", date_of_birth=BORN).referral
    actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    actions.link(referral=referral, other=third.child, by=mash_worker, reason=WHY)
    with pytest.raises(NotPossible, match="through a third record"):
        actions.say_apart(referral=third, other=theirs, by=mash_worker, reason=WHY)


@pytest.mark.parametrize("reason", ["", "  "])
def test_everything_that_is_said_has_a_reason(referral, theirs, mash_worker, reason):
    with pytest.raises(Incomplete):
        actions.link(referral=referral, other=theirs, by=mash_worker, reason=reason)
    said = actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    with pytest.raises(Incomplete):
        actions.undo(match=said, by=mash_worker, reason=reason)
    said.refresh_from_db()
    assert said.undone_at is None


def test_what_is_undone_is_not_undone_again(referral, theirs, mash_worker):
    said = actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    actions.undo(match=said, by=mash_worker, reason="Two children.")
    with pytest.raises(NotPossible, match="Dawn Placeholder has already undone this"):
        actions.undo(match=said, by=mash_worker, reason="Again.")


@pytest.mark.parametrize("who", ["practitioner", "lead", "cse_officer", "area_admin"])
def test_only_the_mash_says_what_records_are(referral, theirs, who, request, mash_worker):
    member = request.getfixturevalue(who)
    with pytest.raises(Http404):
        actions.link(referral=referral, other=theirs, by=member, reason=WHY)
    said = actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    with pytest.raises(Http404):
        actions.undo(match=said, by=member, reason=WHY)


def test_another_areas_mash_undoes_nothing_here(referral, theirs, walsall, mash_worker):
    said = actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    with pytest.raises(Http404):
        actions.undo(match=said, by=make_member(make_agency(walsall, "mash"), "mash_worker"), reason=WHY)


def test_the_page_of_two_records_says_and_undoes(referral, theirs, mash_worker, sign_in):
    client, at = sign_in(mash_worker), reverse("referrals:pair", args=[referral.reference, theirs.reference])
    assert client.post(at, {"reason": WHY}).status_code == 200
    assert not ChildMatch.objects.exists()
    assert client.post(at, {"what": "keep_theirs", "reason": WHY}).status_code == 302
    said = ChildMatch.objects.get()
    assert (said.match, said.kept, said.reason) == (Match.MERGED, theirs, WHY)
    assert "Merged: the same child" in client.get(at).content.decode()
    # The same button pressed again is no undoing.
    assert client.post(at, {"what": "keep_theirs", "reason": WHY}).status_code == 302
    assert ChildMatch.objects.standing().get() == said
    assert client.post(at, {"reason": "Two children."}).status_code == 302
    assert not ChildMatch.objects.standing().exists()


def test_a_refusal_on_the_page_is_a_sentence(referral, theirs, nurse, mash_worker, sign_in):
    third = make_completed(nurse, "level-3", first_names="Ren", date_of_birth=BORN).referral
    actions.link(referral=referral, other=theirs, by=mash_worker, reason=WHY)
    actions.link(referral=third, other=theirs, by=mash_worker, reason=WHY)
    at = reverse("referrals:pair", args=[referral.reference, third.child.reference])
    page = sign_in(mash_worker).post(at, {"what": "apart", "reason": WHY})
    assert page.status_code == 409 and "through a third record" in page.content.decode()


@pytest.mark.parametrize("press", ["get", "post"])
def test_a_record_is_not_put_beside_itself(referral, mash_worker, sign_in, press):
    client, at = sign_in(mash_worker), reverse("referrals:pair", args=[referral.reference, referral.child.reference])
    answer = getattr(client, press)(at, {"what": "keep_ours", "reason": WHY})
    assert answer.headers["Location"] == reverse("referrals:same_child", args=[referral.reference])
    assert not ChildMatch.objects.exists()


def test_a_record_of_another_area_has_no_page(referral, walsall, mash_worker, sign_in):
    foreign = make_child(make_member(make_agency(walsall)), date_of_birth=BORN)
    client = sign_in(mash_worker)
    assert client.get(reverse("referrals:pair", args=[referral.reference, foreign.reference])).status_code == 404


@pytest.fixture
def both(referral, nurse, mash_worker):
    """Two screened records of one child, merged: the clinic's goes on."""
    other = make_completed(nurse, "level-3", first_names="Wrenn", date_of_birth=BORN).referral
    said = actions.merge(referral=referral, other=other.child, kept=other.child, by=mash_worker, reason=WHY)
    return referral, other, said


def test_the_officer_reads_both_histories_and_the_merged_reference_leads_on(both, cse_officer, sign_in, mash_worker):
    referral, other, said = both
    client = sign_in(cse_officer)
    old = reverse("referrals:child", args=[referral.child.reference])
    page = client.get(old, follow=True)
    assert page.redirect_chain == [(reverse("referrals:child", args=[other.child.reference]), 302)]
    for each in (referral, other):
        assert each.screening.reference in page.content.decode()
        sent = client.get(reverse("referrals:child_referrals", args=[other.child.reference]))
        assert each.reference in sent.content.decode()
    assert "Who has looked" in page.content.decode()
    actions.undo(match=said, by=mash_worker, reason="Two children.")
    assert other.screening.reference not in client.get(old).content.decode()


@pytest.mark.parametrize("who", ["practitioner", "lead"])
def test_an_agency_sees_its_own_record_as_before(both, who, request, sign_in):
    referral, other, _ = both
    client = sign_in(request.getfixturevalue(who))
    addresses = [reverse("referrals:child", args=[referral.child.reference]), reverse("screening:home")]
    addresses += [reverse(f"referrals:{name}", args=[referral.reference]) for name in ("referral", "full", "screening")]
    addresses += [reverse("screening:list"), reverse("screening:view", args=[referral.screening.reference])]
    hidden = (other.reference, other.child.reference, other.agency.name, "Wrenn", "merged", "Merged", WHY)
    pages = {address: client.get(address) for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    assert not [(at, words) for at, page in pages.items() for words in hidden if words in page.content.decode()]
    assert client.get(reverse("referrals:child", args=[other.child.reference])).status_code == 404


def test_an_alerts_child_is_found_by_any_spelling_and_never_shown_to_its_sender(
    practitioner, nurse, mash_worker, sign_in
):
    record = make_child(nurse, first_names="Hazel", family_name="Notreal", date_of_birth=BORN)
    details = {"who": "Hayzel, perhaps 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    client, at = sign_in(mash_worker), reverse("referrals:same_child", args=[alert.reference])
    found = client.post(at, {"q": "Notreel Hayzel"}, follow=True).content.decode()
    assert "Notreal, Hazel" in found
    client.post(reverse("referrals:pair", args=[alert.reference, record.reference]), {"reason": WHY})
    alert.refresh_from_db()
    assert (alert.mash_child, alert.child) == (record, None)
    assert (
        "The MASH says it is Hazel Notreal"
        in client.get(reverse("referrals:referral", args=[alert.reference])).content.decode()
    )
    client = sign_in(practitioner)
    for address in (reverse("referrals:referral", args=[alert.reference]), reverse("screening:home")):
        page = client.get(address).content.decode()
        assert not [word for word in ("Notreal", record.reference, "3 April 2012") if word in page]


def test_a_referral_with_a_record_is_not_given_another(referral, theirs, mash_worker):
    with pytest.raises(NotPossible, match="has a child’s record already"):
        actions.say_who(referral=referral, child=theirs, by=mash_worker, reason=WHY)


@pytest.mark.parametrize(
    "words", ["Notreal", "hazel", "Notreel", "Hazel Notreal", "notreal, hazell", "Hazel Ann Notreal"]
)
def test_a_record_is_looked_for_by_any_of_its_names(nurse, solihull, words):
    record = make_child(nurse, first_names="Hazel Ann", family_name="Notreal", date_of_birth=BORN)
    make_child(nurse, first_names="Robin", family_name="Otherly", date_of_birth=BORN)
    assert [each.child for each in named(solihull, words, besides=frozenset())] == [record.pk]


@pytest.mark.parametrize("words", ["Hazel Otherly", "Nobody", "", "-"])
def test_what_nobody_is_called_finds_nobody(nurse, solihull, words):
    make_child(nurse, first_names="Hazel Ann", family_name="Notreal", date_of_birth=BORN)
    assert named(solihull, words, besides=frozenset()) == []


def test_whom_the_mash_found_counts_after_the_referral_has_a_record_of_its_own(practitioner, referral, mash_worker):
    details = {"who": "Wren, perhaps 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    actions.say_who(referral=alert, child=referral.child, by=mash_worker, reason=WHY)
    own = make_child(practitioner, first_names="Wren", date_of_birth=None, estimated_age=14, age_source="Said so")
    Referral.objects.filter(pk=alert.pk).update(child=own)
    assert others(Referral.objects.get(pk=alert.pk)) == [referral]
    assert others(referral) == [alert]


class TestSaidWrongly:
    """Whom an alert is about can be taken back, while it has no record of its own."""

    @pytest.fixture
    def alert(self, practitioner, theirs, mash_worker) -> Referral:
        details = {"who": "Wren, perhaps 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
        sent = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
        return actions.say_who(referral=sent, child=theirs, by=mash_worker, reason=WHY)

    def test_it_is_taken_back_with_a_reason_that_is_recorded(self, alert, theirs, mash_worker):
        actions.unsay_who(referral=alert, by=mash_worker, reason="Another girl.")
        alert.refresh_from_db()
        assert (alert.mash_child, actions.records_of(alert)) == (None, frozenset())
        event = Event.objects.get(type="child:match_undone")
        assert (event.reference, event.child, event.reason) == (alert.reference, theirs.reference, "Another girl.")
        assert (event.user_id, event.area_id) == (mash_worker.user_id, alert.area_id)

    def test_another_record_may_be_chosen_then(self, alert, referral, mash_worker):
        actions.unsay_who(referral=alert, by=mash_worker, reason="Another girl.")
        actions.say_who(referral=alert, child=referral.child, by=mash_worker, reason=WHY)
        assert others(referral) == [alert]

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_not_without_a_reason(self, alert, theirs, mash_worker, reason):
        with pytest.raises(Incomplete):
            actions.unsay_who(referral=alert, by=mash_worker, reason=reason)
        assert Referral.objects.get(pk=alert.pk).mash_child == theirs

    def test_not_twice_and_not_once_it_has_a_record_of_its_own(self, alert, theirs, referral, mash_worker):
        Referral.objects.filter(pk=alert.pk).update(child=referral.child)
        with pytest.raises(NotPossible, match="record of its own"):
            actions.unsay_who(referral=alert, by=mash_worker, reason="Another girl.")
        Referral.objects.filter(pk=alert.pk).update(child=None)
        actions.unsay_who(referral=alert, by=mash_worker, reason="Another girl.")
        with pytest.raises(NotPossible, match="has been taken back"):
            actions.unsay_who(referral=alert, by=mash_worker, reason="Another girl.")

    @pytest.mark.parametrize("who", ["practitioner", "lead", "cse_officer"])
    def test_only_the_mash_of_the_area(self, alert, theirs, who, request, walsall):
        for member in (request.getfixturevalue(who), make_member(make_agency(walsall, "mash"), "mash_worker")):
            with pytest.raises(Http404):
                actions.unsay_who(referral=alert, by=member, reason="Another girl.")
        assert Referral.objects.get(pk=alert.pk).mash_child == theirs

    def test_on_the_page_and_the_timeline_says_it(self, alert, theirs, mash_worker, sign_in):
        client, wrong = sign_in(mash_worker), reverse("referrals:unsay_who", args=[alert.reference])
        same = reverse("referrals:same_child", args=[alert.reference])
        assert wrong in client.get(same).text
        assert "Say why, for whoever reads this later" in client.post(wrong, {"reason": " "}).text
        assert client.post(wrong, {"reason": "Another girl."}).headers["Location"] == same
        assert not Referral.objects.get(pk=alert.pk).mash_child
        assert "This referral has no child’s record." in client.get(same).text and wrong not in client.get(same).text
        told = client.get(reverse("referrals:timeline", args=[alert.reference])).text
        assert f"Taken back which child {alert.reference} is about" in told and "Another girl." in told

    def test_a_second_press_says_nothing_else(self, alert, theirs, mash_worker, sign_in):
        client, pair = sign_in(mash_worker), reverse("referrals:pair", args=[alert.reference, theirs.reference])
        client.post(pair, {"reason": WHY})
        assert Referral.objects.get(pk=alert.pk).mash_child == theirs
        wrong = reverse("referrals:unsay_who", args=[alert.reference])
        for _ in range(2):
            assert client.post(wrong, {"reason": "Another girl."}).status_code == 302
        assert Referral.objects.get(pk=alert.pk).mash_child is None
        assert Event.objects.filter(type="child:match_undone").count() == 1
        assert client.get(wrong).status_code == 302
