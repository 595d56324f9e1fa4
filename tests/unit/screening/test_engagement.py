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
        ("She stopped engaging. We are therefore lowering the level now.", True),
        ("She has stopped engaging with us since June, so the case is closed to our service.", True),
        ("He no longer comes to sessions", True),
        ("She stopped attending her appointments; 3 visits, no contact.", True),
        ("No contact with the older man since his arrest in May, police confirm he is in custody", False),
        ("The case is closed: the man was convicted", False),
        ("She stopped engaging after the man was arrested and her phone handed in", False),
        ("He no longer comes to the park", False),
    ],
)
def test_a_text_with_no_other_fact_is_noticed(text, warned):
    assert only_stopped_engaging(text) is warned
