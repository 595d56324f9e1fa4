"""Who did something and when it was done come together, both or neither, by a constraint of the database.

The pairs are found in the models by their names, so that a new one is held to it without a word here.
"""

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, Q
from django.db.models.constraints import BaseConstraint
from django.db.models.fields import Field

OURS = {"accounts", "audit", "cse_portal", "indicators", "police", "referrals", "screening"}
WHEN = ("_at", "_on")


def models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def pairs() -> list:
    """(model, field of the moment, field of the person) of every pair."""
    found = []
    for model in models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        for name, field in fields.items():
            by = f"{name[:-3]}_by"
            if name.endswith(WHEN) and by in fields:
                found.append((model, field, fields[by]))
    return found


PAIRS = pairs()
IDS = [f"{model._meta.label}.{when.name}" for model, when, _ in PAIRS]
# A person or name without a moment of its own, and why.
ALONE = {
    "screening.Rescreen.done_by": "the screening that did it, whose own moment is when it was submitted",
}


def always_there(*fields: Field) -> bool:
    return not any(field.null or getattr(field, "empty_strings_allowed", False) and field.blank for field in fields)


def empty(field: Field):
    return None if field.null else ""


def holds(constraint: BaseConstraint, when: Field, by: Field) -> bool:
    """Whether the constraint lets both be set or both be empty, and not one alone."""
    if not isinstance(constraint, CheckConstraint) or set(names_in(constraint.condition)) != {when.name, by.name}:
        return False
    tried = [
        ({when.name: w, by.name: b}, (w is None) == (b == empty(by))) for w in ("x", None) for b in ("x", empty(by))
    ]
    return all(is_met(constraint.condition, values) is both_or_neither for values, both_or_neither in tried)


def is_met(condition: Q, values: dict) -> bool:
    """The condition worked out for these values: comparisons and questions for nothing, which is all that pairs use."""
    met = []
    for child in condition.children:
        if isinstance(child, Q):
            met.append(is_met(child, values))
        elif child[0].endswith("__isnull"):
            met.append((values[child[0].removesuffix("__isnull")] is None) is child[1])
        else:
            met.append(values[child[0]] == child[1])
    result = any(met) if condition.connector == Q.OR else all(met)
    return not result if condition.negated else result


def names_in(condition: Q) -> list[str]:
    found = []
    for child in condition.children:
        found += names_in(child) if isinstance(child, Q) else [child[0].removesuffix("__isnull")]
    return found


@pytest.mark.parametrize(("model", "when", "by"), PAIRS, ids=IDS)
def test_both_are_set_or_neither(model, when, by):
    assert always_there(when, by) or any(holds(constraint, when, by) for constraint in model._meta.constraints)


def test_the_known_pairs_are_found():
    assert {
        "screening.Screening.submitted_at",
        "referrals.Referral.decided_at",
        "indicators.Edition.approved_on",
    } <= set(IDS)


def test_whoever_did_something_did_it_at_a_moment():
    paired = {(model._meta.label, by.name) for model, _, by in PAIRS}
    alone = {
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_by") and (model._meta.label, field.name) not in paired
    }
    assert alone == set(ALONE)
