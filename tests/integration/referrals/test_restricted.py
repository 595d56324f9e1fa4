"""A restricted child: a reason before the record is opened, no name in a list, the stricter of two records counts."""

import datetime as dt

import pytest
from django.http import Http404
from django.urls import reverse

from audit.models import Event
from cse_portal.problems import Incomplete
from referrals import actions
from referrals.models import ChildMatch, Referral
from referrals.same_child import named
from referrals.states import NotPossible
from tests.factories.files import make_file
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_child, make_completed

pytestmark = pytest.mark.django_db
BORN = dt.date(2012, 4, 3)
WHY = "A relative works in this office."
MINE = "I took the call."


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, "level-3", date_of_birth=BORN).referral


@pytest.fixture
def restricted(referral, cse_officer) -> Referral:
    actions.restrict(child=referral.child, by=cse_officer, reason=WHY)
    return Referral.objects.get(pk=referral.pk)


def at(name: str, reference: str) -> str:
    return reverse(name, args=[reference])


def asks(client, address: str, child) -> bool:
    """Whether the address leads to the page that asks for a reason."""
    answer = client.get(address)
    return answer.status_code == 302 and answer.url.startswith(at("referrals:reason", child.reference))


@pytest.mark.parametrize("name", ["referral", "full", "screening", "looked", "same_child", "decide", "timeline"])
def test_the_mash_says_why_before_it_opens_a_page_of_it(restricted, mash_worker, sign_in, name):
    client = sign_in(mash_worker)
    assert asks(client, at(f"referrals:{name}", restricted.reference), restricted.child)
    restricted.refresh_from_db()
    assert restricted.opened_at is None


def test_the_reason_is_remembered_and_stands_in_the_event(restricted, mash_worker, sign_in):
    client, address = sign_in(mash_worker), at("referrals:referral", restricted.reference)
    asked = client.get(address).url
    assert "Testerby" not in client.get(asked).content.decode()
    assert client.post(asked, {"reason": ""}).status_code == 200
    assert client.post(asked, {"reason": MINE}).url == address
    assert client.get(address).status_code == client.get(at("referrals:full", restricted.reference)).status_code == 200
    looks = Event.objects.filter(type="referral:viewed", reference=restricted.reference, user_id=mash_worker.user_id)
    assert {look.reason for look in looks} == {MINE}


def test_a_reason_for_one_record_opens_no_other(restricted, practitioner, cse_officer, mash_worker, sign_in):
    other = make_completed(practitioner, "level-3", first_names="Robin", date_of_birth=BORN).referral
    actions.restrict(child=other.child, by=cse_officer, reason=WHY)
    client = sign_in(mash_worker)
    client.post(at("referrals:reason", restricted.child.reference), {"reason": MINE})
    assert asks(client, at("referrals:referral", other.reference), other.child)


def test_the_papers_and_the_screening_ask_too(restricted, mash_worker, cse_officer, sign_in):
    client = sign_in(mash_worker)
    assert asks(client, reverse("referrals:pdf", args=[restricted.reference, 1]), restricted.child)
    client = sign_in(cse_officer)
    assert asks(client, at("screening:view", restricted.screening.reference), restricted.child)
    assert asks(client, at("referrals:child", restricted.child.reference), restricted.child)
    assert asks(client, at("referrals:ask_for_screen", restricted.child.reference), restricted.child)
    assert asks(client, at("referrals:rescreen_change", restricted.screening.reference), restricted.child)
    assert asks(client, at("screening:rescreen", restricted.screening.reference), restricted.child)


def test_nobody_is_led_out_of_the_portal(restricted, mash_worker, sign_in):
    for elsewhere in ("https://evil.example/", "//evil.example/"):
        address = at("referrals:reason", restricted.child.reference) + f"?next={elsewhere}"
        assert sign_in(mash_worker).post(address, {"reason": MINE}).url == reverse("referrals:inbox")


