"""What an information form may be about, one subject a form, and what is asked of each kind."""

from typing import NamedTuple

from django.db import models


class Kind(models.TextChoices):
    PERSON = "person", "A person"
    VEHICLE = "vehicle", "A vehicle"
    PLACE = "place", "A place"
    PHONE = "phone", "A phone"
    ACCOUNT = "account", "An online account"


class Box(NamedTuple):
    """One box about the subject. What is asked under `label`, with `hint` beside it."""

    name: str
    label: str
    hint: str = ""
    long: bool = False


_DESCRIBED = "Whatever would let somebody else recognise {} again."
SUBJECT: dict[Kind, tuple[Box, ...]] = {
    Kind.PERSON: (
        Box("name", "Full name, if known"),
        Box("other_names", "Other names", "Nickname, street name, name online."),
        Box("age", "About how old?"),
        Box("description", "What does the person look like?", _DESCRIBED.format("the person"), long=True),
    ),
    Kind.VEHICLE: (
        Box("registration", "Registration number", "Part of it is better than none."),
        Box("make", "Make and model"),
        Box("colour", "Colour"),
        Box("description", "What else does the vehicle look like?", _DESCRIBED.format("it"), long=True),
    ),
    Kind.PLACE: (
        Box("address", "Address, or how to find it"),
        Box("place_kind", "What kind of place is it?", "For example takeaway, flat, park, hotel."),
        Box("description", "What does the place look like, and who comes there?", long=True),
    ),
    Kind.PHONE: (
        Box("number", "Phone number"),
        Box("description", "What is the phone used for?", long=True),
    ),
    Kind.ACCOUNT: (
        Box("platform", "Where is the account?", "The app, game or site."),
        Box("handle", "Name of the account, as it is written there"),
        Box("link", "Its address, if it has one"),
        Box("description", "What is the account used for?", long=True),
    ),
}  # fmt: skip


class Known(models.TextChoices):
    """How it is known. Only what somebody saw themselves is first-hand."""

    SEEN = "seen", "I saw or heard it myself"
    TOLD_BY_WITNESS = "told_by_witness", "I was told by somebody who saw or heard it"
    TOLD_ON = "told_on", "I was told by somebody who was told"
    RECORD = "record", "From a record, a picture or a message"


class MayAct(models.TextChoices):
    YES = "yes", "Yes"
    ASK_FIRST = "ask_first", "Ask me first"
    NO = "no", "No"


class SentHow(models.TextChoices):
    OWN_ROUTE = "own_route", "By my agency’s own secure route"
    AREA_ADDRESS = "area_address", "To the area’s address for police information"
