"""The bar of every role: few enough words to read at a glance; all else is one step from where somebody starts."""

import re

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories.people import make_agency, make_member

pytestmark = pytest.mark.django_db
MOST = 7


def menu(page: str) -> list[str]:
    bar = page.split('<nav aria-label="Menu">')[1].split("</nav>")[0]
    return [re.sub(r"<[^>]+>", "", item).strip() for item in re.findall(r'<a class="govuk-service[^>]*>(.*?)</a>', bar)]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", ["mash", "specialist"])
def test_a_bar_has_seven_entries_at_most(role, kind, solihull, sign_in):
    """A specialist service answers requests as well."""
    member = make_member(make_agency(solihull, kind), role)
    assert 0 < len(menu(sign_in(member).get("/guidance/").content.decode())) <= MOST


def test_the_officers_is_that_of_the_design(sign_in, cse_officer):
    shown = menu(sign_in(cse_officer).get("/today/").content.decode())
    assert shown == ["Today", "Log", "Re-screens due", "Plans", "Figures", "Police information", "Guidance"]


@pytest.mark.parametrize("name", ["panels", "panel_actions", "turning_18", "rescreens"])
def test_what_is_not_in_it_is_at_the_foot_of_the_officers_day(sign_in, cse_officer, name):
    day = sign_in(cse_officer).get("/today/").content.decode()
    assert f'href="{reverse(f"referrals:{name}")}"' in day.split('id="more"')[1].split("</main>")[0]
