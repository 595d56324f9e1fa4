"""What the contact form takes and refuses."""

import pytest

from accounts.forms.contact import ContactForm

RIGHT = {"kind": "mash", "service": "Sample MASH", "number": "01632 960100", "owner": "Sample administrator"}


@pytest.mark.parametrize("number", ["999", "01632 960100", "+44 1632 960100", "101 extension 7011", "101 78896476",
                                    "(01632) 960-100", "01632 960100 ext. 4", "  01632   960100 "])  # fmt: skip
def test_a_number_that_can_be_rung_is_taken(number):
    form = ContactForm({**RIGHT, "number": number})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["number"] == " ".join(number.split())


@pytest.mark.parametrize("number", ["ring the office", "01632 96O1OO", "<b>999</b>", "01632 960100;01632 960101", "+"])
def test_what_cannot_be_rung_is_refused(number):
    form = ContactForm({**RIGHT, "number": number})
    assert form.errors["number"] == ["Enter a phone number in digits, like 01632 960123 or 101 extension 7011"]


def test_each_empty_box_that_is_needed_says_what_to_do():
    assert ContactForm({}).errors == {
        "kind": ["Choose what it is"],
        "service": ["Enter the name of the service"],
        "number": ["Enter the phone number"],
        "owner": ["Enter who keeps this number up to date"],
    }


def test_a_kind_that_is_not_offered_is_refused():
    assert "kind" in ContactForm({**RIGHT, "kind": "pizza"}).errors


def test_a_day_to_come_is_no_day_of_checking():
    day = {"last_checked_on_day": "1", "last_checked_on_month": "1", "last_checked_on_year": "2099"}
    assert ContactForm({**RIGHT, **day}).errors["last_checked_on"] == ["Last checked must be today or in the past"]


def test_a_text_that_is_too_long_is_sent_back_whole():
    form = ContactForm({**RIGHT, "service": "x" * 121})
    assert form.errors["service"] == ["Name of the service must be 120 characters or fewer"]
    assert form["service"].value() == "x" * 121
