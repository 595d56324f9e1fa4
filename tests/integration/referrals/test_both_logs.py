"""A screening whose referral went to a second area, or that names one, stands in both areas' logs (rule 30)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Area
from cse_portal import clock
from cse_portal.models import Message
from referrals import actions
from referrals.models import LogEntry, Transition
from screening import actions as screenings
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import answer, judgement, make_completed, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def owen(walsall):
    return make_member(make_agency(walsall, "mash", "Walsall MASH"), "mash_worker", name="Owen Makebelieve")


@pytest.fixture
def dev(walsall):
    return make_member(make_agency(walsall, "social_care", "Walsall CSE team"), "cse_officer", name="Dev Mockingham")


@pytest.fixture
def referral(practitioner):
    return make_completed(practitioner, "level-2", codes=("rs-unknown-vehicles",)).referral


def shared(referral, by, area):
    return actions.share(referral=referral, by=by, to_area=area, host=area, reason="Lives in a home there.")


def screened(by, sheet, outcome="level-1", **of):
    """A completed screening whose front sheet says this."""
    draft = make_draft(by, **(of or {"age": 14}))
    screenings.save_front_sheet(screening=draft, by=by, values=sheet)
    said = judgement(outcome, what_changed="The lifts have ended.")
    return screenings.submit(screening=draft, by=by, judgement=said)


def rows(client, show=""):
    return client.get(reverse("referrals:log"), {"show": show} if show else {}).context["rows"]


def with_whom(client) -> str:
    """Who has the next step of the one row of this log."""
    ((_, _, cells),) = rows(client)
    return next(cell.sub for cell in cells if cell.label == "Next")


def test_both_officers_have_it_in_their_logs_and_the_second_is_told(
    sign_in, referral, mash_worker, cse_officer, owen, dev, walsall
):
    assert rows(sign_in(dev)) == []
    came = shared(referral, mash_worker, walsall)
    response = sign_in(dev).get(reverse("referrals:log"))
    ((entry, _, cells),) = response.context["rows"]
    said = {cell.label: cell.text for cell in cells}
    assert (entry.outcome, entry.agency_id, entry.due_on) == ("level-2", referral.agency_id, None)
    assert said["State"].startswith("At the MASH since") and said["Next"].startswith("MASH decision")
    text = response.content.decode()
    assert reverse("referrals:referral", args=[came.reference]) in text and "Came from another area" in text
    assert sign_in(dev).get(reverse("referrals:referral", args=[came.reference])).status_code == 200
    mail = Message.objects.get(kind="screening_logged", to_user_id=dev.user_id)
    assert (mail.reference, mail.path) == (came.reference, f"/referrals/{came.reference}/")
    ((home, *_),) = rows(sign_in(cse_officer))
    assert home.came is None and home.due_on is not None


def test_who_turns_18_in_the_second_area_opens_there_by_the_referral(
    sign_in, practitioner, mash_worker, owen, dev, walsall
):
    born = clock.today() - dt.timedelta(days=17 * 365 + 250)
    came = shared(make_completed(practitioner, "level-2", date_of_birth=born).referral, mash_worker, walsall)
    client = sign_in(dev)
    page = client.get(reverse("referrals:turning_18")).content.decode()
    assert reverse("referrals:referral", args=[came.reference]) in page
    assert reverse("referrals:adult", args=[came.child.reference]) not in page


def test_officers_are_told_that_somebody_is_nearly_18_of_what_they_can_open(
    sign_in, practitioner, mash_worker, cse_officer, owen, dev, walsall
):
    born = clock.today() - dt.timedelta(days=17 * 365 + 250)
    screening = make_completed(practitioner, "level-2", date_of_birth=born)
    came = shared(screening.referral, mash_worker, walsall)
    third = Area.objects.create(slug="thirdshire", name="Thirdshire")
    make_member(make_agency(third, "social_care"), "cse_officer")
    entry = LogEntry.objects.get(area=walsall)
    entry.pk, entry.came, entry.area = None, None, third
    entry.save()
    assert [actions.tell_of_transitions() for _ in range(2)] == [2, 0]
    mails = Message.objects.filter(kind="transition")
    assert dict(mails.values_list("to_user_id", "path")) == {
        cse_officer.user_id: f"/children/{screening.child.reference}/adult/",
        dev.user_id: f"/referrals/{came.reference}/",
    }
    assert [row.area for row in Transition.objects.all()] == [cse_officer.area]
    assert sign_in(dev).get(f"/referrals/{came.reference}/").status_code == 200


def test_the_first_area_s_log_keeps_its_own_state(sign_in, referral, mash_worker, cse_officer, owen, dev, walsall):
    came = shared(referral, mash_worker, walsall)
    actions.acknowledge(referral=came, by=owen)
    assert with_whom(sign_in(cse_officer)) == "MASH, nobody yet"
    assert with_whom(sign_in(dev)) == "Owen Makebelieve"


def test_each_entry_is_found_by_its_own_reference(referral, mash_worker, owen, dev, walsall):
    came = shared(referral, mash_worker, walsall)
    theirs = LogEntry.objects.visible_to(dev)
    assert [entry.came_id for entry in theirs.about(came.reference)] == [came.pk]
    assert LogEntry.objects.filter(came=None).about(referral.reference).count() == 1


def test_a_correction_stands_in_both(sign_in, referral, mash_worker, practitioner, cse_officer, owen, dev, walsall):
    shared(referral, mash_worker, walsall)
    draft = screenings.correct(screening=referral.screening, by=practitioner, reason="It was another car.")
    answer(draft, "rs-missing-repeat")
    screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-3"))
    assert [row[0].outcome for row in rows(sign_in(dev))] == ["level-3"]
    assert [row[0].outcome for row in rows(sign_in(cse_officer))] == ["level-3"]


def test_what_comes_back_is_entered_once(referral, mash_worker, owen, walsall, solihull):
    came = actions.move(
        referral=referral, by=mash_worker, to_area=walsall, reason="Lives there.", feedback="Ring them."
    )
    actions.move(referral=came, by=owen, to_area=solihull, reason="Moved back.", feedback="Ring them.")
    assert LogEntry.objects.filter(screening=referral.screening).count() == 2


def test_an_alert_without_a_screening_enters_nothing(practitioner, mash_worker, owen, walsall):
    details = {"who": "Hazel", "where": "At school", "what": "A man waits.", "phone": "01632 960401"}
    alert = actions.send_alert(by=practitioner, area=mash_worker.area, details=details)
    shared(alert, mash_worker, walsall)
    assert not LogEntry.objects.exists()


def test_the_re_screen_stays_with_the_first_area(referral, mash_worker, practitioner, owen, dev, walsall):
    shared(referral, mash_worker, walsall)
    rescreen = referral.screening.rescreen
    screenings.close_rescreen(rescreen=rescreen, by=practitioner_lead(practitioner), reason="A plan review on 3 June.")
    assert set(LogEntry.objects.values_list("due_on", flat=True)) == {None}


def practitioner_lead(practitioner):
    return make_member(practitioner.agency, "safeguarding_lead", name="Colm Mockford")


class TestLatest:
    """The second area's log says where the child stands now, whatever comes to it late."""

    def test_the_referral_of_an_older_screening_does_not_take_the_later_one_s_place(
        self, referral, practitioner, mash_worker, owen, dev, walsall
    ):
        later = screened(practitioner, {"host_authority": "Walsall"}, child=referral.child)
        shared(referral, mash_worker, walsall)
        stands = LogEntry.objects.visible_to(dev).values_list("screening", "current")
        assert set(stands) == {(later.pk, True), (referral.screening_id, False)}

    def test_nor_does_the_correction_of_an_older_one(self, referral, practitioner, mash_worker, owen, dev, walsall):
        shared(referral, mash_worker, walsall)
        later = screened(practitioner, {"host_authority": "Walsall"}, child=referral.child)
        draft = screenings.correct(screening=referral.screening, by=practitioner, reason="It was another car.")
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
        stands = LogEntry.objects.visible_to(dev).standing().values_list("screening", "current")
        assert set(stands) == {(later.pk, True), (draft.pk, False)}

    def test_what_the_area_decided_on_stays_where_no_correction_follows_it(
        self, referral, practitioner, mash_worker, owen, dev, walsall, solihull
    ):
        said = {"reason": "Lives there.", "feedback": "Ring them."}
        came = actions.move(referral=referral, by=mash_worker, to_area=walsall, **said)
        actions.move(referral=came, by=owen, to_area=solihull, **said)
        draft = screenings.correct(screening=referral.screening, by=practitioner, reason="It was another car.")
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
        entry = LogEntry.objects.visible_to(dev).standing().get()
        assert (entry.came, entry.screening, entry.current) == (came, referral.screening, True)

    def test_a_correction_of_an_older_one_keeps_the_child_in_the_second_log(
        self, referral, practitioner, mash_worker, owen, dev, walsall
    ):
        shared(referral, mash_worker, walsall)
        screened(practitioner, {"home_authority": "Solihull"}, child=referral.child)
        draft = screenings.correct(screening=referral.screening, by=practitioner, reason="It was another car.")
        screenings.save_front_sheet(screening=draft, by=practitioner, values={"host_authority": "Walsall"})
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-2"))
        entry = LogEntry.objects.visible_to(dev).standing().get()
        assert (entry.screening, entry.current) == (draft, True)


