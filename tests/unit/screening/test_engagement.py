"""Rule 24: what counts as saying only that the child stopped engaging."""

import pytest

from screening.engagement import only_stopped_engaging


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("She is no longer engaging", True),
        ("He didn’t engage. No contact.", True),
        ("DISENGAGED", True),
        ("Moved to her aunt in March and has not seen the man since. She stopped engaging.", False),
        ("The adult moved away and the phone was handed in", False),
        ("", False),
    ],
)
def test_a_text_with_no_other_fact_is_noticed(text, warned):
    assert only_stopped_engaging(text) is warned
