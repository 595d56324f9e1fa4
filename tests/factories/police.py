"""Invented police information: a whole form, ready to be sent."""

import datetime as dt

from accounts.models import Membership
from cse_portal import clock
from police import actions
from police.models import InformationForm
from police.subjects import Kind

WHOLE = {
    "known": "He waited outside the school in a grey car and gave two pupils a lift.",
    "happened_on": dt.date(2026, 11, 16),
    "source": "Colm Mockford, 01632 960402",
    "how_known": "seen",
    "may_act": "yes",
}
SUBJECTS = {
    Kind.PERSON: {"name": "Rufus Inventado", "description": "About 30, grey coat."},
    Kind.VEHICLE: {"registration": "ZZ99 ZZZ", "description": "Grey, dent on the left."},
    Kind.PLACE: {"address": "Sampleton Road 3", "description": "A takeaway."},
    Kind.PHONE: {"number": "01632 960999"},
    Kind.ACCOUNT: {"platform": "A game", "handle": "rufus_invented"},
}


def make_information(by: Membership, kind: Kind = Kind.PERSON, **values) -> InformationForm:
    return actions.write(by=by, kind=kind, **{**SUBJECTS[kind], **WHOLE, **values})


def make_sent(by: Membership, kind: Kind = Kind.PERSON, **values) -> InformationForm:
    form = make_information(by, kind, **values)
    return actions.mark_sent(form=form, by=by, how="own_route", on=clock.today())