class TestNamed:
    """Rule 30 by the front sheet alone: the home or the host authority is another area, and nothing was sent there."""

    @pytest.fixture
    def third(self):
        area = Area.objects.create(slug="thirdshire", name="Thirdshire")
        return make_member(make_agency(area, "social_care"), "cse_officer")

    @pytest.mark.parametrize(
        ("sheet", "where"),
        [
            ({"home_authority": "Walsall"}, "lives in Solihull, home authority Walsall"),
            (
                {"home_authority": "Solihull", "host_authority": "another", "host_authority_name": "Walsall Council"},
                "lives in Walsall Council, home authority Solihull",
            ),
        ],
        ids=["comes from there", "lives there, typed"],
    )
    def test_rule_30_it_stands_in_both_logs_and_in_no_third(
        self, sign_in, practitioner, cse_officer, dev, third, sheet, where
    ):
        screening = screened(practitioner, sheet)
        for officer in (cse_officer, dev):
            ((entry, age, _),) = rows(sign_in(officer), "elsewhere")
            assert (entry.screening_id, entry.elsewhere, age) == (screening.pk, True, f"Age 14. Out of area: {where}")
        assert rows(sign_in(third), "all") == [] == rows(sign_in(third), "elsewhere")
        mail = Message.objects.get(kind="screening_logged", to_user_id=dev.user_id)
        assert (mail.reference, mail.path) == (screening.reference, "/log/?show=elsewhere")

    def test_the_second_area_has_it_to_know_and_nothing_to_open_or_to_do(self, sign_in, practitioner, dev):
        child = screened(practitioner, {"home_authority": "Walsall"}).child
        client = sign_in(dev)
        page = client.get(reverse("referrals:log"), {"show": "all"}).content.decode()
        assert child.list_name in page and "Screened in Solihull" in page and "Screened again by the first area" in page
        record = reverse("referrals:child", args=[child.reference])
        assert record not in page and client.get(record).status_code == 404
        theirs = LogEntry.objects.visible_to(dev).get()
        assert (theirs.due_on, theirs.unfinished, theirs.no_plan) == (None, "", False)
        for name in ("turning_18", "today"):
            assert child.list_name not in client.get(reverse(f"referrals:{name}")).content.decode()
        assert not LogEntry.objects.visible_to(dev).openable()

    def test_a_restricted_child_is_veiled_in_both(self, sign_in, practitioner, cse_officer, dev):
        child = screened(practitioner, {"home_authority": "Walsall"}).child
        actions.restrict(child=child, by=cse_officer, reason="A relative works here.")
        for officer in (cse_officer, dev):
            page = sign_in(officer).get(reverse("referrals:log"), {"show": "elsewhere"}).content.decode()
            assert f"Restricted record {child.reference}" in page and "Testerby" not in page
            assert "Out of area</span>" in page and "home authority Walsall" not in page and "Age 14" not in page

    def test_a_referral_that_follows_is_added_to_it(self, sign_in, practitioner, mash_worker, owen, dev, walsall):
        referral = screened(practitioner, {"host_authority": "Walsall"}, "level-2").referral
        came = shared(referral, mash_worker, walsall)
        assert "Lives in Walsall" in str(referral.content["parts"])
        ((entry, *_),) = rows(sign_in(dev), "all")
        assert (entry.came, entry.at_mash) == (came, True)
        page = sign_in(dev).get(reverse("referrals:log"), {"show": "all"}).content.decode()
        assert reverse("referrals:referral", args=[came.reference]) in page

    def test_what_a_newer_screening_does_not_name_is_only_history(self, practitioner, dev):
        child = screened(practitioner, {"home_authority": "Walsall"}).child
        theirs = LogEntry.objects.visible_to(dev)
        screened(practitioner, {"home_authority": "Walsall"}, child=child)
        assert sorted(theirs.values_list("current", flat=True)) == [False, True]
        screened(practitioner, {"home_authority": "Solihull"}, child=child)
        assert list(theirs.values_list("current", flat=True)) == [False, False]

    def test_a_correction_replaces_it_in_both(self, practitioner, cse_officer, dev):
        screening = screened(practitioner, {"home_authority": "Walsall"})
        draft = screenings.correct(screening=screening, by=practitioner, reason="It was another car.")
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-0"))
        for officer in (cse_officer, dev):
            entry = LogEntry.objects.visible_to(officer).standing().get()
            assert (entry.screening, entry.current) == (draft, True)

    def test_an_area_that_a_correction_no_longer_names_is_told(self, practitioner, dev):
        screening = screened(practitioner, {"home_authority": "Walsall"})
        draft = screenings.correct(screening=screening, by=practitioner, reason="Another Walsall.")
        screenings.save_front_sheet(screening=draft, by=practitioner, values={"home_authority": "Solihull"})
        screenings.submit(screening=draft, by=practitioner, judgement=judgement("level-1"))
        assert not LogEntry.objects.visible_to(dev).standing().exists()
        mail = Message.objects.get(kind="screening_corrected", to_user_id=dev.user_id)
        assert (mail.reference, mail.path) == (screening.reference, "/log/?show=elsewhere")

    @pytest.mark.parametrize(
        "sheet",
        [{"home_authority": "Solihull", "host_authority": "Solihull"}, {"home_authority_name": "solihull council"}],
        ids=["chosen", "typed"],
    )
    def test_who_comes_from_the_area_and_lives_there_is_not_elsewhere(self, sign_in, practitioner, cse_officer, sheet):
        screened(practitioner, sheet | {"placing_authority": "Coventry"} if "home_authority" in sheet else sheet)
        ((entry, age, _),) = rows(sign_in(cse_officer), "all")
        assert (entry.elsewhere, age, LogEntry.objects.count()) == (False, "Age 14", 1)

    def test_an_authority_without_the_portal_is_said_and_nothing_more(self, sign_in, practitioner, cse_officer):
        screened(practitioner, {"home_authority": "another", "home_authority_name": "Coventry"})
        ((entry, age, _),) = rows(sign_in(cse_officer), "elsewhere")
        assert age.endswith("Out of area: lives in Solihull, home authority Coventry")
        assert LogEntry.objects.count() == 1
