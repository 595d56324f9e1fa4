"""A referral in short, for triage: read from what was frozen when it was sent, and from nothing else."""

from dataclasses import dataclass

from referrals.fields import missing_words
from referrals.states import Kind
from screening.pages import JUDGEMENT, Field

MOST_SIGNS = 6
# The boxes of an urgent alert. A referral of known harm asks the second of them too.
ALERT_LABELS = {
    "who": "Who the child is",
    "where": "Where the child is now",
    "what": "What happened",
    "phone": "Number to ring",
}
ALERT = tuple(Field(name, label, group="For the MASH") for name, label in ALERT_LABELS.items())
SHORT_LABELS = {
    "worried_about": "What we are worried about",
    "asked_of_mash": "Asked of the MASH",
    "done_already": "Done already",
    "police_told": "Police told",
}


@dataclass(frozen=True)
class Fact:
    """One line: a label and its text; `quoted` when they are the child's own words."""

    label: str
    text: str
    quoted: bool = False
    # The card a question can be about (referrals.cards); empty where the line is several fields in one.
    name: str = ""


@dataclass(frozen=True)
class InShort:
    before_signs: list[Fact]
    after_signs: list[Fact]
    harm: list[dict]
    signs: list[dict]
    more_signs: bool
    not_given: str


def in_short(content: dict) -> InShort:
    """The lines of the summary, the strongest signs among them; signs of harm stand first."""
    details, screening = content["details"], content["screening"] or {}
    evidence = screening.get("evidence", [])
    others = [row for row in evidence if not row["sign_of_harm"]]
    return InShort(
        before_signs=filled(details, ALERT_LABELS | {"worried_about": SHORT_LABELS["worried_about"]}),
        after_signs=[
            *words_of(details, screening),
            *filled(details, _except(SHORT_LABELS, "worried_about")),
            *told(details),
        ],
        harm=[row for row in evidence if row["sign_of_harm"]],
        signs=others[:MOST_SIGNS],
        more_signs=len(others) > MOST_SIGNS,
        not_given=missing_words(content),
    )


def filled(values: dict, labels: dict[str, str]) -> list[Fact]:
    return [Fact(label, str(values[name]), name=name) for name, label in labels.items() if values.get(name)]


def _except(labels: dict[str, str], name: str) -> dict[str, str]:
    return {key: label for key, label in labels.items() if key != name}


def words_of(details: dict, screening: dict) -> list[Fact]:
    """The child's own words and what protects, or why they were not obtained; as told since, where that is so."""
    rows = {row["name"]: row for row in screening.get("narrative", [])}
    wanted = (("own_words", "The child’s own words"), ("protective_factors", "What protects the child"))
    since = {name: {"name": name, "value": details[name], "own_words": name == "own_words", "not_obtained": ""}
             for name, _ in wanted if details.get(name)}  # fmt: skip
    return [narrative_fact((rows | since)[name], label) for name, label in wanted if name in rows | since]


def narrative_fact(row: dict, label: str = "") -> Fact:
    if row["value"]:
        return Fact(label or row["label"], row["value"], quoted=row["own_words"], name=row["name"])
    text = f"Not obtained: {row['not_obtained']}" if row["not_obtained"] else "Not recorded"
    return Fact(label or row["label"], text, name=row["name"])


def told(details: dict) -> list[Fact]:
    """Whether the carer knows, and agrees; if not, why (rule 34)."""
    if details.get("carers_told") == "no":
        return [Fact("Carer told?", f"No. {details.get('carers_not_told_reason', '')}".strip())]
    if details.get("carers_told") != "yes":
        return []
    agrees = {"yes": "Agrees with the referral.", "no": "Does not agree; it goes ahead."}.get(
        details.get("carers_agree")
    )
    return [
        Fact("Carer told?", ". ".join(filter(None, ["Yes", details.get("carers_told_detail")])) + f". {agrees or ''}")
    ]


def in_full(content: dict) -> dict[str, list[Fact]]:
    """What was written for the MASH besides the parts of the referral, in the order of the form, by its groups."""
    groups: dict[str, list[Fact]] = {}
    elsewhere, details = in_parts(content), content["details"]
    for field in (*(ALERT if content["kind"] == Kind.ALERT else ALERT[1:2]), *JUDGEMENT):
        value = details.get(field.name)
        if value and field.name not in elsewhere:
            groups.setdefault(field.group, []).append(Fact(field.label, field.in_words(value), name=field.name))
    return groups


def in_parts(content: dict) -> set[str]:
    """The names of what the parts of the referral show. The screening calls one of them otherwise."""
    names = {row["name"] for part in content.get("parts", []) for row in part["rows"]}
    return names | ({"where_now"} if "where" in names else set())