@pytest.mark.parametrize("who", ["practitioner", "lead"])
def test_the_childs_own_agency_reads_it_as_before(restricted, who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    for address in (at("referrals:referral", restricted.reference), at("referrals:child", restricted.child.reference),
                    at("screening:view", restricted.screening.reference)):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200 and "Testerby" in page.content.decode()
        assert "estrict" not in page.content.decode()


@pytest.mark.parametrize(
    ("who", "name"),
    [("mash_worker", "inbox"), ("mash_worker", "all"), ("cse_officer", "log"), ("cse_officer", "rescreens")],
)
def test_lists_show_the_reference_instead_of_the_name(restricted, who, name, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    page = client.get(reverse(f"referrals:{name}")).content.decode()
    age = f"Age {restricted.child.age()}"
    assert f"Restricted record {restricted.child.reference}" in page and "Testerby" not in page and age not in page
    actions.lift(child=restricted.child, by=request.getfixturevalue("cse_officer"), reason="She left.")
    page = client.get(reverse(f"referrals:{name}")).content.decode()
    assert "Testerby" in page and age in page


def test_the_stricter_of_two_records_counts_until_the_match_is_undone(restricted, solihull, mash_worker, sign_in):
    nurse = make_member(make_agency(solihull, "health"))
    other = make_completed(nurse, "level-3", first_names="Wrenn", date_of_birth=BORN).referral
    client, address = sign_in(mash_worker), at("referrals:referral", other.reference)
    assert client.get(address).status_code == 200
    said = actions.merge(referral=other, other=restricted.child, kept=other.child, by=mash_worker, reason=WHY)
    assert ChildMatch.objects.restricted([other.child_id]) == {other.child_id}
    assert asks(client, address, other.child)
    actions.undo(match=said, by=mash_worker, reason="Two children.")
    assert client.get(address).status_code == 200
    assert asks(client, at("referrals:referral", restricted.reference), restricted.child)


def test_restrictions_of_many_are_read_together(practitioner, cse_officer, mash_worker):
    rows = [make_completed(practitioner, "level-3", date_of_birth=BORN).referral for _ in range(4)]
    actions.restrict(child=rows[2].child, by=cse_officer, reason=WHY)
    for one, other in ((0, 1), (1, 2)):
        actions.link(referral=rows[one], other=rows[other].child, by=mash_worker, reason=WHY)
    assert ChildMatch.objects.restricted(row.child_id for row in rows) == {row.child_id for row in rows[:3]}
    assert ChildMatch.objects.restricted([rows[0].child_id]) == {rows[0].child_id}
    assert ChildMatch.objects.restricted([]) == set()


@pytest.mark.parametrize("who", ["practitioner", "lead", "area_admin", "auditor"])
def test_only_the_mash_and_the_officer_restrict(referral, who, request):
    with pytest.raises(Http404):
        actions.restrict(child=referral.child, by=request.getfixturevalue(who), reason=WHY)


def test_a_record_of_another_area_is_not_restricted_here(referral, walsall):
    with pytest.raises(Http404):
        actions.restrict(child=referral.child, by=make_member(make_agency(walsall), "cse_officer"), reason=WHY)


def test_an_area_that_it_was_passed_to_says_why_and_lifts_nothing(restricted, mash_worker, walsall, sign_in):
    owen = make_member(make_agency(walsall, "mash"), "mash_worker", name="Owen Makebelieve")
    passed = actions.move(
        referral=restricted, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Ring them."
    )
    with pytest.raises(Http404):
        actions.lift(child=restricted.child, by=owen, reason=WHY)
    client, address = sign_in(owen), at("referrals:restrict", restricted.child.reference)
    assert client.get(address).status_code == 404
    assert asks(client, at("referrals:referral", passed.reference), restricted.child)
    asked = client.get(at("referrals:referral", passed.reference)).url
    assert client.post(asked, {"reason": MINE}).url == at("referrals:referral", passed.reference)
    assert address not in client.get(at("referrals:referral", passed.reference)).content.decode()
    client = sign_in(mash_worker)
    client.post(at("referrals:reason", restricted.child.reference), {"reason": MINE})
    assert address in client.get(at("referrals:referral", restricted.reference)).content.decode()


def test_it_is_set_once_with_a_reason_and_lifted_once(referral, mash_worker):
    with pytest.raises(Incomplete):
        actions.restrict(child=referral.child, by=mash_worker, reason=" ")
    with pytest.raises(NotPossible, match="is not restricted"):
        actions.lift(child=referral.child, by=mash_worker, reason=WHY)
    actions.restrict(child=referral.child, by=mash_worker, reason=WHY)
    with pytest.raises(NotPossible, match="restricted already"):
        actions.restrict(child=referral.child, by=mash_worker, reason=WHY)
    actions.lift(child=referral.child, by=mash_worker, reason="She left.")
    events = Event.objects.filter(child=referral.child.reference, type__in=["child:restricted", "child:unrestricted"])
    assert sorted(events.values_list("type", "reason")) == [
        ("child:restricted", WHY),
        ("child:unrestricted", "She left."),
    ]


def test_the_page_sets_and_lifts_it(referral, mash_worker, sign_in):
    client, address = sign_in(mash_worker), at("referrals:restrict", referral.child.reference)
    assert "Testerby" not in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 200
    client.post(address, {"reason": WHY})
    referral.child.refresh_from_db()
    assert referral.child.restricted
    client.post(address, {"reason": "She left."})
    referral.child.refresh_from_db()
    assert not referral.child.restricted


@pytest.fixture
def alert(practitioner, restricted, mash_worker) -> Referral:
    """An alert which the MASH says is about the restricted child, and which got a record of its own since."""
    details = {"who": "Wren, perhaps 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    actions.say_who(referral=alert, child=restricted.child, by=mash_worker, reason=WHY)
    own = make_child(practitioner, first_names="Wrenna", date_of_birth=BORN)
    Referral.objects.filter(pk=alert.pk).update(child=own)
    return Referral.objects.get(pk=alert.pk)


def test_whom_the_mash_found_counts_beside_the_referrals_own_record(alert, restricted, mash_worker, sign_in):
    client, address = sign_in(mash_worker), at("referrals:referral", alert.reference)
    assert asks(client, address, restricted.child)
    listed = client.get(reverse("referrals:all")).content.decode()
    assert "Wrenna" not in listed and f"Restricted record {alert.child.reference}" in listed
    client.post(at("referrals:reason", restricted.child.reference), {"reason": MINE})
    assert client.get(address).status_code == 200
    assert Event.objects.filter(type="referral:viewed", reference=alert.reference).last().reason == MINE


def test_both_records_of_a_referral_may_need_a_reason(alert, restricted, cse_officer, mash_worker, sign_in):
    actions.restrict(child=alert.child, by=cse_officer, reason=WHY)
    client, address = sign_in(mash_worker), at("referrals:referral", alert.reference)
    for child, reason in ((restricted.child, MINE), (alert.child, "I work on the alert.")):
        assert asks(client, address, child)
        client.post(at("referrals:reason", child.reference), {"reason": reason})
    assert client.get(address).status_code == 200
    look = Event.objects.filter(type="referral:viewed", reference=alert.reference).last()
    assert look.reason == f"{MINE}; I work on the alert."


def test_a_file_is_taken_with_the_reason(restricted, practitioner, mash_worker, sign_in):
    attachment = make_file(restricted, practitioner)
    client, address = sign_in(mash_worker), reverse("referrals:file", args=[restricted.reference, attachment.reference])
    assert asks(client, address, restricted.child)
    client.post(at("referrals:reason", restricted.child.reference), {"reason": MINE})
    assert client.get(address).status_code == 200
    assert Event.objects.get(type="file:downloaded").reason == MINE


def test_each_referral_of_a_print_keeps_its_own_reason(restricted, practitioner, mash_worker, sign_in):
    other = make_completed(practitioner, "level-3", first_names="Wrenn", date_of_birth=BORN).referral
    actions.link(referral=restricted, other=other.child, by=mash_worker, reason=WHY)
    job = actions.ask_for_prints(by=mash_worker, references=[restricted.reference, other.reference])
    job.prints.update(pdf=b"%PDF-", made_at=job.asked_at)
    client, said = sign_in(mash_worker), {restricted: "A first reason.", other: "Because of the second."}
    for referral, reason in said.items():
        client.post(at("referrals:reason", referral.child.reference), {"reason": reason})
    assert client.get(reverse("referrals:prints_file", args=[job.reference, 1])).status_code == 200
    events = Event.objects.filter(type="document:prints_downloaded").values_list("reference", "reason")
    assert dict(events) == {referral.reference: reason for referral, reason in said.items()}


def searched(client, name: str, words: str) -> str:
    """The rows of the list that the search finds."""
    page = client.post(reverse(f"referrals:{name}"), {"q": words}, follow=True)
    return page.content.decode().partition("<tbody")[2]


@pytest.mark.parametrize(("who", "name"), [("mash_worker", "all"), ("cse_officer", "log")])
@pytest.mark.parametrize("common", [False, True])
def test_a_search_by_name_never_finds_it_and_one_by_reference_does(
    restricted, practitioner, who, name, common, request, sign_in, monkeypatch
):
    if common:
        monkeypatch.setattr("screening.models.by_name.COMMON", 1)
    make_completed(practitioner, "level-3", first_names="Wrenna", date_of_birth=BORN)
    client = sign_in(request.getfixturevalue(who))
    rows = searched(client, name, "Testerby Wren")
    assert "Testerby, Wrenna" in rows and restricted.reference not in rows and restricted.child.reference not in rows
    assert f"Restricted record {restricted.child.reference}" in searched(client, name, restricted.reference)


def test_an_alert_about_it_is_not_found_by_the_words_of_its_sender(restricted, practitioner, mash_worker, sign_in):
    details = {"who": "Wren, perhaps 14", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=practitioner.area, details=details)
    client = sign_in(mash_worker)
    assert alert.reference in searched(client, "all", "Wren, perhaps")
    actions.say_who(referral=alert, child=restricted.child, by=mash_worker, reason=WHY)
    assert alert.reference not in searched(client, "all", "Wren, perhaps")
    assert alert.reference in searched(client, "all", alert.reference)


def test_a_record_of_the_same_child_is_looked_for_by_its_reference(restricted, practitioner, walsall):
    abroad = make_child(make_member(make_agency(walsall)), date_of_birth=BORN)
    other = make_child(practitioner, first_names="Wrenna", date_of_birth=BORN)
    area, nobody = restricted.area, frozenset()
    assert [each.child for each in named(area, "Testerby", besides=nobody)] == [other.pk]
    assert [each.child for each in named(area, restricted.child.reference, besides=nobody)] == [restricted.child_id]
    assert named(area, other.reference, besides=frozenset([other.pk])) == []
    assert named(area, abroad.reference, besides=nobody) == []
