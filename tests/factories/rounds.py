"""Questions of the MASH, asked through the actions: of the referrer, and of a surgery in the other area."""

import datetime as dt

from accounts.models import Agency, Area, Membership
from referrals import actions
from referrals.actions import Asked
from referrals.models import Referral, Round
from tests.factories.decisions import details
from tests.factories.people import make_agency, make_member

CAR = "indicator:px-vehicle"


def make_surgery(area: Area) -> Agency:
    """An agency with a lead and a practitioner."""
    agency = make_agency(area, "health", "Invented Surgery")
    make_member(agency, "safeguarding_lead", name="Ilse Fabricated")
    make_member(agency, name="Teo Makebelieve")
    return agency


def make_round(referral: Referral, by: Membership) -> Round:
    """Two questions to the referrer, each about a card."""
    questions = [Asked(CAR, "Which car was it?"), Asked("field:worried_about", "Since when?")]
    return actions.ask(referral=referral, by=by, questions=questions)


def ask_surgery(referral: Referral, by: Membership, agency: Agency, **fields) -> Round:
    values = {"questions": ["When was the child last seen?"], "due_on": dt.date(2026, 11, 20), **fields}
    return actions.ask_agency(referral=referral, by=by, agency=agency, **values)


def decided(referral: Referral, by: Membership) -> Referral:
    return actions.decide(
        referral=referral,
        by=by,
        mash_outcome="advice",
        details=details("advice"),
        reason="Known.",
        feedback="Rang.",
    )
