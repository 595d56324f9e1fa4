"""The one person whom nobody on the portal can add."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership
from audit.models import Event


def test_an_area_gets_its_first_administrator_and_an_event_says_so(solihull):
    call_command("first_administrator", "solihull", "Name@example.gov.uk", "Bryony Fictus")
    member = Membership.objects.get(role="area_administrator")
    assert (member.agency.name, member.area) == ("Solihull partnership office", solihull)
    assert not member.user.has_usable_password()
    assert Event.objects.get(type="membership:added").area_id == solihull.pk


def test_an_area_that_has_one_is_left_to_them(area_admin):
    with pytest.raises(CommandError, match="has an administrator already"):
        call_command("first_administrator", "solihull", "other@example.gov.uk", "Ash Pretend")


def test_an_area_nobody_knows_is_answered_with_those_there_are(solihull):
    with pytest.raises(CommandError, match="The areas are: solihull, walsall"):
        call_command("first_administrator", "dudley", "name@example.gov.uk", "Bryony Fictus")


def test_an_office_of_another_area_is_refused(walsall, school):
    with pytest.raises(CommandError, match="another area"):
        call_command("first_administrator", "walsall", "name@example.gov.uk", "Bryony Fictus", office=school.name)
    assert not Membership.objects.exists()
