"""Rule 24: what counts as saying only that the child stopped engaging."""

import pytest

from screening.engagement import only_stopped_engaging

ONLY = [
    "She stopped engaging",
    "She stopped engaging.",
    "She is no longer engaging",
    "He didn’t engage. No contact.",
    "Did not engage, no contact, case closed",
    "Did not engage. No contact. Case closed.",
    "DISENGAGED",
    "She stopped engaging. We are therefore lowering the level now.",
    "She has stopped engaging with us since June, so the case is closed to our service.",
    "He no longer comes to sessions",
    "She stopped attending her appointments; 3 visits, no contact.",
    "She stopped engaging. Letters and texts were sent twice. She has not replied.",
    "She stopped engaging.\nThe door was not answered.",
    "Mum declined support. She does not want help.",
    "She stopped engaging. No new concerns. The risk is low.",
    "She stopped engaging. She seems safe.",
    "She stopped engaging with Mr. Testerby in the spring term.",
    "Not engaging – case closed",
    "Disengaged. Safe.",
    "Kai stopped engaging with us. We closed Kai's case.",
    "Malachi O’Brien-Łęcka stopped engaging. The O’Brien-Leckas were told. We closed Kai’s file.",
    "K. stopped  engaging. K’s case is closed.",
    "She disengaged. We tried everything.",
    "He hasn’t engaged. Everyone tried their best.",
    "Kai hasnt engaged.",
    "Kai has not been engaging.",
    "Kai never engages. There is no further involvement.",
    "Kai has never really engaged with the worker",
    "Kai no longer wants to engage.",
    "Kai's engagement has stopped. The file was archived.",
    "There has been no meaningful engagement from Kai.",
    "Kai is disengaging. The manager agreed.",
]
BESIDE_A_FACT = [
    "He is in prison. She stopped engaging.",
    "She stopped engaging. He is in prison.",
    "She stopped engaging; he is in prison",
    "He died. She stopped engaging.",
    "She did not engage.\nThe family moved to Leeds.",
    "She stopped engaging – the man was arrested",
    "No engagement. Her phone was handed in!",
    "Moved to her aunt in March and has not seen the man since. She stopped engaging.",
    "She stopped engaging after the man was arrested and her phone handed in",
    "Kai died. Kai stopped engaging.",
    "Kai has not been engaging. Kai is in prison.",
]
OF_SOMETHING_ELSE = [
    "",
    "The adult moved away and the phone was handed in",
    "No contact with the older man since his arrest in May, police confirm he is in custody",
    "The case is closed: the man was convicted",
    "He no longer comes to the park",
    "She is no longer engaged to him",
    "Kai did want to engage and does",
]
# The family name, the first names and what the child is known as.
NAMES = ("O'Brien-Łęcka", "Malachi", "Kai")


@pytest.mark.parametrize("text", ONLY)
def test_disengagement_alone_is_noticed(text):
    assert only_stopped_engaging(text, NAMES)


@pytest.mark.parametrize("text", [*BESIDE_A_FACT, *OF_SOMETHING_ELSE])
def test_a_fact_of_safety_beside_it_is_enough_however_short(text):
    assert not only_stopped_engaging(text, NAMES)
