"""The bar that says whose page this is: name, age and the screening's reference."""

from cse_portal import dates
from screening.models import Child, Screening


def identity_of(screening: Screening) -> dict:
    """What templates/_components/identity.html shows, for a page of one child's screening."""
    label = "Draft" if screening.is_draft else "Screening"
    return {"name": screening.child.name, "facts": [*age_facts(screening.child), (label, screening.reference)]}


def age_facts(child: Child) -> list[tuple[str, str]]:
    """The birth date with the age, or the youngest age the child may be; and the name the child goes by."""
    facts = [("Known as", child.known_as)] if child.known_as else []
    if child.date_of_birth:
        return [*facts, ("Born", f"{dates.plain_day(child.date_of_birth)} (age {child.age()})")]
    return [*facts, ("Age", f"{child.age()} or older, estimated")]
