import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from indicators.guidance import PAGES, neighbours
from indicators.models import Edition
from indicators.views.front import front
from indicators.wording import THEMES
from screening.protocol import Tool

pytestmark = pytest.mark.django_db

PUBLIC = ["/contacts/", "/help/", "/accessibility/", "/privacy/"]
TOOL_PAGES = [f"/guidance/tools/{tool}/" for tool in Tool]
SIGNED_IN = ["/guidance/", *TOOL_PAGES, *(page.path for page in PAGES)]


@pytest.fixture(autouse=True)
def editions(portal):
    """The reference data has them."""


@pytest.fixture
def reader(client):
    client.force_login(User.objects.create(email="wren@example.org", name="Wren Testerby"))
    return client


class Reader(HTMLParser):
    """Collects headings, ids and the text outside quotations."""

    def __init__(self, page):
        super().__init__()
        self.headings, self.ids, self.quoted, self.text = [], [], 0, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [value for name, value in attrs if name == "id"]
        self.quoted += tag == "blockquote"

    def handle_endtag(self, tag):
        self.quoted -= tag == "blockquote"

    def handle_data(self, data):
        self.text += "" if self.quoted else data


@pytest.mark.parametrize("path", PUBLIC + SIGNED_IN)
def test_a_page_has_one_main_heading_in_order_no_id_twice_and_the_portal_s_words(reader, path):
    response = reader.get(path)
    assert response.status_code == 200
    page = Reader(response.content.decode())
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    assert not re.search(r"\b(victims?|perpetrators?|clients?|please|successfully|invalid|N/A)\b", page.text, re.I)
    assert "!" not in page.text


def test_guidance_asks_a_stranger_to_sign_in(client):
    for path in SIGNED_IN:
        response = client.get(path)
        assert response.status_code == 302, path
        assert response.url.startswith(reverse("account_login")), path


def test_contacts_and_about_pages_are_open_to_anyone(client):
    assert {path: client.get(path).status_code for path in PUBLIC} == dict.fromkeys(PUBLIC, 200)


def test_the_public_front_says_whom_to_ring_what_to_see_and_how_to_get_in(rf, client):
    request = rf.get("/")
    request.session, request.user, request.member = client.session, AnonymousUser(), None
    page = front(request).content.decode()
    for expected in ["999", "101", "Sign in", *[words.title for words in THEMES.values()]]:
        assert expected in page
    assert "<form" not in page
    assert "<img" not in page


@pytest.mark.parametrize("slug", ["nothing", "_page", "about_help", "front"])
def test_an_unknown_page_is_not_found(reader, slug):
    assert reader.get(f"/guidance/{slug}/").status_code == 404


def test_an_unknown_tool_is_not_found(reader):
    assert reader.get("/guidance/tools/adult/").status_code == 404


@pytest.mark.parametrize("tool", list(Tool))
def test_a_tool_s_page_shows_every_indicator_with_weight_nature_and_source(reader, tool):
    edition = Edition.objects.filter(tool=tool).latest("in_force_from")
    page = reader.get(f"/guidance/tools/{tool}/").content.decode()
    assert "Provisional content, not the authorised edition" in page
    assert "Approved by nobody yet" in page
    for indicator in edition.indicators.all():
        assert f'id="{indicator.code}"' in page
    assert page.count('<article class="portal-told"') == edition.indicators.count()
    assert page.count("Who may know:") == edition.indicators.count()
    # Each indicator's weight is drawn once, and each of the tool's three once more in the key.
    assert page.count('class="portal-weight ') == edition.indicators.count() + 3


def test_warning_signs_show_every_indicator_under_its_theme(reader):
    page = reader.get("/guidance/warning-signs/").content.decode()
    for theme in THEMES:
        assert f'id="{theme}"' in page
    signs = page[page.index('class="portal-group"') :]
    assert signs.count('class="portal-weight ') == sum(edition.indicators.count() for edition in Edition.objects.all())


def test_the_definition_is_a_marked_quotation_with_its_source(reader):
    page = reader.get("/guidance/what-is-cse/").content.decode()
    quotation = page[page.index("<blockquote") : page.index("</blockquote>")]
    assert "takes advantage of an imbalance of power" in quotation
    assert "February 2017" in page[page.index("<figcaption") : page.index("</figcaption>")]
    assert "2009" in page


def test_pages_follow_each_other_once_round():
    walked, page = [], PAGES[0]
    while page:
        walked.append(page)
        page = neighbours(page)[1]
    assert tuple(walked) == PAGES
    assert neighbours(PAGES[0])[0] is None


@pytest.mark.parametrize("path", PUBLIC + SIGNED_IN)
def test_every_link_inside_the_portal_leads_somewhere(reader, path):
    page = reader.get(path).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for link in set(re.findall(r'href="(/[^"#]*)"', main)):
        assert reader.get(link, follow=True).status_code == 200, link
    for anchor in re.findall(r'href="#([^"]+)"', main):
        assert f'id="{anchor}"' in main


def test_without_an_edition_the_pages_still_stand(reader, monkeypatch):
    monkeypatch.setattr(type(Edition.objects.all()), "all_in_force", lambda self, on: [])
    for path in ["/guidance/tools/", "/guidance/outcomes/", "/guidance/warning-signs/"]:
        assert reader.get(path).status_code == 200
