"""Every field of every model says whether it is about a person, so that erasure, logs and demo data miss none."""

import pytest
from django.apps import apps

OURS = {"accounts", "audit", "cse_portal", "indicators", "police", "referrals", "screening"}
MODELS = [model for model in apps.get_models() if model._meta.app_label in OURS]
# Whatever is named like this is about a person wherever it turns up.
PERSONAL = {"email", "name", "first_names", "family_name", "known_as", "date_of_birth", "phone", "person", "password",
            "front_sheet", "narrative", "what", "reason", "feedback"}  # fmt: skip
# Models whose field of such a name belongs to a thing and not to a person.
THINGS = {("accounts.Area", "name"), ("accounts.Agency", "name"), ("accounts.Agency", "phone"),
          ("indicators.Edition", "name"), ("referrals.SavedView", "name"), ("referrals.Panel", "name"),
          ("cse_portal.Heartbeat", "name")}  # fmt: skip


def fields(model) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_personal_or_operational_once(model):
    listed = [*model.Privacy.personal, *model.Privacy.operational]
    assert sorted(listed) == sorted(fields(model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_names_a_person_is_listed_as_personal(model):
    found = {name for name in fields(model) & PERSONAL if (model._meta.label, name) not in THINGS}
    assert found <= set(model.Privacy.personal)


def test_the_exceptions_are_still_there():
    known = {(model._meta.label, name) for model in MODELS for name in fields(model) & PERSONAL}
    assert known >= THINGS


def test_there_are_models():
    assert len(MODELS) > 10
