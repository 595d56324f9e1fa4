"""A list comes back as its reader left it: after opening a referral, and tomorrow."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cse_portal.clock import LONDON
from referrals import actions
from referrals.models import ListSetting, Referral
from tests.factories.people import make_agency, make_member
from tests.factories.screenings import make_completed

pytestmark = pytest.mark.django_db
THURSDAY = dt.datetime(2026, 11, 19, 14, 41, tzinfo=LONDON)
INBOX, ALL = "/inbox/", "/referrals/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def referral(practitioner) -> Referral:
    return make_completed(practitioner, codes=("px-vehicle",)).referral


@pytest.fixture
def colleague(mash_worker):
    return make_member(mash_worker.agency, "mash_worker", name="Alder Exampler")


class TestSetting:
    def test_the_list_comes_back_as_it_was_left(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        client.get(INBOX, {"show": "new", "worker": "nobody", "sort": "due"})
        client.get(f"{ALL}{referral.reference}/")
        client.logout()
        response = sign_in(mash_worker).get(INBOX)
        assert response.url == "/inbox/?show=new&sort=due&worker=nobody"

    def test_signing_in_leads_to_it(self, sign_in, mash_worker):
        client = sign_in(mash_worker)
        client.get(INBOX, {"show": "new"})
        assert client.get("/", follow=True).redirect_chain[-1][0] == "/inbox/?show=new"

    def test_clear_empties_the_filter_and_keeps_chip_and_order(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        context = client.get(INBOX, {"show": "new", "worker": "me", "sort": "due"}).context
        client.get(INBOX + context["wider"])
        assert client.get(INBOX).url == "/inbox/?show=new&sort=due"

    @pytest.mark.parametrize(("path", "kept_as"), [(INBOX, "inbox"), (ALL, "all")])
    def test_cleared_wholly_nothing_is_kept(self, sign_in, mash_worker, path, kept_as):
        client = sign_in(mash_worker)
        client.get(path, {"agency": "Solihull MASH"})
        assert ListSetting.objects.get(page=kept_as).query == "agency=Solihull+MASH"
        client.get(path + client.get(path, follow=True).context["wider"])
        assert client.get(path).status_code == 200
        assert ListSetting.objects.get(page=kept_as).query == ""

    def test_all_referrals_too_and_never_what_was_searched_for(self, sign_in, mash_worker, referral):
        client = sign_in(mash_worker)
        client.post(f"{ALL}?state=new&sort=oldest", {"q": "Testerby"}, follow=True)
        assert client.get(ALL).url == "/referrals/?sort=oldest&state=new"
        assert ListSetting.objects.get().query == "sort=oldest&state=new"

    @pytest.mark.parametrize("junk", ["Wren Testerby", "<x>", "x" * 400])
    def test_only_choices_are_kept(self, sign_in, mash_worker, junk):
        sign_in(mash_worker).get(INBOX, {"show": junk, "worker": junk, "agency": junk, "sort": junk, "q": junk})
        assert not ListSetting.objects.exclude(query="").exists()

    def test_words_too_long_to_keep_are_not_kept(self, sign_in, mash_worker, solihull):
        name = "ü" * 120
        make_agency(solihull, name=name)
        client = sign_in(mash_worker)
        client.get(INBOX, {"worker": "me"})
        assert client.get(INBOX, {"agency": name}).status_code == 200
        assert client.get(INBOX).status_code == 200

    def test_each_person_has_their_own(self, sign_in, mash_worker, colleague):
        sign_in(mash_worker).get(INBOX, {"show": "new"})
        assert sign_in(colleague).get(INBOX).status_code == 200

    def test_looking_again_writes_nothing(self, sign_in, mash_worker, django_assert_num_queries):
        actions.keep_setting(by=mash_worker, page="inbox", query="show=new")
        with django_assert_num_queries(1):
            actions.keep_setting(by=mash_worker, page="inbox", query="show=new")


class TestWayBack:
    @pytest.mark.parametrize(
        ("address", "words"),
        [("/inbox/?show=new&worker=nobody", "Back to the inbox"), ("/referrals/?state=new", "Back to all referrals")],
    )
    def test_back_leads_to_the_list_as_it_was(self, sign_in, mash_worker, referral, address, words):
        client = sign_in(mash_worker)
        client.get(address)
        for name in ("referral", "full", "assign"):
            back = client.get(reverse(f"referrals:{name}", args=[referral.reference])).context["back"]
            assert back == {"url": address, "text": words}

    def test_and_to_the_page_of_it(self, sign_in, mash_worker, referral):
        for n in range(30):
            copy = Referral.objects.get(pk=referral.pk)
            copy.pk, copy.reference, copy.screening = None, f"R-0000-{n:04d}", None
            copy.save(force_insert=True)
        client = sign_in(mash_worker)
        second = f"{INBOX}?sort=oldest&after={client.get(INBOX, {'sort': 'oldest'}).context['page'].next}"
        here = client.get(second).context["page"].rows
        back = client.get(f"{ALL}{referral.reference}/").context["back"]["url"]
        assert client.get(back).context["page"].rows == here
        assert client.get(INBOX).url == "/inbox/?sort=oldest"

    def test_without_a_list_to_the_inbox(self, sign_in, mash_worker, referral):
        back = sign_in(mash_worker).get(f"{ALL}{referral.reference}/").context["back"]
        assert back == {"url": "/inbox/", "text": "Back to the inbox"}
