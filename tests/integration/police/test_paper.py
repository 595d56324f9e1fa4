"""The paper of an information form: what stands on it, its name, its tags, and that no other paper holds any of it."""

import io
import re

import pikepdf
import pytest
from django.apps import apps
from django.urls import reverse

from audit.models import Event
from police.pdf import information_html
from police.subjects import Kind
from tests.conftest import ROOT
from tests.factories.police import make_information


@pytest.fixture
def form(practitioner):
    return make_information(practitioner, may_act="ask_first", why_not="Only she could know.", risk="He would guess.")


def test_the_file_is_named_by_its_reference_alone_and_recorded(practitioner, sign_in, form):
    response = sign_in(practitioner).get(reverse("police:pdf", args=[form.reference]))
    assert response["Content-Disposition"] == f'attachment; filename="{form.reference}.pdf"'
    assert Event.objects.filter(type="information:printed", reference=form.reference).count() == 1
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == f"Police information {form.reference}"


def test_it_says_everything_and_that_nothing_is_graded(practitioner, form):
    html = information_html(form)
    said = ("Rufus Inventado", "Ask me first", "Only she could know.", "He would guess.", "Colm Mockford",
            "Monday 16 November 2026", "First-hand", "Not graded", "Not a crime report", "Priya Sampleton",
            form.agency.name)  # fmt: skip
    assert not [words for words in said if words not in html]


def test_an_unnamed_source_is_not_named(practitioner):
    html = information_html(make_information(practitioner, source="", source_unnamed=True))
    assert "The source does not want to be named" in html
    assert "Colm" not in html


def test_what_is_typed_stays_text(practitioner):
    html = information_html(make_information(practitioner, Kind.PLACE, known="<img src=file:///etc/passwd>"))
    assert "<img" not in html
    assert "&lt;img" in html


def sources() -> list:
    folders = ("screening", "referrals", "templates/screening", "templates/referrals", "templates/pdf")
    return [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".css")
    ]


MENTIONS = re.compile(
    r"\b(from|import) police\b|\bpolice[:.]\w|InformationForm|police-information|templates/police|\"police/"
)


def test_nothing_of_a_childs_record_mentions_the_app():
    assert [str(path) for path in sources() if MENTIONS.search(path.read_text())] == []
    assert len(sources()) > 200


@pytest.mark.parametrize(
    "words",
    ["from police.models import x", "{% url 'police:form' %}", "/police-information/", '{% include "police/a" %}'],
)
def test_a_mention_would_be_found(words):
    assert MENTIONS.search(words)


def test_no_table_of_a_childs_record_points_here_nor_this_one_there():
    children = {"screening", "referrals", "indicators"}
    for model in apps.get_models():
        related = {field.related_model._meta.app_label for field in model._meta.get_fields() if field.related_model}
        if model._meta.app_label == "police":
            assert not related & children
        if model._meta.app_label in children:
            assert "police" not in related
