"""The log tells where something failed and how, and nothing of a child."""

import logging
import sys

from django.conf import settings
from django.utils.module_loading import import_string

from cse_portal.logs import WithoutValues


def logged(message: str = "Internal Server Error: /screenings/S-2HF8-TQ9N/") -> str:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, None, sys.exc_info())
    return WithoutValues("%(levelname)s %(message)s").format(record)


def refused() -> str:
    try:
        try:
            raise KeyError("Failing row contains (Wren, Testerby, 2016-01-09)")
        except KeyError as refusal:
            raise ValueError("Wren Testerby") from refusal
    except ValueError:
        return logged()


def test_it_says_where_and_of_which_kind():
    text = refused()
    assert text.startswith("ERROR Internal Server Error: /screenings/S-2HF8-TQ9N/\n")
    assert "test_logs.py" in text
    assert "in refused" in text
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")


def test_it_says_no_value():
    lines = [line for line in refused().splitlines() if "raise " not in line]
    assert not [line for line in lines if "Wren" in line or "2016" in line]


def test_an_error_that_hides_its_origin_is_told_alone():
    try:
        try:
            raise KeyError
        except KeyError:
            raise ValueError from None
    except ValueError:
        assert "KeyError" not in logged().replace("except KeyError", "")


def test_without_an_error_the_line_stands_alone():
    assert logged("12 messages") == "ERROR 12 messages"


def test_every_process_logs_that_way():
    used = {settings.LOGGING["handlers"][name]["formatter"] for name in settings.LOGGING["root"]["handlers"]}
    kinds = [import_string(settings.LOGGING["formatters"][name]["class"]) for name in used]
    assert kinds == [WithoutValues]
