"""The form pack against govuk-frontend's own examples, and what it must never do: trust a label, or lose an answer."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.template import engines

from cse_portal.forms import DateField, PortalForm, long_text, look

EXAMPLES = json.loads((Path(__file__).parent / "golden" / "govuk-frontend-6.6.0.json").read_text())["examples"]
VOID = {"input", "br", "img", "hr"}
# Ours on purpose: Django says which boxes are wrong to screen readers, a child's date is never filled in by the
# browser, and only our buttons guard against the second press.
OURS = {"aria-invalid", "data-prevent-double-click"}


class Shape(HTMLParser):
    """HTML as nested lists: tag, attributes without order, children; whitespace collapsed."""

    def __init__(self, html):
        super().__init__()
        self.root = ["root", {}, []]
        self.stack = [self.root]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        kept = {k: sorted(v.split()) if k == "class" else v for k, v in attrs if k not in OURS}
        node = [tag, kept, []]
        self.stack[-1][2].append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.stack.pop()

    def handle_data(self, data):
        if text := " ".join(data.split()):
            self.stack[-1][2].append(text)


def shape(html):
    return Shape(html).root[2]


def render(template, **context):
    return engines["django"].from_string("{% load crispy_forms_tags govuk %}" + template).render(context)


def form_of(data=None, **fields):
    made = type("Made", (PortalForm,), dict(fields))
    return made(data, auto_id="%s")


def drawn(name, field, data=None, error=None):
    form = form_of(data, **{name: look(field, size="")})
    if error:
        form.is_bound, form._errors = True, {}
        form.cleaned_data = {}
        form.add_error(name, error)
    return render("{% govuk_field field %}", field=form[name])


def example(name, **renamed):
    html = EXAMPLES[name]
    for ours, theirs in renamed.items():
        html = html.replace(f'name="{theirs}"', f'name="{ours.replace("_", "-")}"')
    return shape(html)


NI_HINT = "It’s on your National Insurance card, benefit letter, payslip or P60. For example, ‘QQ 12 34 56 C’."


def test_input_with_hint():
    html = drawn("input-with-hint-text", forms.CharField(label="National insurance number", help_text=NI_HINT))
    assert shape(html) == example("input: with hint text", input_with_hint_text="test-name-2")


def test_input_with_error():
    html = drawn(
        "input-with-error-message",
        forms.CharField(label="National Insurance number"),
        error="Enter a National Insurance number in the correct format",
    )
    assert shape(html) == example("input: with error message", input_with_error_message="test-name-3")


def test_input_with_width():
    html = drawn(
        "input-width-10", look(forms.CharField(label="National insurance number", help_text=NI_HINT), width="10")
    )
    assert shape(html) == example("input: with width-10 class", input_width_10="test-width-10")


def test_input_with_autocomplete():
    widget = forms.TextInput(attrs={"autocomplete": "postal-code"})
    html = drawn("input-with-autocomplete-attribute", forms.CharField(label="Postcode", widget=widget))
    assert shape(html) == example("input: with autocomplete attribute", input_with_autocomplete_attribute="postcode")


def test_textarea_with_error():
    html = drawn(
        "no-ni-reason",
        long_text(label="Why can’t you provide a National Insurance number?"),
        error="You must provide an explanation",
    ).replace(' cols="40"', "")
    assert shape(html) == example("textarea: with error message")


def test_select_with_hint_and_error():
    choices = [(n, f"GOV.UK frontend option {n}") for n in (1, 2, 3)]
    html = drawn(
        "select-2",
        forms.ChoiceField(label="Label text goes here", help_text="Hint text goes here", choices=choices),
        error="Error message goes here",
    )
    assert shape(html) == example("select: with hint text and error message")


YES_NO = [("yes", "Yes"), ("no", "No")]


def test_radios_inline_with_hint_and_one_chosen():
    field = forms.ChoiceField(
        label="Have you changed your name?",
        help_text="This includes changing your last name or spelling your name differently.",
        choices=YES_NO,
        widget=forms.RadioSelect,
        initial="no",
    )
    assert shape(drawn("example", look(field, inline=True))) == example("radios: inline")


def test_radios_with_error():
    field = forms.ChoiceField(
        label="Have you changed your name?", choices=YES_NO, widget=forms.RadioSelect, initial="no"
    )
    form = form_of({"example": "no"}, example=look(field, size=""))
    form.full_clean()
    form.add_error("example", "Please select an option")
    assert shape(render("{% govuk_field field %}", field=form["example"])) == example(
        "radios: with fieldset and error message"
    )


def test_radios_with_a_divider():
    choices = [
        ("government-gateway", "Use Government Gateway"),
        ("govuk-verify", "Use GOV.UK Verify"),
        ("create-account", "Create an account"),
    ]
    field = forms.ChoiceField(label="How do you want to sign in?", choices=choices, widget=forms.RadioSelect)
    html = drawn("example-divider", look(field, divider_before="create-account"))
    # Their divider counts as an item when ids are given out.
    assert shape(html.replace("example-divider-3", "example-divider-4")) == example(
        "radios: with a divider", example_divider="example"
    )


def test_checkboxes_with_hint():
    choices = [("british", "British"), ("irish", "Irish"), ("other", "Citizen of another country")]
    field = forms.MultipleChoiceField(
        label="What is your nationality?",
        help_text="Select all that apply",
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )
    assert shape(drawn("nationality", field)) == example("checkboxes: with hint")


def test_checkboxes_with_item_hints_and_error():
    choices = [
        ("animal", "Waste from animal carcasses"),
        ("mines", "Waste from mines or quarries"),
        ("farm", "Farm or agricultural waste"),
    ]
    hint = "Nullam id dolor id nibh ultricies vehicula ut id elit."
    field = forms.MultipleChoiceField(
        label="Which types of waste do you transport regularly?",
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )
    html = drawn("waste", look(field, hints=dict.fromkeys(dict(choices), hint)), error="Please select an option")
    assert shape(html) == example("checkboxes: with error message")


def test_date_with_errors_in_every_box():
    field = DateField(label="What is your date of birth?")
    form = form_of(
        {"dob-errors_day": "x", "dob-errors_month": "x", "dob-errors_year": "x"}, **{"dob-errors": look(field, size="")}
    )
    html = render("{% govuk_field field %}", field=form["dob-errors"])
    # Their example marks the boxes but shows no sentence; ours names months too, so that box is wider and not numeric.
    theirs = EXAMPLES["date-input: with errors only"]
    assert [box in html for box in ("dob-errors-day", "dob-errors-month", "dob-errors-year")] == [True] * 3
    assert html.count("govuk-input--error") == theirs.count("govuk-input--error") == 3
    ours_flat, theirs_flat = classes(html), classes(theirs)
    assert theirs_flat <= ours_flat


def classes(html):
    found = set()

    def walk(nodes):
        for node in nodes:
            if not isinstance(node, str):
                found.update(node[1].get("class", []))
                walk(node[2])

    walk(shape(html))
    return found


def test_date_marks_and_links_the_box_that_is_wrong():
    form = form_of({"born_day": "9", "born_month": "june", "born_year": "16"}, born=DateField(label="Date of birth"))
    html = render("{% error_summary form %}{% govuk_field form.born %}", form=form)
    assert 'href="#born-year">Date of birth must include the year in full, like 2016<' in html
    assert html.count("govuk-input--error") == 1
    assert 'value="june"' in html


def test_file_upload_with_error():
    html = drawn("file-upload-with-error", forms.FileField(label="Upload a file"), error="Error message")
    assert shape(html) == example("file-upload: error")


def test_password_with_show():
    html = drawn("password", forms.CharField(label="Password", widget=forms.PasswordInput))
    assert shape(html) == example("password-input: default")


def test_error_summary():
    html = render(
        '{% include "_components/error_summary.html" %}',
        problems=[
            ("#example-error-1", "The date your passport was issued must be in the past"),
            ("#example-error-2", "Enter a postcode, like AA1 1AA"),
        ],
    )
    assert shape(html) == example("error-summary: default")


class Laid(PortalForm):
    name = forms.CharField()
    other = look(forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect), reveals={"yes": ["which"]})
    which = forms.CharField(required=False)


def test_crispy_layout_objects_work():
    form = Laid()
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Who", "name", css_id="who"),
        Div(HTML("<p>In between</p>"), "other", css_class="portal-box"),
        Submit("later", "Save and come back later", css_class="govuk-button--secondary"),
    )
    html = render("{% crispy form helper %}", form=form, helper=helper)
    assert '<fieldset id="who" class="govuk-fieldset portal-fieldset"' in html
    assert '<div class="portal-box"' in html
    assert "btn" not in html.replace("govuk-button", "")
    assert 'class="govuk-button govuk-button--secondary"' in html
    assert html.count('name="which"') == 1


def test_the_form_shows_a_revealed_field_once_and_inside_its_choice():
    html = render("{% crispy form %}", form=Laid())
    assert html.count('name="which"') == 1
    assert html.index('value="yes"') < html.index('name="which"') < html.index('value="no"')
    assert shape(html)[0][1]["novalidate"] is None


def test_button():
    html = render("{% crispy form %}", form=type("One", (PortalForm,), {"submit": "Save and continue"})())
    assert shape(html)[0][2][-1][2] == example("button: default")


@pytest.mark.parametrize("kind", [forms.TextInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select])
def test_labels_and_hints_are_escaped(kind):
    attack = "<script>alert(1)</script>"
    field = (
        forms.CharField(label=attack, help_text=attack)
        if kind is forms.TextInput
        else forms.ChoiceField(label=attack, help_text=attack, choices=[("a", attack)], widget=kind)
    )
    html = drawn("f", look(field, hints={"a": attack}), error=attack)
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_no_length_limit_and_no_placeholder_in_the_browser():
    widget = forms.TextInput(attrs={"placeholder": "Type here"})
    html = drawn("f", forms.CharField(label="F", max_length=5, widget=widget))
    assert "maxlength" not in html
    assert "placeholder" not in html


def test_drawing_leaves_the_widget_as_it_was():
    field = forms.CharField(label="F", widget=forms.TextInput(attrs={"class": "mine"}))
    before = dict(field.widget.attrs)
    assert "mine" in drawn("f", field)
    assert field.widget.attrs == before


def test_required_sentences_say_what_to_do():
    form = Laid({})
    assert form.errors["name"] == ["Enter name"]
    assert "This field is required" not in str(form.errors)
