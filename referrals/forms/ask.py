"""The pages on which the MASH writes its questions. Each is a row; rows are added and taken away one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from accounts.models import Agency, Membership
from accounts.permissions import Permission
from cse_portal.forms import DateField, PortalForm, long_text
from referrals.actions import Asked, people_of
from referrals.actions.asking import LONGEST_NAME, LONGEST_TEXT, MOST_QUESTIONS
from referrals.cards import Card
from referrals.models import Referral

BLANK = Asked("", "")


def rows_of(data: QueryDict) -> list[Asked]:
    """The questions as they were typed. A page that says it has thousands of rows is read as far as can be asked."""
    said = data.get("rows", "")
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    numbers = range(1, min(max(count, 1), MOST_QUESTIONS) + 1)
    return [Asked(data.get(f"about_{n}", ""), data.get(f"text_{n}", "")) for n in numbers]


def rows_after(do: str, rows: list[Asked]) -> list[Asked]:
    """The rows after the button that was pressed: one more, one less, or, to be sent, those in which something is."""
    if do == "add":
        return [*rows, BLANK][:MOST_QUESTIONS]
    if do.startswith("remove-"):
        return [row for n, row in enumerate(rows, 1) if do != f"remove-{n}"] or [BLANK]
    return [row for row in rows if row.about or row.text.strip()] or [BLANK]


@dataclass(frozen=True)
class Row:
    """One question on the page: its boxes, and the card it is about."""

    number: int
    text: BoundField
    about: BoundField | None
    card: dict | None


class QuestionsForm(PortalForm):
    """`rows` are the questions so far; what was posted as `sent` is checked, with the rows as they are now."""

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        rows: Sequence[Asked],
        cards: dict[str, Card] | None = None,
        initial=None,
    ):
        self.asked, self.cards = rows, cards or {}
        typed = {f"{name}_{n}": value for n, row in enumerate(rows, 1) for name, value in row._asdict().items()}
        super().__init__(_with(sent, typed) if sent is not None else None, initial=(initial or {}) | typed)
        for n in range(1, len(rows) + 1):
            if self.cards:
                self.fields[f"about_{n}"] = about_field(self.cards)
            self.fields[f"text_{n}"] = long_text(
                label="Your question", rows=3, limit=LONGEST_TEXT, error_messages={"required": "Write the question"}
            )

    @property
    def rows(self) -> list[Row]:
        return [
            Row(n, self[f"text_{n}"], self[f"about_{n}"] if self.cards else None, self._card(row.about))
            for n, row in enumerate(self.asked, 1)
        ]

    def _card(self, about: str) -> dict | None:
        return self.cards[about].frozen if about in self.cards else None

    @property
    def has_room(self) -> bool:
        return len(self.asked) < MOST_QUESTIONS


def _with(sent: QueryDict, typed: dict[str, str]) -> QueryDict:
    """What was posted, with the rows numbered anew."""
    data = sent.copy()
    for name, value in typed.items():
        data[name] = value
    return data


def about_field(cards: dict[str, Card]) -> forms.ChoiceField:
    """Every card of the referral, by its group."""
    groups = groupby(cards.values(), key=lambda card: card.group)
    sentence = "Choose what the question is about from the list"
    return forms.ChoiceField(
        label="What it is about",
        required=False,
        choices=[
            ("", "Nothing in particular"),
            *((name, [(c.about, short(c.label)) for c in of]) for name, of in groups),
        ],
        error_messages={"invalid_choice": sentence},
    )


def short(label: str) -> str:
    """A label as a list of choices can show it on a phone."""
    return label if len(label) <= 90 else f"{label[:88].rstrip()}…"


class AgencyForm(PortalForm):
    """Which agency is asked."""

    submit = "Continue"
    agency = forms.ChoiceField(
        label="Agency",
        help_text="Agencies where somebody can answer here. Ring any other.",
        error_messages={
            "required": "Choose the agency you ask",
            "invalid_choice": "Choose an agency from the list",
        },
    )

    def __init__(self, data=None, *, referral: Referral):
        super().__init__(data)
        self.fields["agency"].choices = [("", "Choose an agency"), *agencies_by_area(referral)]

    @property
    def chosen(self) -> Agency:
        return Agency.objects.select_related("area").get(pk=self.cleaned_data["agency"])


def agencies_by_area(referral: Referral) -> list[tuple[str, list[tuple[str, str]]]]:
    """Agencies where somebody can answer, the MASH's own area first. The referrer's is asked through the referrer."""
    with_people = (
        Agency.objects.filter(memberships__in=Membership.objects.with_permission(Permission.REFERRAL_SEND))
        .exclude(pk=referral.agency_id)
        .distinct()
        .select_related("area")
    )
    agencies = sorted(
        with_people, key=lambda agency: (agency.area_id != referral.area_id, agency.area.name, agency.name)
    )
    by_area = groupby(agencies, key=lambda agency: agency.area.name)
    return [(name, [(str(agency.pk), agency.name) for agency in of]) for name, of in by_area]


class AskAgencyForm(QuestionsForm):
    """What is asked of the chosen agency, of whom there, and by when."""

    to = forms.ChoiceField(
        label="Who there is asked",
        required=False,
        error_messages={"invalid_choice": "Choose a person from the list"},
    )
    due_on = DateField(
        label="Answer by", future=True, error_messages={"required": "Enter the day by which you need the answer"}
    )

    who = forms.CharField(
        label="Who the child is, as they will read it",
        max_length=LONGEST_NAME,
        help_text="These are the words of the alert. Leave out what they need not know.",
        error_messages={"required": "Say who the child is"},
    )

    def __init__(self, sent=None, *, rows: Sequence[Asked], agency: Agency, initial=None, known: bool):
        super().__init__(sent, rows=rows, initial=initial)
        if known:
            del self.fields["who"]
        self.people = {str(member.pk): member for member in people_of(agency)}
        whoever = "Its safeguarding leads, or whoever stands in for them"
        self.fields["to"].choices = [("", whoever), *((key, named(member)) for key, member in self.people.items())]


def named(member: Membership) -> str:
    return f"{member.user.name}, {member.user.job_title or member.role_label}"
