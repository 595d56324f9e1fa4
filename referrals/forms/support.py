"""Asking a specialist service for support or training, and the service's answer."""

from django import forms

from accounts.forms.contact import text
from accounts.models import Agency
from cse_portal.forms import DateField, PortalForm, long_text, look
from referrals.actions import SHARED
from screening.models import Child

KNOWS = (
    ("agrees", "Knows and agrees"),
    ("disagrees", "Knows, and does not agree"),
    ("not_told", "Has not been told"),
    ("unknown", "Not known"),
)
LABELS = {
    "name": "Name",
    "age": "Age",
    "needs": "What the child needs",
    "asked": "What the service is asked",
    "safe_contact": "How to contact the child or carer safely",
    "child_knows": "What the child knows",
    "carer_knows": "What a parent or carer knows",
    "knows_detail": "More about who knows and agrees",
}


def knows(label: str, name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=KNOWS, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), SHARED[name]),
    )  # fmt: skip


class _OfService(PortalForm):
    """A form whose first question is which service."""

    def __init__(self, data, *, services, initial: dict | None = None):
        super().__init__(data, initial=initial)
        self.services: dict[str, Agency] = {str(service.pk): service for service in services}
        field = forms.ChoiceField(
            label="Which service?", error_messages={"required": "Choose a service"},
            choices=[("", "Choose a service"), *((key, each.name) for key, each in self.services.items())],
        )  # fmt: skip
        self.fields = {"service": field, **self.fields}

    @property
    def service(self) -> Agency:
        return self.services[self.cleaned_data["service"]]


class SupportForm(_OfService):
    submit = "Send to the service"

    name = text(LABELS["name"], 200, required=False, help_text="Leave out or change what the service need not know.")
    age = look(text(LABELS["age"], 40, required=False), width="10")
    needs = long_text(label=LABELS["needs"], rows=4, error_messages={"required": SHARED["needs"]})
    asked = long_text(label="What you ask of the service", rows=4, error_messages={"required": SHARED["asked"]})
    safe_contact = long_text(
        label=LABELS["safe_contact"], rows=3, error_messages={"required": SHARED["safe_contact"]},
        help_text="Who to ring, when, and what must not be said or left as a message.",
    )  # fmt: skip
    child_knows = knows("Does the child know and agree?", "child_knows")
    carer_knows = knows("Does a parent or carer know and agree?", "carer_knows")
    knows_detail = long_text(
        label=LABELS["knows_detail"], rows=2, required=False,
        help_text="For example why a carer has not been told.",
    )  # fmt: skip

    @property
    def shared(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SHARED}


def filled(child: Child, narrative: dict, judgement: dict) -> dict[str, str]:
    """What the record has already; each can be changed before it is sent."""
    age = child.age()
    about = "" if child.date_of_birth else "about "
    return {
        "name": child.name,
        "age": "" if age is None else f"{about}{age}",
        "needs": narrative.get("analysis") or "",
        "safe_contact": judgement.get("safe_contact") or "",
    }


def in_words(shared: dict[str, str]) -> list[tuple[str, str]]:
    """What was shared, labelled; what was left out does not stand there."""
    said = dict(KNOWS)
    return [(LABELS[name], said.get(shared[name], shared[name])) for name in SHARED if shared.get(name)]


class AcceptForm(PortalForm):
    submit = "Accept"
    worker = text(
        "Who will work with the child", 200, help_text="Name and phone number.",
        error_messages={"required": "Say who will work with the child"},
    )  # fmt: skip


class DeclineForm(PortalForm):
    submit = "Decline"
    reason = long_text(
        label="Why you decline", rows=3, error_messages={"required": "Say why the service declines"},
        help_text="And who could help instead, if you know.",
    )  # fmt: skip


class TrainingForm(_OfService):
    submit = "Ask for training"
    topic = text("What is the training about?", 200, error_messages={"required": "Say what the training is about"})
    people = look(
        forms.IntegerField(
            label="How many people?", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("required", "invalid"), "Enter how many people, from 1 to 1000"),
        ),
        width="4",
    )  # fmt: skip
    wanted_until = DateField(label="By when", required=False, future=True, help_text="Leave empty if any time will do.")
    detail = long_text(
        label="Anything else", rows=3, required=False, help_text="Name no child here. To talk about a child, ring."
    )

    @property
    def values(self) -> dict:
        given = self.cleaned_data
        return {"service": self.service} | {k: given[k] for k in ("topic", "people", "wanted_until", "detail")}


class TrainingAnswerForm(PortalForm):
    submit = ""
    reply = long_text(
        label="Your reply", rows=4, help_text="When and where it can be, or why not.",
        error_messages={"required": "Write a reply: when and where it can be, or why not"},
    )  # fmt: skip
